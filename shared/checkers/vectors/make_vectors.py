"""Writes 1,000 cases for each checker with the score of a reference implementation that is not ours.

    pip install transformers==4.46.3 rouge-score==0.1.2 scipy==1.17.1 scikit-learn==1.9.1 jsonschema==4.26.0 rapidfuzz==3.14.6 google-re2==1.1.20251105
    python shared/checkers/vectors/make_vectors.py

The packages are asked once, by this script; the test beside it reads what they said. Each file holds who said it and the cases. Texts are made of
words, articles, punctuation, numbers, accents, other scripts and odd white space; an expected text is often a disturbed copy of the answer.
"""

import gzip
import json
import math
import pathlib
import random
import re
import sys
import warnings
from importlib.metadata import version

import jsonschema
import numpy as np
import re2
from rapidfuzz.distance import Levenshtein
from rouge_score import rouge_scorer
from scipy.stats import kendalltau
from sklearn.metrics import f1_score, jaccard_score, dcg_score, precision_recall_fscore_support
from sklearn.preprocessing import MultiLabelBinarizer
from transformers.data.metrics.squad_metrics import compute_exact, compute_f1

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
CASES = 1000
WORDS = (
    "the a an The An parcel van red blue arrived late gate three 3 12.5 1,000 crème naïve Straße ÉCOLE İstanbul ΣΟΦΟΣ 中文 東京 привет "
    "don't it's e-mail well-known (see) «so» U.S. co. x_y a_b éa the-end, thé Ana and... !? 😀 ﬁne １２ I'm O’Neil"
).split()
SPACES = [" ", " ", " ", " ", "  ", "\n", "\t", "\u00a0", " . ", ", "]


def text(rng, longest=14):
    return "".join(rng.choice(WORDS) + rng.choice(SPACES) for _ in range(rng.randint(0, longest)))


def disturbed(rng, given):
    words = given.split(" ")
    for _ in range(rng.randint(0, 4)):
        at = rng.randrange(len(words) + 1)
        action = rng.random()
        if action < 0.4:
            words[at:at] = [rng.choice(WORDS)]
        elif action < 0.8:
            words[at : at + 1] = []
        else:
            words = words[at:] + words[:at]
    new = " ".join(words)
    return new.swapcase() if rng.random() < 0.1 else new


def text_pairs(seed):
    rng = random.Random(seed)
    for _ in range(CASES):
        answer = text(rng)
        yield answer, disturbed(rng, answer) if rng.random() < 0.8 else text(rng)


def write(name, reference, cases):
    cases = list(cases)
    assert len(cases) == CASES, (name, len(cases))
    content = json.dumps({"reference": reference, "cases": cases}, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    (HERE / f"{name}.json.gz").write_bytes(gzip.compress(content.encode(), mtime=0))


def of(package):
    return f"{package} {version(package)}"


def exact():
    return ([a, b, compute_exact(b, a)] for a, b in text_pairs(1))


def token_f1():
    return ([a, b, float(compute_f1(b, a))] for a, b in text_pairs(2))


def rouge():
    scorer = rouge_scorer.RougeScorer(["rouge1", "rougeL"], use_stemmer=False)
    for a, b in text_pairs(3):
        scores = scorer.score(b, a)
        yield [a, b, *scores["rouge1"], *scores["rougeL"]]


def edit_similarity():
    return ([a, b, Levenshtein.normalized_similarity(a, b)] for a, b in text_pairs(4))


TAGS = "billing delivery refund login app privacy praise other".split()


def sets():
    rng = random.Random(5)
    for _ in range(CASES):
        a, b = (rng.sample(TAGS, rng.randint(0, 5)) for _ in range(2))
        y = MultiLabelBinarizer(classes=TAGS).fit_transform([b, a])
        f1 = f1_score(y[:1], y[1:], average="samples", zero_division=1.0)
        jaccard = jaccard_score(y[:1], y[1:], average="samples", zero_division=1.0)
        yield [a, b, float(f1), float(jaccard)]


def orders():
    rng = random.Random(6)
    for _ in range(CASES):
        items = rng.sample(TAGS, rng.randint(2, 8))
        answer = rng.sample(items, rng.randint(1, len(items)))
        places = [answer.index(i) if i in answer else len(answer) for i in items]
        tau = kendalltau(range(len(items)), places, variant="b").statistic
        yield [answer, items, float(tau)]


def gains():
    rng = random.Random(7)
    for _ in range(CASES):
        items = rng.sample(TAGS, rng.randint(2, 8))
        gain = {item: rng.choice([0, 1, 2, 3, 0.5, 10]) for item in items}
        answer = rng.sample(items, rng.randint(1, len(items)))
        # What the answer leaves out comes last and brings nothing.
        order = answer + [i for i in items if i not in answer]
        heights = [[len(items) - order.index(i) for i in items]]
        top = rng.choice([None, 1, 2, 3, 5])
        brought = dcg_score([[gain[i] if i in answer else 0 for i in items]], heights, k=top, ignore_ties=True)
        best = dcg_score([[gain[i] for i in items]], [[gain[i] for i in items]], k=top, ignore_ties=True)
        yield [answer, gain, top, float(brought / best) if best > 0 else 0.0]


def numbers():
    rng = random.Random(8)
    for _ in range(CASES):
        wanted = rng.choice([0, rng.uniform(-1000, 1000), round(rng.uniform(-100, 100), 1), 10 ** rng.uniform(-6, 9)])
        said = rng.choice([wanted, wanted * (1 + rng.uniform(-0.02, 0.02)), wanted + rng.uniform(-1, 1), rng.uniform(-10, 10)])
        absolute, relative = rng.choice([0, 0, 0.01, 0.5]), rng.choice([0, 0, 1e-9, 0.01])
        yield [said, wanted, absolute, relative, float(math.isclose(said, wanted, rel_tol=relative, abs_tol=absolute))]


def number_texts():
    """Whole numbers, groups of thousands and decimals inside a sentence, as Python's own format writes them."""
    rng = random.Random(9)
    for _ in range(CASES):
        value = round(rng.uniform(-2_000_000, 2_000_000) / 10 ** rng.randint(0, 6), rng.randint(0, 4))
        written = format(value, rng.choice([",", "", "f"]))
        comma = rng.random() < 0.5
        if comma:
            written = written.translate(str.maketrans({",": ".", ".": ","}))
        if rng.random() < 0.2:
            written = written.replace("-", "−")
        before = rng.choice(["", "The total is ", "= ", "(", "about ", "EUR "])
        after = rng.choice(["", ".", " km", "%", ")", " in all, then"])
        plain = written.replace("−", "-")
        plain = plain.replace(".", "").replace(",", ".") if comma else plain.replace(",", "")
        yield [before + written + after, "comma" if comma else "point", float(plain)]


PATTERNS = [
    r"\d{3}-\d{2}", r"^the\b", r"(?i)VAN", r"[A-Z][a-z]+", r"red|blue", r"(a|b)+c?", r"\bgate\b.*late", r"^\s*$", r"[^a-z ]", r"(?:the|a) (parcel|van)",
    r"o(’|')?n", r"\p{Han}+", r"\p{L}{8,}", r"(x*)*y", r"^(?:.*\s)?3(?:\s.*)?$", r"1,?000", r"e-?mail", r"[éè]", r"^.{0,20}$", r"\.{3}",
]


def patterns():
    for i, (a, _) in enumerate(text_pairs(10)):
        pattern = PATTERNS[i % len(PATTERNS)]
        yield [a, pattern, float(re2.search(pattern, a) is not None), float(re2.fullmatch(pattern, a) is not None)]


def value(rng, depth=0):
    kinds = ["text", "number", "whole", "true", "null"] + (["object", "list"] if depth < 2 else [])
    kind = rng.choice(kinds)
    if kind == "text":
        return rng.choice(["", "a", "red", "2026-02-30", "2026-02-28", "a@b.example", "naïve", "😀😀"])
    if kind == "object":
        return {rng.choice("abcd"): value(rng, depth + 1) for _ in range(rng.randint(0, 4))}
    if kind == "list":
        return [value(rng, depth + 1) for _ in range(rng.randint(0, 4))]
    return {"number": rng.choice([0.5, -1.5, 2.25]), "whole": rng.randint(-3, 9), "true": rng.random() < 0.5, "null": None}[kind]


def schema(rng, depth=0):
    kind = rng.choice(["string", "number", "integer", "boolean", "null", "enum", "const"] + (["object", "array", "any", "all", "one", "not", "if"] if depth < 2 else []))
    below = lambda: schema(rng, depth + 1)  # noqa: E731
    if kind == "string":
        return {"type": "string", **rng.choice([{}, {"minLength": 2}, {"maxLength": 3}, {"enum": ["a", "red"]}, {"format": "date"}])}
    if kind in ("number", "integer"):
        return {"type": kind, **rng.choice([{}, {"minimum": 1}, {"exclusiveMaximum": 4}, {"multipleOf": 2}])}
    if kind == "enum":
        return {"enum": [1, "a", None, [1], {"a": 1}]}
    if kind == "const":
        return {"const": rng.choice([1, "red", None, {"a": 1}])}
    if kind == "object":
        names = rng.sample("abcd", rng.randint(0, 3))
        more = rng.choice([{}, {"additionalProperties": False}, {"additionalProperties": {"type": "string"}}, {"minProperties": 1}, {"maxProperties": 2}])
        return {"type": "object", "properties": {n: below() for n in names}, "required": names[: rng.randint(0, len(names))], **more}
    if kind == "array":
        more = rng.choice([{}, {"items": below()}, {"prefixItems": [below()], "items": below()}, {"uniqueItems": True}, {"minItems": 2}, {"maxItems": 2}, {"contains": below()}])
        return {"type": "array", **more}
    if kind == "any":
        return {"anyOf": [below(), below()]}
    if kind == "all":
        return {"allOf": [below(), below()]}
    if kind == "one":
        return {"oneOf": [below(), below()]}
    if kind == "not":
        return {"not": below()}
    if kind == "if":
        return {"if": below(), "then": below(), "else": below()}
    return {"type": ["null", kind]} if kind in ("boolean",) else {"type": kind}


def suiting(rng, s):
    """A value that is likelier to meet the schema than one by chance."""
    kind = s.get("type")
    if kind == "object":
        names = [*s["required"], *(n for n in s["properties"] if rng.random() < 0.6)]
        return {n: suiting(rng, s["properties"][n]) for n in names}
    if kind == "array":
        return [suiting(rng, s["items"]) if "items" in s else value(rng, 2) for _ in range(rng.randint(0, 3))]
    if kind in ("string", "number", "integer"):
        return {"string": rng.choice(["red", "a", "2026-02-28"]), "number": rng.choice([2.5, 1, 4]), "integer": rng.choice([1, 2, 5])}[kind]
    return value(rng)


def schemas():
    rng = random.Random(11)
    for _ in range(CASES):
        s = schema(rng)
        v = suiting(rng, s) if rng.random() < 0.6 else value(rng)
        checked = jsonschema.Draft202012Validator(s, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        yield [v, s, float(checked.is_valid(v))]


def leaves(v, path=""):
    inner = v.items() if isinstance(v, dict) else enumerate(v) if isinstance(v, list) and any(isinstance(e, dict) for e in v) else None
    if not inner:
        return {(path, json.dumps(v, sort_keys=True))}
    return set().union(*(leaves(e, f"{path}.{n}") for n, e in inner))


def fields():
    """Precision, recall and F1 of scikit-learn over pairs of path and value, each pair a class that is there or not."""
    rng = random.Random(12)
    for _ in range(CASES):
        b = {n: value(rng) for n in rng.sample("abcdef", rng.randint(1, 5))}
        a = {n: (e if rng.random() < 0.6 else value(rng)) for n, e in b.items() if rng.random() < 0.85}
        if rng.random() < 0.3:
            a["z"] = value(rng)
        pair = [leaves(b), leaves(a)]
        y = MultiLabelBinarizer().fit_transform(pair)
        p, r, f, _ = precision_recall_fscore_support(y[0], y[1], average="binary", zero_division=0.0)
        yield [a, b, float(p), float(r), float(f)]


def lengths():
    return ([a, len(a.split()), len(a), len([line for line in a.split("\n") if line.strip()])] for a, _ in text_pairs(13))


def phrases():
    rng = random.Random(14)
    for a, _ in text_pairs(14):
        some = [rng.choice(WORDS) for _ in range(rng.randint(1, 4))]
        there = [p in a for p in some]
        yield [a, some, float(all(there)), float(any(there)), float(not any(there))]


PYTHON = f"Python {sys.version.split()[0]}"
write("exact", f"{of('transformers')}, squad_metrics.compute_exact (SQuAD 2's evaluation script)", exact())
write("token-f1", f"{of('transformers')}, squad_metrics.compute_f1 (SQuAD 2's evaluation script)", token_f1())
write("rouge", f"{of('rouge-score')}, rouge1 and rougeL without stemmer", rouge())
write("edit-similarity", f"{of('rapidfuzz')}, Levenshtein.normalized_similarity", edit_similarity())
write("set-overlap", f"{of('scikit-learn')}, f1_score and jaccard_score by samples", sets())
write("kendall-tau", f"{of('scipy')}, stats.kendalltau, variant b", orders())
write("ndcg", f"{of('scikit-learn')}, dcg_score over dcg_score of the best order", gains())
write("number", f"{PYTHON}, math.isclose", numbers())
write("number-text", f"{PYTHON}, format and float", number_texts())
write("regular-expression", f"{of('google-re2')}, search and fullmatch", patterns())
write("schema", f"{of('jsonschema')}, Draft202012Validator", schemas())
write("fields", f"{of('scikit-learn')}, precision_recall_fscore_support over pairs of path and value", fields())
write("length", f"{PYTHON}, str.split and len", lengths())
write("contains", f"{PYTHON}, in", phrases())
