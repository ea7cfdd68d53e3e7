// Files of cells: quotation marks that nobody doubled, delimiters that nobody named, headers that are none. papaparse, a reader that has
// nothing to do with ours, says what well-formed files hold.

import fc from "fast-check";
import papa from "papaparse";
import { describe, expect, test } from "vitest";
import { readForTest } from "../read-for-test.ts";

const TWO = ["billing", "delivery"];
const read = (content: string, choices = {}) => readForTest(content, { name: "a.csv", labels: TWO, choices });
const pairs = (examples: readonly { readonly text: string; readonly label: string }[]) => examples.map(({ text, label }) => [text, label]);

describe("quotation marks", () => {
  test.each([
    ["at the beginning of a text", '"Great" service but late,delivery', '"Great" service but late'],
    ["around the first word, with a comma after it", '"Great", they said, but late,delivery', undefined],
    ["within a quoted cell, not doubled", '"He said "hi", then left",delivery', 'He said "hi", then left'],
    ["within a quoted cell, before a comma", '"a "b", c",delivery', 'a "b", c'],
    ["at the end of a text", "he is 5'11\",delivery", "he is 5'11\""],
    ["in the middle of a text", 'a "fine" day,delivery', 'a "fine" day'],
    ["after a space", ' "a, b", "delivery"', "a, b"],
    ["before a space", '"a, b" ,"delivery" ', "a, b"],
    ["an empty cell and then text", '"" said nobody,delivery', '"" said nobody'],
    ["three in a row", '"""Great"" service",delivery', '"Great" service'],
    ["JSON in a cell without them", '{""answer"": 1},delivery', '{""answer"": 1}'],
    ["undoubled over two lines", '"first line\nsays "hi" there",delivery', 'first line says "hi" there'],
  ])("%s", async (_, line, text) => {
    const found = await read(`text,label\nbefore,billing\n${line}\n"after, all",billing\n`);
    const rest = [
      ["before", "billing"],
      ["after, all", "billing"],
    ];
    if (text === undefined) {
      expect(pairs(found.examples)).toEqual(rest);
      expect(found.problems.map(({ row }) => row)).toEqual([3]);
    } else expect(pairs(found.examples)).toEqual([rest[0], [text, "delivery"], rest[1]]);
    expect(found.total).toBe(3);
  });

  test("one text of five thousand that begins with a quoted word costs nobody else a row", async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => (i === 999 ? '"Great" service, billing' : `message ${i},billing`));
    const found = await read(`text,label\n${lines.join("\n")}\n`);
    expect([found.total, found.usable]).toEqual([5_000, 5_000]);
    expect(found.examples[999]?.text).toBe('"Great" service');
  });

  test("a stray one that fits another far below takes no rows along", async () => {
    const lines = [
      '"I think so,billing',
      ...Array.from({ length: 500 }, (_, i) => `message ${i},delivery`),
      "he is 5'11\",billing",
      '"fine, really",billing',
    ];
    const found = await read(`text,label\n${lines.join("\n")}\n`);
    expect([found.total, found.usable]).toEqual([503, 502]);
    expect(found.problems).toEqual([{ code: "unclosed-quote", row: 2, detail: "" }]);
  });

  test("the same where the labels are not the task's", async () => {
    const lines = [
      '"I think so,ham',
      ...Array.from({ length: 50 }, (_, i) => `message ${i},${i % 3 ? "ham" : "spam"}`),
      "he is 5'11\",ham",
      '"fine, really",ham',
    ];
    const found = await read(`text,label\n${lines.join("\n")}\n`);
    expect(found.total).toBe(53);
    expect(found.problems[0]).toEqual({ code: "unclosed-quote", row: 2, detail: "" });
    expect(found.labels.map(({ written, rows }) => [written, rows])).toEqual([
      ["ham", 35],
      ["spam", 17],
    ]);
  });

  test("where most of them are stray they are text, and the person may decide otherwise", async () => {
    const content = 'text\tlabel\n"one more\tbilling\n"two more\tdelivery\nsaid "three\tbilling\n"four" is "five\tbilling\n';
    const found = await readForTest(content, { name: "a.tsv", labels: TWO });
    expect(pairs(found.examples)[0]).toEqual(['"one more', "billing"]);
    expect([found.total, found.usable, found.reading.readAs]).toEqual([4, 4, { type: "delimited", delimiter: "\t", quotes: false }]);
    expect(found.reading.others[0]).toEqual({ type: "delimited", delimiter: "\t", quotes: true });
    const strict = await readForTest(content, {
      name: "a.tsv",
      labels: TWO,
      choices: { readAs: { type: "delimited", delimiter: "\t", quotes: true } },
    });
    expect(strict.total).toBe(4);
    expect(strict.leftOut).toEqual([{ code: "unclosed-quote", rows: 2 }]);
  });

  test("with a backslash before them, as databases write", async () => {
    const found = await read('text,label\n"He said \\"hi, you\\" twice",billing\n"a \\\\ b",delivery\n');
    expect(pairs(found.examples)).toEqual([
      ['He said "hi, you" twice', "billing"],
      ["a \\ b", "delivery"],
    ]);
  });

  test("single ones around every cell; an apostrophe is none", async () => {
    expect(pairs((await read("'text','label'\n'a, b','billing'\n'it''s c','delivery'\n")).examples)).toEqual([
      ["a, b", "billing"],
      ["it's c", "delivery"],
    ]);
    expect(pairs((await read("text,label\n'tis late,billing\nnot 'yet',delivery\n")).examples)).toEqual([
      ["'tis late", "billing"],
      ["not 'yet'", "delivery"],
    ]);
  });

  test("a mail of several lines stays one text, even where a line of it holds a label", async () => {
    const found = await read('text,label\n"Dear team,\nabout my billing, please\nbilling\nBest, Ann",delivery\n"x",billing\n');
    expect(found.examples[0]).toEqual({ text: "Dear team, about my billing, please billing Best, Ann", label: "delivery" });
    expect([found.total, found.usable]).toEqual([2, 2]);
  });

  test("a file cut off within a quoted text", async () => {
    const found = await read('text,label\n"a, b",billing\n"Dear team,\nI was char');
    expect(found.usable).toBe(1);
    expect(found.problems.map(({ code, row }) => [code, row])).toEqual([
      ["unclosed-quote", 3],
      ["too-few-cells", 4],
    ]);
  });
});

describe("delimiters", () => {
  const rows = [
    ["text", "label"],
    ["Hello, team; where | is it?", "delivery"],
    ["One, two", "billing"],
    ["Three; four", "billing"],
  ];
  const written = (delimiter: string): string =>
    rows.map((row) => row.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter)).join("\r\n");

  test.each([",", ";", "\t", "|", "\u0001", "\u001F"])("%j is found out", async (delimiter) => {
    const found = await readForTest(written(delimiter), { name: "a.txt", labels: TWO });
    expect(pairs(found.examples)).toEqual(rows.slice(1));
    expect(found.reading.readAs).toEqual({ type: "delimited", delimiter, quotes: true });
  });

  test.each(["sep=;", '"sep=;"', "SEP=;", "sep=;\t", "sep=;;;"])("%s names it, and is no row", async (line) => {
    const found = await read(`${line}\r\n${written(";")}`);
    expect(pairs(found.examples)).toEqual(rows.slice(1));
    expect([found.total, found.rows[0]?.number]).toEqual([3, 3]);
  });

  test("the named one goes before the likelier one", async () => {
    const found = await read("sep=|\ntext|label\na, b, c|billing\nd, e, f|delivery\n");
    expect(pairs(found.examples)).toEqual([
      ["a, b, c", "billing"],
      ["d, e, f", "delivery"],
    ]);
  });

  test("texts of one comma each do not beat the semicolon, whatever the labels are called", async () => {
    const found = await read(Array.from({ length: 12 }, (_, i) => `text ${i}, and more of ${i};${i % 3 ? "odd" : "even"}`).join("\n"));
    expect(found.reading.readAs).toMatchObject({ delimiter: ";" });
    expect(found.labels.map(({ written }) => written)).toEqual(["odd", "even"]);
  });

  test("another may be chosen", async () => {
    const found = await read("a;b,billing\nc;d,delivery\n", { readAs: { type: "delimited", delimiter: ";", quotes: true }, header: false });
    expect([found.columns.length, found.rows[0]?.cells]).toEqual([2, ["a", "b,billing"]]);
  });
});

describe("the first row", () => {
  test.each([
    ["names nobody else uses", "botschaft,team", true],
    ["an example with a label of the task", "Where is it?,delivery", false],
    ["an example with a label that comes again below", "Where is it?,Versand", false],
  ])("%s", async (_, first, header) => {
    const found = await read(`${first}\nOne,Versand\nTwo,Rechnung\nThree,Versand\nFour,Rechnung\nFive,Versand\n`);
    expect(found.reading.header).toBe(header);
    expect(found.total).toBe(header ? 5 : 6);
  });

  test("the person may decide otherwise, either way", async () => {
    expect((await read("text,label\na,billing\n", { header: false })).total).toBe(2);
    const found = await read("a,billing\nb,billing\n", { header: true });
    expect([found.total, found.columns]).toEqual([1, ["a", "billing"]]);
  });

  test("may name columns that most rows do not reach", async () => {
    const found = await read("text,label,comment\na,billing\nb,delivery\nc,billing,a remark\nd,billing,x,y\ne\n");
    expect(pairs(found.examples).map(([text]) => text)).toEqual(["a", "b", "c"]);
    expect(found.problems.map(({ code, row }) => [code, row])).toEqual([
      ["too-many-cells", 5],
      ["too-few-cells", 6],
    ]);
  });

  test("alone is no example, and that is said", async () => {
    const found = await read("text,label\n");
    expect([found.total, found.problems]).toEqual([0, [{ code: "empty-file", row: 0, detail: "" }]]);
  });

  test("a title above the table is named, not taken for it", async () => {
    const found = await read("Messages of November\n\ntext,label\na,billing\nb,delivery\n");
    expect(found.columns).toEqual(["text", "label"]);
    expect(found.problems).toEqual([{ code: "too-few-cells", row: 1, detail: "1 < 2" }]);
  });
});

test("what papaparse reads from what it wrote, we read, too", () => {
  const cell = fc.string({ unit: fc.constantFrom(..."ab ,;\t|\"'\\\nüz="), maxLength: 12 });
  return fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, fc.constantFrom(...TWO)), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(",", ";", "\t", "|"),
      fc.constantFrom("\n", "\r\n", "\r"),
      async (rows, delimiter, newline) => {
        const content = papa.unparse([["text", "label"], ...rows], { delimiter, newline, quotes: true });
        const parsed = papa.parse<string[]>(content, { delimiter, newline, skipEmptyLines: "greedy" });
        expect(parsed.errors).toEqual([]);
        const found = await read(content, { readAs: { type: "delimited", delimiter, quotes: true }, header: true });
        expect(found.total).toBe(parsed.data.length - 1);
        const lined = (text: string): string => text.replace(/\s+/gu, " ").trim();
        const wanted = new Map(
          parsed.data
            .slice(1)
            .filter(([text = ""]) => lined(text) !== "")
            .map(([text = ""]) => [lined(text), true]),
        );
        const labels = new Map<string, string>();
        for (const [text = "", label = ""] of parsed.data.slice(1)) if (!labels.has(lined(text))) labels.set(lined(text), label);
        expect(pairs(found.examples)).toEqual([...wanted.keys()].map((text) => [text, labels.get(text)]));
      },
    ),
    { numRuns: 300, seed: 11 },
  );
});
