// Whatever a model answers, what was exported reads the label from it that the measurement read, and asks about a text with the bytes that
// were measured.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { preparedText } from "../../../shared/prompt/render.ts";
import { fieldAt, promptfooTransform, typescriptModule } from "../../../test/exports/modules.ts";
import { hasPython, inPython } from "../../../test/exports/python.ts";
import { hostileTask, ruleSources, sourceOf } from "../../../test/exports/source.ts";
import { labelNamed } from "../../language-model/scoring/answers.ts";
import { type ExportFormat, exportFile } from "./export.ts";
import { embeddedRule, untypedRule } from "./rule-source.ts";

const WORDS: readonly (readonly string[])[] = [
  ["billing", "delivery", "account"],
  ["spam", "not spam", "spam-like"],
  ["c++", "c", "{x}", "a/b"],
  ["긍정", "부정"],
  ["إيجابي", "سلبي"],
  ["חיובי", "שלילי"],
  ["0", "1", "10", "5", "-1"],
  ["péché", "pêche", "Straße"],
  ["négatif", "positif"],
  ["İade", "Ödeme", "very_positive"],
  ["正面", "负面"],
  ["don't know", "know", "yes", "yes, partly"],
  ["θετικό", "αρνητικό"],
  ["सकारात्मक", "नकारात्मक"],
  ["คำตอบ", "เชิงลบ"],
];
const BITS =
  ' |-| - | to |out of |scout of |.|,|:|/|_|**|\n|"|{|}|1|0|5|10|٣|²|é|e\u0301|İ|ı|ß|ﬁ|Σ|ς|ν|is |not |the |적|이|x|X|‘|’|–|\u00a0|\u2028|ا|ال|و|ים|ה|\u0301|\u20dd|文|🙂|ｐ|+|Team: |I think|\u0915\u094d|\u200d';

interface Asked {
  readonly words: readonly string[];
  readonly answer: string;
}

/** Characters that every Python knows: newer ones are letters to one Unicode and nothing to another. */
const known = fc
  .oneof(fc.integer({ min: 0x20, max: 0x5ff }), fc.integer({ min: 0x3041, max: 0x9fa5 }), fc.integer({ min: 0xac00, max: 0xd7a3 }))
  .map((code) => String.fromCodePoint(code));

const asked = fc.constantFrom(...WORDS).chain((words) => {
  const word = fc.constantFrom(...words);
  const piece = fc.oneof(
    { weight: 3, arbitrary: word },
    { weight: 1, arbitrary: word.map((text) => text.toUpperCase()) },
    { weight: 1, arbitrary: word.map((text) => text.normalize("NFD")) },
    { weight: 6, arbitrary: fc.constantFrom(...BITS.split("|")) },
    { weight: 1, arbitrary: known },
  );
  return fc.array(piece, { maxLength: 7 }).map((pieces): Asked => ({ words, answer: pieces.join("") }));
});
const ANSWERS: readonly Asked[] = fc.sample(asked, { numRuns: 6000, seed: 20261130 });

function exportedFor(format: ExportFormat, words: readonly string[]): string {
  const task = {
    ...hostileTask,
    labels: words.map((_, i) => `label ${i}`),
    labelWords: words.map((word) => [word]),
    publicDemonstrations: [],
  };
  const made = exportFile(format, sourceOf({ demonstrations: [] }, "chat", task), "demonstrations");
  if (made.type !== "file") throw new TypeError(made.type);
  return made.file.text;
}

/** -1 for none. */
const measured = ({ words, answer }: Asked): number =>
  labelNamed(
    answer,
    words.map((form) => ({ name: form, form })),
  );
const indexOf = (label: unknown): number => (typeof label === "string" && label.startsWith("label ") ? Number(label.slice(6)) : -1);
const perWords = WORDS.map((words) => [words, ANSWERS.filter((one) => one.words === words)] as const);

test("the answers are of every kind", () => {
  const read = ANSWERS.map(measured);
  expect(read.filter((label) => label >= 0).length).toBeGreaterThan(1500);
  expect(read.filter((label) => label < 0).length).toBeGreaterThan(1000);
});

test("TypeScript holds the rule as it stands, and reads every answer alike", async () => {
  for (const [words, answers] of perWords) {
    const text = exportedFor("typescript", words);
    expect(text).toContain(embeddedRule(ruleSources.labelInAnswer));
    const { labelInAnswer } = await typescriptModule(text);
    for (const one of answers) expect(indexOf(labelInAnswer(one.answer)), JSON.stringify(one)).toBe(measured(one));
  }
});

test("without types the rule is what a compiler makes of it", () => {
  const compiled = (code: string, loader: "ts" | "js"): string => transformSync(code, { loader, minifyWhitespace: true }).code;
  const { labelInAnswer } = ruleSources;
  expect(compiled(untypedRule(labelInAnswer), "js")).toBe(compiled(embeddedRule(labelInAnswer), "ts"));
});

test("promptfoo's transform reads every answer alike", () => {
  for (const [words, answers] of perWords) {
    const transform = promptfooTransform(exportedFor("promptfoo", words));
    for (const one of answers) expect(indexOf(transform(one.answer)), JSON.stringify(one)).toBe(measured(one));
  }
});

test.skipIf(!hasPython)("Python reads every answer alike", () => {
  for (const [words, answers] of perWords) {
    const read = inPython(
      exportedFor("python", words),
      "[exported.label_in_answer(answer) for answer in given]",
      answers.map(({ answer }) => answer),
    );
    answers.forEach((one, i) => {
      expect(indexOf(fieldAt(read, i)), JSON.stringify(one)).toBe(measured(one));
    });
  }
});

const folder = mkdtempSync(join(tmpdir(), "asyndbt-answers-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(!hasPython)("the shell script prints the label", () => {
  writeFileSync(join(folder, "curl"), '#!/bin/sh\ncat > /dev/null\nprintf %s "$ANSWER"\n');
  chmodSync(join(folder, "curl"), 0o755);
  const words = ["billing", "delivery", "account"];
  writeFileSync(join(folder, "prompt.sh"), exportedFor("curl", words));
  const printed = (answer: string): string => {
    const env = { PATH: `${folder}:${process.env.PATH}`, BASE_URL: "http://127.0.0.1", MODEL: "m", API_KEY: "k", ANSWER: answer };
    return execFileSync("sh", [join(folder, "prompt.sh"), "text"], { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  };
  const replied = (content: unknown): string => JSON.stringify({ choices: [{ message: { content } }] });
  for (const answer of SPELLINGS) expect(printed(replied(answer))).toBe("label 1\n");
  expect(printed(replied("none of them"))).toBe("\n");
  expect(printed(replied(null))).toBe("\n");
  // No answer at all is no label, and no success.
  expect(() => printed('{"error":{"message":"no"}}')).toThrow();
});

/** What models write where "delivery" is the word. */
const SPELLINGS = [
  "delivery",
  "Delivery",
  "delivery.",
  "**delivery**",
  "Team: delivery",
  " DELIVERY\n",
  "I think it is “delivery”, not billing",
];

test("an answer in other letters, with a full stop, in bold, or after a word is the label in every file that reads", async () => {
  const words = ["billing", "delivery", "account"];
  const { labelInAnswer } = await typescriptModule(exportedFor("typescript", words));
  const transform = promptfooTransform(exportedFor("promptfoo", words));
  for (const answer of SPELLINGS) {
    expect(labelInAnswer(answer)).toBe("label 1");
    expect(transform(answer)).toBe("label 1");
  }
  expect(labelInAnswer("none of them")).toBeUndefined();
  expect(transform("none of them")).toBe("");
});

test.each(["dotprompt", "prompty", "dspy"] as const)("%s holds no code, and says where the rule is", (format) => {
  expect(exportedFor(format, ["billing", "delivery"])).toContain("labelInAnswer and label_in_answer");
});

const HIDDEN_BITS =
  "a| |  |\u200b|\u200c|\u200d|\u202e|\ufeff|\u00ad|م|ی|خ|ก|👩|👍🏽|\ufe0f|क|\u094d|ᠠ|\u180e|🏴|\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}|\u{e0041}|\u00a0|\n|<|>|<|im_end|>|[INST]|\u0007|\u2028";
const texts = fc.array(fc.constantFrom(...HIDDEN_BITS.split("|")), { maxLength: 9 }).map((bits) => bits.join(""));
const TEXTS: readonly string[] = fc.sample(texts, { numRuns: 3000, seed: 20261130 });

test("a text with hidden characters is asked about with the bytes that were measured", async () => {
  const { messages } = await typescriptModule(exportedFor("typescript", ["a", "b"]));
  const last = (text: string): string => messages?.(text).at(-1)?.content ?? "";
  const [head = "", tail = ""] = last("query").split("query");
  expect(TEXTS.map(last)).toEqual(TEXTS.map((text) => head + preparedText(text) + tail));
  expect(new Set(TEXTS.map(preparedText)).size).toBeGreaterThan(1000);
  if (hasPython)
    expect(inPython(exportedFor("python", ["a", "b"]), "[exported.prepared(text) for text in given]", TEXTS)).toEqual(
      TEXTS.map(preparedText),
    );
});
