// A change to a text is told, an unreadable row is left out, and characters that a script or an emoji needs stay.

import { expect, test } from "vitest";
import { readForTest, TEAMS } from "./read-for-test.ts";

const csv = (...texts: readonly string[]): string => `text,label\n${texts.map((text) => `"${text}",billing`).join("\n")}\n`;

test.each([
  ["Persian", "می\u200Cخواهم پول را پس بگیرم"],
  ["Hindi", "क्\u200Dषमा करें"],
  ["a family", "Where is the parcel of my \u{1F468}\u200D\u{1F469}\u200D\u{1F467}?"],
  ["the flag of Wales", "\u{1F3F4}\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F} parcel"],
  ["Khmer", "ខ្ញុំ\u200Bចង់\u200Bបាន"],
])("%s stays as it is, without a word", async (_, text) => {
  const read = await readForTest(csv(text), { name: "a.csv" });
  expect(read.examples).toEqual([{ text, label: "billing" }]);
  expect(read.notices).toEqual([]);
});

test("hidden and control characters are taken out and named, an emptied text is a problem", async () => {
  const read = await readForTest(csv("pa\u202Ey\u00AD\u{E0041}\u0007 me", "fine", "\u200B\u200B", "שלום\u200F!", "a\u0000b"), {
    name: "a.csv",
  });
  expect(read.examples.map(({ text }) => text)).toEqual(["pay me", "fine", "שלום!", "ab"]);
  expect(read.problems).toEqual([{ code: "no-text", row: 4, detail: "" }]);
  expect(read.notices).toEqual([{ code: "hidden", rows: 3, numbers: [2, 5, 6], details: ["U+202E", "U+200F", "U+0000"] }]);
});

test("line ends that became spaces are told", async () => {
  const read = await readForTest(csv("one\r\ntwo", " outer spaces do not count ", "a\u00A0b", "c\td"), { name: "a.csv" });
  expect(read.examples.map(({ text }) => text)).toEqual(["one two", "outer spaces do not count", "a b", "c d"]);
  expect(read.notices).toEqual([{ code: "spaces", rows: 3, numbers: [2, 4, 5], details: [] }]);
});

test("texts that were damaged before are told, and used", async () => {
  const read = await readForTest(csv("Die GebÃ¼hr", "doesnâ€™t work", "caf\uFFFD", "über £5 Ärger", "Â£5"), { name: "a.csv" });
  expect(read.usable).toBe(5);
  expect(read.notices).toEqual([{ code: "damaged", rows: 4, numbers: [2, 3, 4, 6], details: ["Ã¼", "â€™", "\uFFFD", "Â£"] }]);
});

test("half a character, as a tool leaves it that cuts texts, is left out and named", async () => {
  const lines = ['{"text":"fine \\ud83d\\ude00","label":"billing"}', '{"text":"cut \\ud83d","label":"billing"}'].join("\n");
  const read = await readForTest(lines, { name: "a.jsonl" });
  expect(read.examples).toEqual([{ text: "fine \u{1F600}", label: "billing" }]);
  expect(read.problems).toEqual([{ code: "unreadable", row: 2, detail: "" }]);
});

test("a byte that makes no sense costs its own row in every format, and shows as what it is", async () => {
  const bad = (content: string): Uint8Array => Uint8Array.from(new TextEncoder().encode(content), (byte) => (byte === 0x01 ? 0xe9 : byte));
  const contents = {
    "a.csv": "text,label\nGrüße,billing\nÄrger,billing\nCaf\u0001,account\nfür,billing\n",
    "a.jsonl": ["Grüße", "Ärger", "Caf\u0001", "für"].map((text) => `{"text":"${text}","label":"billing"}`).join("\n"),
    "a.json": `[${["Grüße", "Ärger", "Caf\u0001", "für"].map((text) => `{"text":"${text}","label":"billing"}`).join(",")}]`,
    "a.yaml": ["Grüße", "Ärger", "Caf\u0001", "für"].map((text) => `- text: ${text}\n  label: billing\n`).join(""),
    "a.txt": ["Grüße", "Ärger", "Caf\u0001", "für"].map((text) => `__label__billing ${text}`).join("\n"),
  };
  for (const [name, content] of Object.entries(contents)) {
    const read = await readForTest(bad(content), { name });
    expect([name, read.total, read.examples.map(({ text }) => text)]).toEqual([name, 4, ["Grüße", "Ärger", "für"]]);
    expect(read.leftOut).toEqual([{ code: "unreadable", rows: 1 }]);
    expect(read.rows.flatMap(({ cells }) => cells)).toContain("Caf\uFFFD");
    expect(read.reading).toMatchObject({ encoding: "utf-8", encodingGuessed: true });
  }
});

test("the person may choose another encoding, and the file is read again", async () => {
  const bytes = Uint8Array.from("text,label\nGrüße,billing\n", (c) => c.charCodeAt(0));
  const guessed = await readForTest(bytes, { name: "a.csv" });
  expect([guessed.reading.encoding, guessed.reading.encodingGuessed]).toEqual(["windows-1252", true]);
  const read = await readForTest(bytes, { name: "a.csv", choices: { encoding: "windows-1251" } });
  expect(read.examples[0]?.text).toBe("GrьЯe");
  expect(read.reading).toMatchObject({ encoding: "windows-1251", encodingGuessed: false });
});

test("equal texts in different Unicode forms are one, and may not have two labels", async () => {
  const read = await readForTest("text,label\nGebühr,billing\nGebu\u0308hr,billing\nGebu\u0308hr,account\n", { name: "a.csv" });
  expect(read.examples).toEqual([{ text: "Gebühr", label: "billing" }]);
  expect([read.duplicates, read.problems]).toEqual([1, [{ code: "other-label", row: 4, detail: "2" }]]);
});

test("labels that are none of the task's are offered with a guess, and mean what the person says", async () => {
  const content = "text,label\na,Tech support\nb,Tech support\nc,refunds\nd,billing\ne,Acct\n";
  const guessed = await readForTest(content, { name: "a.csv" });
  expect(guessed.labels).toEqual([
    { written: "Tech support", rows: 2, label: "technical", guessed: true },
    { written: "refunds", rows: 1, label: null, guessed: false },
    { written: "Acct", rows: 1, label: "account", guessed: true },
  ]);
  expect([guessed.usable, guessed.problems]).toEqual([4, [{ code: "unknown-label", row: 4, detail: "refunds" }]]);
  const labels = [
    { written: "refunds", label: "billing" },
    { written: "Tech support", label: null },
  ];
  const read = await readForTest(content, { name: "a.csv", choices: { labels } });
  expect(read.examples.map(({ text, label }) => [text, label])).toEqual([
    ["c", "billing"],
    ["d", "billing"],
    ["e", "account"],
  ]);
  expect(read.labels.map(({ label, guessed: guess }) => [label, guess])).toEqual([
    [null, false],
    ["billing", false],
    ["account", true],
  ]);
});

test("numbers for labels are no guess, but may be told", async () => {
  const content = "text,label\na,0\nb,1\nc,-1\nd,0\n";
  expect((await readForTest(content, { name: "a.csv" })).usable).toBe(0);
  const labels = TEAMS.slice(0, 2).map((label, i) => ({ written: String(i), label }));
  expect((await readForTest(content, { name: "a.csv", choices: { labels } })).usable).toBe(3);
});
