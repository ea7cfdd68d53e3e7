"""Writes the five sample tasks whose answers are no single labels: parcels, questions, tickets, amounts, notices.

    python3 data/make_samples.py

Everything in them is invented here: names, places and sentences are put together from the lists below with a fixed seed. Each task has 36
training rows, 36 in the pool, 24 for validation, 30 for the test and 12 that the owner publishes, none of them twice.
"""

import json
import pathlib
import random

HERE = pathlib.Path(__file__).parent
PARTS = {"train": 36, "pool": 36, "validation": 24, "test": 30, "public": 12}

FIRST = "Ada Bela Carla Dario Edda Farid Greta Hanno Ines Jonas Kira Leo Mina Nils Olga Pavel Rosa Sven Tilda Umar".split()
LAST = "Berger Castell Dorn Ekblad Fuchs Girard Holm Ivers Jansen Koller Lind Marti Nowak Oster Pohl Reuter Sand Thoma Vidal Winter".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday".split()
PLACES = ["north gate", "back door", "bakery", "bike shed", "front desk", "garage", "post room", "school office", "town hall", "workshop"]
TOWNS = "Altmoor Birkfeld Corvin Dellbach Elmstad Fennmark Grauhof Hollin Imsund Jarlby".split()


def parcels(rng):
    name, day, place, pieces = f"{rng.choice(FIRST)} {rng.choice(LAST)}", rng.choice(DAYS), rng.choice(PLACES), rng.randint(2, 9)
    message = rng.choice(
        [
            "Parcel for {n}, please on {d} at the {p}, {k} pieces.",
            "Hello, I am {n}, and on {d} at the {p}, {k} pieces would suit me.",
            "Could the driver come on {d} at the {p}, {k} pieces? It is for {n}, thanks.",
            "My order is {k} pieces, for {n}, and I am there on {d} at the {p}, all day.",
            "Not on {o}, please! Better on {d} at the {p}, {k} pieces, for {n}, thank you.",
        ]
    ).format(n=name, d=day, p=place, k=pieces, o=rng.choice([d for d in DAYS if d != day]))
    return {"message": message}, {"name": name, "day": day, "place": place, "pieces": pieces}


def questions(rng):
    town, year, river, metres, head = rng.choice(TOWNS), rng.randint(1850, 1990), f"{rng.choice(LAST)} river", rng.randint(12, 96), f"{rng.choice(FIRST)} {rng.choice(LAST)}"
    paragraph = f"The bridge of {town} was built in {year} by local masons. It crosses the {river} near the old mill. The bridge is {metres} metres long. Its keeper is {head}, who lives beside it."
    question, answer = rng.choice(
        [
            ("When was the bridge built?", str(year)),
            ("Who is the keeper of the bridge?", head),
            ("How long is the bridge?", f"{metres} metres"),
            ("What does it cross?", f"the {river}"),
            ("Who built the bridge?", "local masons"),
        ]
    )
    return {"paragraph": paragraph, "question": question}, answer


TAGS = {
    "billing": ["I was charged {k} euros twice", "the invoice of {d} has a wrong total", "my refund of {k} euros is missing"],
    "delivery": ["the parcel has not come since {d}", "the driver left the box in the rain on {d}", "tracking says {k} days late"],
    "login": ["I cannot sign in since {d}", "the password link is dead after {k} tries", "my code never arrives when I log in"],
    "app": ["the app closes after {k} seconds", "the screen stays white since {d}", "the app shows the wrong language"],
    "privacy": ["please delete my data by {d}", "who has read my {k} messages", "I want a copy of all you store about me"],
}


def tickets(rng):
    tags = rng.sample(sorted(TAGS), rng.choice([1, 2, 2, 3]))
    said = [rng.choice(TAGS[tag]).format(k=rng.randint(2, 40), d=rng.choice(DAYS)) for tag in tags]
    text = ", and ".join(said)
    return {"ticket": f"{rng.choice(['Hello,', 'Hi there,', 'Dear team,', 'Again:'])} {text}. {rng.choice(['Please help.', 'Thanks.', rng.choice(FIRST)])}"}, sorted(tags)


def amounts(rng):
    boxes, crates, euros = rng.randint(11, 480), rng.randint(2, 10), round(rng.uniform(20, 900), 2)
    text = rng.choice(
        [
            "On {d} the shop in {t} took {b} boxes from {c} crates and paid {e} euros for them.",
            "Of {c} crates one was open, yet all {b} boxes were there; the shop in {t} paid {e} euros.",
            "The shop in {t} paid {e} euros, a little late, after it took {b} boxes in {c} crates on {d}.",
            "After {c} crates and {b} boxes the shop in {t} had paid {e} euros in all by {d}.",
        ]
    ).format(d=rng.choice(DAYS), t=rng.choice(TOWNS), b=boxes, c=crates, e=f"{euros:.2f}")
    return {"report": text}, euros


def notices(rng):
    what, place, day, hour = rng.choice(["water", "power", "lift", "heating", "gas"]), rng.choice(PLACES), rng.choice(DAYS), rng.randint(7, 18)
    notice = rng.choice(
        [
            "Dear neighbours, we are sorry to say that, because of long planned works, the {w} at the {p} will be off on {d} from {h} o'clock. We thank you for your patience and wish you a pleasant week.",
            "As some of you have heard, an inspection is due. For that reason the {w} at the {p} will be off on {d} from {h} o'clock. Should you have any question, the office will be happy to answer it.",
        ]
    ).format(w=what, p=place, d=day, h=hour)
    return {"notice": notice}, f"the {what} at the {place} will be off on {day} from {hour} o'clock"


TASKS = {
    "parcels": (
        parcels,
        {
            "description": "Messages to a courier: who, when, where, how much. The answer is a JSON object.",
            "kind": "json",
            "inputs": ["message"],
            "checker": {
                "type": "json",
                "schema": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "day": {"enum": DAYS}, "place": {"type": "string"}, "pieces": {"type": "integer", "minimum": 1}},
                },
                "fields": {"name": {"type": "exact", "normalise": ["case", "spaces"]}, "place": {"type": "token-f1"}},
                "invalid": "count",
            },
            "answers": {"maxTokens": 80},
            "header": "What does the message say about the delivery? [VAR]",
            "example": "Message: [MESSAGE]\nDelivery:",
        },
        [
            ["Answer only with JSON.", "Write exactly one JSON object and nothing else.", "Be friendly.", "Take your time."],
            ["The keys are name, day, place and pieces.", "Copy the words of the message.", "Messages can be rude.", "Summers are busy."],
        ],
    ),
    "questions": (
        questions,
        {
            "description": "A short answer from a paragraph, in its own words.",
            "kind": "text",
            "inputs": ["paragraph", "question"],
            "checker": {"type": "token-f1"},
            "answers": {"maxTokens": 40, "stop": ["\n"]},
            "header": "Answer the question about the paragraph. [VAR]",
            "example": "Paragraph: [PARAGRAPH]\nQuestion: [QUESTION]\nAnswer:",
        },
        [
            ["Copy the shortest words that answer it.", "Use only words of the paragraph and nothing else.", "Explain yourself.", "Bridges are old."],
            ["No other words.", "Answer in a few words, never a whole sentence.", "Be polite.", "Think of a mason."],
        ],
    ),
    "tickets": (
        tickets,
        {
            "description": "Which topics does a ticket speak of? There may be several.",
            "kind": "labels",
            "inputs": ["ticket"],
            "checker": {"type": "set-overlap"},
            "answers": {"maxTokens": 30, "stop": ["\n"]},
            "header": "Which topics does the ticket speak of: billing, delivery, login, app, privacy? [VAR]",
            "example": "Ticket: [TICKET]\nTopics:",
        },
        [
            ["Answer only with the topics, with commas between them.", "List every topic and no other word.", "Be kind.", "Tickets come at night."],
            ["There may be several.", "Keep the list short.", "Ask back if unsure.", "Customers matter."],
        ],
    ),
    "amounts": (
        amounts,
        {
            "description": "The sum that was paid, out of a sentence with several numbers.",
            "kind": "number",
            "inputs": ["report"],
            "checker": {"type": "number", "absolute": 0.005},
            "answers": {"maxTokens": 20, "stop": ["\n"]},
            "header": "What was paid, in euros? [VAR]",
            "example": "Report: [REPORT]\nPaid:",
        },
        [
            ["Answer with digits only.", "Write exactly the number and nothing else.", "Think about shops.", "Be generous."],
            ["Copy the number that stands before the word euros.", "Do not count boxes.", "Crates are heavy.", "Say it nicely."],
        ],
    ),
    "notices": (
        notices,
        {
            "description": "A notice in one short line of at most 16 words that keeps what matters.",
            "kind": "text",
            "inputs": ["notice"],
            "checker": {
                "type": "combined",
                "of": [
                    {"name": "near", "checker": {"type": "rouge", "measure": "rouge-l"}, "weight": 2},
                    {"name": "short", "checker": {"type": "length", "max": 16, "gradual": True}},
                ],
            },
            "answers": {"maxTokens": 60, "stop": ["\n"]},
            "header": "Rewrite the notice in one short line. [VAR]",
            "example": "Notice: [NOTICE]\nLine:",
        },
        [
            ["At most 16 words.", "Copy only what is off, where and when, in one sentence.", "Add a greeting.", "Sound official."],
            ["No thanks, no reasons, nothing else.", "Keep the words of the notice, in the same order.", "Use many adjectives.", "Neighbours are curious."],
        ],
    ),
}

for name, (make, task, slots) in TASKS.items():
    rng = random.Random(f"asyndbt/{name}")
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    seen = set()
    for part, count in PARTS.items():
        rows = []
        while len(rows) < count:
            inputs, expected = make(rng)
            key = json.dumps(inputs)
            if key in seen:
                continue
            seen.add(key)
            rows.append(json.dumps({"id": f"{name}-{part}-{len(rows) + 1}", "inputs": inputs, "expected": expected}, ensure_ascii=False))
        (folder / f"{part}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    described = {"name": name, "language": "en", **task, "publicShots": 1, "privateShots": 2}
    (folder / "task.json").write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "phrases.json").write_text(json.dumps({"slots": slots}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
