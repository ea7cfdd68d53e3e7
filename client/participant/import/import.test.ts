import { expect, test } from "vitest";
import { guessMapping } from "./columns/guess-mapping.ts";
import { type ImportFile, readTable } from "./read-table.ts";
import { toExamples } from "./to-examples.ts";

const LABELS = ["billing", "delivery"];

async function read(content: string | Uint8Array, name = "") {
  const source: ImportFile = { name, content };
  const table = await readTable(source, LABELS);
  const mapping = guessMapping(table, LABELS);
  if (!mapping) return { examples: [], problems: table.problems, duplicates: 0 };
  const { examples, problems, duplicates } = toExamples(table, mapping, LABELS);
  return { examples, problems, duplicates };
}

const two = [
  { text: "Where is my parcel?", label: "delivery" },
  { text: "I was charged twice", label: "billing" },
];

test.each([
  ["CSV with a byte-order mark and CRLF", "\uFEFFtext,label\r\nWhere is my parcel?,delivery\r\nI was charged twice,billing\r\n", "a.csv"],
  ["CSV with semicolons, columns the other way round", "label;text\ndelivery;Where is my parcel?\nbilling;I was charged twice\n", "a.csv"],
  ["CSV without a header", "delivery,Where is my parcel?\nbilling,I was charged twice", "a.csv"],
  ["TSV pasted", "text\tlabel\nWhere is my parcel?\tdelivery\nI was charged twice\tbilling", ""],
  ["JSON list", JSON.stringify(two), "a.json"],
  ["JSON object that holds the list", JSON.stringify({ version: 1, rows: two }), "a.json"],
  ["JSON Lines with CRLF and an empty line", two.map((e) => JSON.stringify(e)).join("\r\n\r\n"), "a.jsonl"],
  ["JSON Lines pasted", two.map((e) => JSON.stringify(e)).join("\n"), ""],
  ["promptfoo tests", JSON.stringify(two.map((e) => ({ vars: e }))), ""],
  [
    "chat data",
    two
      .map((e) =>
        JSON.stringify({
          messages: [
            { role: "user", content: e.text },
            { role: "assistant", content: e.label },
          ],
        }),
      )
      .join("\n"),
    "",
  ],
  ["YAML list", "- text: Where is my parcel?\n  label: delivery\n- text: I was charged twice\n  label: billing\n", "a.yaml"],
  [
    "YAML pasted, with a comment",
    "# mine\n- text: Where is my parcel?\n  label: delivery\n- {text: I was charged twice, label: billing}\n",
    "",
  ],
  ["YAML documents", "---\ntext: Where is my parcel?\nlabel: delivery\n---\ntext: I was charged twice\nlabel: billing\n", "a.yml"],
  [
    "promptfoo configuration (YAML) with assertions",
    `description: x
prompts: [one, two]
providers: [a:b]
tests:
  - vars: {text: "Where is my parcel?"}
    assert: [{type: latency, threshold: 5}, {type: equals, value: delivery}]
  - vars:
      text: >-
        I was
        charged twice
    assert:
      - type: icontains
        value: billing
`,
    "",
  ],
  [
    "promptfoo tests (JSON) with assertions",
    JSON.stringify({ tests: two.map((e) => ({ vars: { text: e.text }, assert: [{ type: "equals", value: e.label }] })), prompts: ["p"] }),
    "promptfoo.json",
  ],
  [
    "evaluation data",
    two
      .map((e) =>
        JSON.stringify({
          input: [
            { role: "system", content: "s" },
            { role: "user", content: e.text },
          ],
          ideal: e.label,
        }),
      )
      .join("\n"),
    "a.jsonl",
  ],
  ["prompt and completion", two.map((e) => JSON.stringify({ prompt: e.text, completion: ` ${e.label}` })).join("\n"), "a.jsonl"],
  ["data set items", two.map((e) => JSON.stringify({ item: e })).join("\n"), "a.jsonl"],
  [
    "rows of a data set viewer",
    JSON.stringify({ features: [{ name: "text" }], rows: two.map((row, i) => ({ row_idx: i, row })) }),
    "a.json",
  ],
])("reads %s", async (_, content, name) => {
  expect(await read(content, name)).toEqual({ examples: two, problems: [], duplicates: 0 });
});

test("reads UTF-16 and windows-1252 bytes, refuses what is no text", async () => {
  const csv = "text,label\nGebühr für später,billing\n";
  const utf16 = new Uint8Array([0xff, 0xfe, ...new Uint8Array(Uint16Array.from(csv, (c) => c.charCodeAt(0)).buffer)]);
  const latin = Uint8Array.from(csv, (c) => c.charCodeAt(0));
  for (const bytes of [utf16, latin])
    expect((await read(bytes, "a.csv")).examples).toEqual([{ text: "Gebühr für später", label: "billing" }]);
  expect((await read(Uint8Array.of(80, 75, 3, 4, 0, 0), "a.csv")).problems).toEqual([{ code: "not-text", row: 0, detail: "" }]);
});

test("a quoted cell may hold commas, quotes and line ends; white space becomes one space", async () => {
  const { examples } = await read('text,label\n"Hello,\r\n\r\n ""friend""\t!",delivery\n', "a.csv");
  expect(examples).toEqual([{ text: 'Hello, "friend" !', label: "delivery" }]);
});

test("names the row of every problem and keeps the rest", async () => {
  const { examples, problems } = await read(
    ["text,label", "fine,billing", "ragged", "too,many,cells", ",billing", "no label,", "odd,refunds", "also fine,Delivery "].join("\n"),
    "a.csv",
  );
  expect(examples.map((e) => [e.text, e.label])).toEqual([
    ["fine", "billing"],
    ["also fine", "delivery"],
  ]);
  expect(problems.map((p) => [p.row, p.code, p.detail])).toEqual([
    [3, "too-few-cells", "1 < 2"],
    [4, "too-many-cells", "3 > 2"],
    [5, "no-text", ""],
    [6, "no-label", ""],
    [7, "unknown-label", "refunds"],
  ]);
});

test("a quote that never closes is reported where it opens, and takes nothing else with it", async () => {
  const { examples, problems } = await read('text,label\nfine,billing\n"open,billing\nnot lost,delivery\n', "a.csv");
  expect(examples).toEqual([
    { text: "fine", label: "billing" },
    { text: "not lost", label: "delivery" },
  ]);
  expect(problems).toEqual([{ code: "unclosed-quote", row: 3, detail: "" }]);
});

test.each(["", "\n\n"])("empty lines count in the row of a problem and move it nowhere, after %j", async (start) => {
  const csv = 'text,label\n\none,billing\n , \ntwo,billing\nragged\n\nthree,delivery\n"open,billing\nfour,delivery\nfive,billing';
  const { examples, problems } = await read(start + csv, "a.csv");
  expect(examples.map((e) => e.text)).toEqual(["one", "two", "three", "four", "five"]);
  expect(problems.map((p) => [p.row - start.length, p.code])).toEqual([
    [6, "too-few-cells"],
    [9, "unclosed-quote"],
  ]);
});

test("empty lines do not hide which character parts the cells", async () => {
  const csv = "\n\ntext;label\n\n\nWhere is my parcel?;delivery\n\nI was charged twice;billing\n\n";
  expect(await read(csv, "a.csv")).toEqual({ examples: two, problems: [], duplicates: 0 });
});

test("JSON Lines: names the line that is no JSON or no object", async () => {
  const { examples, problems } = await read('{"text":"a","label":"billing"}\n{"text":\n[1]\n{"text":"b","label":"delivery"}', "a.jsonl");
  expect(examples.map((e) => e.text)).toEqual(["a", "b"]);
  expect(problems.map((p) => [p.row, p.code])).toEqual([
    [2, "bad-json"],
    [3, "not-an-object"],
  ]);
});

test("YAML: labels stay as written, problems name the item or the line", async () => {
  const labels = ["no", "1.0", "null"];
  const yaml =
    "- {text: a, label: no}\n- just words\n- {text: b, label: 1.0}\n- {text: c, label: null}\n- {text: d, label: yes}\n- {text: e}\n";
  const table = await readTable({ name: "a.yaml", content: yaml }, labels);
  const mapping = guessMapping(table, labels);
  expect(mapping).not.toBeNull();
  const { examples, problems } = toExamples(table, mapping ?? { text: 0, text2: null, label: 1, verdict: null }, labels);
  expect(examples.map((e) => e.label)).toEqual(labels);
  expect(problems.map((p) => [p.row, p.code, p.detail])).toEqual([
    [2, "not-an-object", ""],
    [5, "unknown-label", "yes"],
    [6, "no-label", ""],
  ]);
  const broken = await read("- text: a\n  label: billing\n- text: 'open\n", "a.yaml");
  expect(broken.problems).toMatchObject([{ code: "bad-yaml", row: 4 }]);
  expect((await read("just words", "a.yaml")).problems[0]?.code).toBe("not-a-list");
});

test("YAML: no tag makes anything but text, and aliases do not multiply", async () => {
  expect((await read("- text: !!js/function 'x'\n  label: billing\n", "a.yaml")).problems[0]?.code).toBe("bad-yaml");
  const levels = Array.from({ length: 30 }, (_, i) => `- &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`);
  const bomb = `- &a0 [x]\n${levels.join("\n")}\n- {text: a, label: billing}\n`;
  expect((await read(bomb, "a.yaml")).examples ?? []).toHaveLength(1);
});

/** Entries that each name their text by a key of its own. */
const keyedById = (count: number) => Array.from({ length: count }, (_, i) => ({ [`id-${i}`]: `text ${i}`, label: "billing" }));

test.each([
  // What follows is not read any more: a table of it would take rows times columns.
  [
    "JSON Lines",
    `${keyedById(4_000)
      .map((entry) => JSON.stringify(entry))
      .join("\n")}\n{"text":\n`,
    "a.jsonl",
  ],
  ["JSON", JSON.stringify(keyedById(4_000)), "a.json"],
  [
    "YAML",
    keyedById(300)
      .map((entry, i) => `- {id-${i}: x, label: ${entry.label}}\n`)
      .join(""),
    "a.yaml",
  ],
  ["one object of everything", JSON.stringify(Object.fromEntries(keyedById(4_000).map((entry, i) => [i, entry]))), "a.jsonl"],
])("%s keyed by id has too many columns", async (_, content, name) => {
  expect(await read(content, name)).toEqual({
    examples: [],
    problems: [{ code: "too-many-columns", row: 0, detail: "200" }],
    duplicates: 0,
  });
});

test("200 columns are still read", async () => {
  const wide = { text: "a", label: "billing", ...Object.fromEntries(Array.from({ length: 198 }, (_, i) => [`field ${i}`, i])) };
  expect((await read(JSON.stringify([wide]), "a.json")).examples).toEqual([{ text: "a", label: "billing" }]);
  expect((await read(JSON.stringify([wide, { more: 1 }]), "a.json")).problems[0]?.code).toBe("too-many-columns");
});

test("drops a repeated text, keeps the first, and says so when the labels differ", async () => {
  const { examples, problems, duplicates } = await read("text,label\nsame,billing\n same ,billing\nsame,delivery\n", "a.csv");
  expect(examples).toEqual([{ text: "same", label: "billing" }]);
  expect(duplicates).toBe(1);
  expect(problems).toEqual([{ code: "other-label", row: 4, detail: "2" }]);
});

test("hostile cells stay text", async () => {
  const cells = ["<img src=x onerror=alert(1)>", "=HYPERLINK(1)", "__proto__", "constructor", "[SENTENCE1]", "{{x}}"];
  const csv = `text,label\n${cells.map((cell) => `"${cell}",billing`).join("\n")}`;
  expect((await read(csv, "a.csv")).examples.map((e) => e.text)).toEqual(cells);
  const json = '[{"__proto__":"x","text":"a","label":"billing"},{"constructor":{"prototype":"y"},"text":"b","label":"billing"}]';
  expect((await read(json, "a.json")).examples.map((e) => e.text)).toEqual(["a", "b"]);
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("x");
});

test("refuses an empty file, an unknown kind and a file above the limit of one text", async () => {
  expect((await read("  \n", "a.csv")).problems[0]?.code).toBe("empty-file");
  expect((await read("x", "a.xlsx")).problems[0]?.code).toBe("unknown-format");
  expect((await read("[1", "a.json")).problems[0]?.code).toBe("bad-json");
  expect((await read('"text"', "a.json")).problems[0]?.code).toBe("not-a-list");
  expect((await read(`text,label\n${"x".repeat(20_001)},billing`, "a.csv")).problems[0]?.code).toBe("too-long");
});

test("a second text that is too long is told with its own length", async () => {
  const { problems } = await read(`text,text2,label\nshort,${"x".repeat(20_001)},billing`, "a.csv");
  expect(problems).toEqual([{ code: "too-long", row: 2, detail: "20001 > 20000" }]);
});

test("a label that is also a usual column name makes no header", async () => {
  const rows = { name: "a.csv", content: "How long does it take?,question\nIt came broken,complaint" };
  const labels = ["question", "complaint"];
  const table = await readTable(rows, labels);
  const mapping = guessMapping(table, labels);
  expect(mapping && toExamples(table, mapping, labels).examples).toHaveLength(2);
  const named = await readTable({ ...rows, content: `question,label\n${rows.content}` }, labels);
  expect(named.columns).toEqual(["question", "label"]);
  expect(table.columns).toEqual(["", ""]);
});
