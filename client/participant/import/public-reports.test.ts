// Faults that people reported of other tools, tried here. Each title names the thread; the texts are ours.

import { expect, test } from "vitest";
import { readForTest, TEAMS } from "./read-for-test.ts";

const pairs = (examples: readonly { readonly text: string; readonly label: string }[]) => examples.map(({ text, label }) => [text, label]);

test("mholt/PapaParse#712: cells copied from a spreadsheet, one with quotation marks that nobody doubled", async () => {
  const pasted = 'text\tlabel\n"Hi,\nneed the forecast\n096742272934"\tbilling\n"This is" is not a parcel"\tdelivery\n';
  expect(pairs((await readForTest(pasted)).examples)).toEqual([
    ["Hi, need the forecast 096742272934", "billing"],
    ['"This is" is not a parcel"', "delivery"],
  ]);
});

test("mholt/PapaParse#681: semicolons in the HTML of quoted cells do not part them", async () => {
  const style = '<td style=""background-color:#FFF; color:#000; font-size:12pt"">\n<b style="""">Where is it?</b>';
  const read = await readForTest(`Id,HtmlValue,label\n1,"${style}",delivery\n2,"${style} again",delivery\n`, { name: "a.csv" });
  expect(read.reading.readAs).toEqual({ type: "delimited", delimiter: ",", quotes: true });
  expect([read.total, read.usable]).toEqual([2, 2]);
});

test("mholt/PapaParse#432 and #112: marks within and at the end of cells", async () => {
  const read = await readForTest('size,text,label\n1,"5"5",billing\n2,6\'5" wide,delivery\n', { name: "a.csv" });
  expect(pairs(read.examples)).toEqual([
    ['"5"5"', "billing"],
    ["6'5\" wide", "delivery"],
  ]);
});

test("mholt/PapaParse#1055 and #1057: a mark without a partner after hundreds of rows between bars", async () => {
  const lines = Array.from({ length: 600 }, (_, i) => (i === 539 ? `${i}|"Stout|delivery` : `${i}|name ${i}|billing`));
  const read = await readForTest(`id|text|label\n${lines.join("\n")}\n9|the "last"|billing\n`, { name: "a.csv" });
  expect([read.total, read.usable]).toEqual([601, 600]);
  expect(read.problems).toEqual([{ code: "unclosed-quote", row: 541, detail: "" }]);
});

test("C2FO/fast-csv#337: a table between tabs that knows no quoting", async () => {
  const read = await readForTest('tconst\ttext\tlabel\ntt1\t"Swing it" magistern\tbilling\ntt2\tThe "last" one\tdelivery\n', {
    name: "a.tsv",
  });
  expect(pairs(read.examples)).toEqual([
    ['"Swing it" magistern', "billing"],
    ['The "last" one', "delivery"],
  ]);
});

test("promptfoo/promptfoo#3069: JSON in cells without quotation marks around it", async () => {
  const csv =
    'query,expected_json_format,context,__expected\nWhat is the date?,{"answer":""},file://../get.py,billing\nWho?,{"answer": "x"},f,account\n';
  expect(pairs((await readForTest(csv, { name: "a.csv" })).examples)).toEqual([
    ["What is the date?", "billing"],
    ["Who?", "account"],
  ]);
});

test("promptfoo/promptfoo#3861 and #3571: several expectations, spaces before their values and around their names", async () => {
  const csv = [
    "input, __expected1 ,__expected2,__expected3",
    '"Where is it?","contains: delivery","llm-rubric: Is it polite, too?","python: file://x.py"',
    '"I paid twice","equals: billing","contains: x","javascript: file://y.js"',
  ].join("\n");
  const read = await readForTest(csv, { name: "a.csv" });
  expect(pairs(read.examples)).toEqual([
    ["Where is it?", "delivery"],
    ["I paid twice", "billing"],
  ]);
});

test("doccano/doccano#1522 and #295: other names of fields, and numbers for labels, which the person can tell", async () => {
  const lines = [
    '{"id":10,"data":"Where is it?","annotations":[{"label":2,"user":1}]}',
    '{"id":11,"data":"I paid twice","annotations":[{"label":1,"user":1}]}',
  ];
  const read = await readForTest(lines.join("\n"), { name: "a.json1" });
  expect(read.labels.map(({ written, label }) => [written, label])).toEqual([
    ["2", null],
    ["1", null],
  ]);
  const labels = [
    { written: "2", label: "delivery" },
    { written: "1", label: "billing" },
  ];
  expect(pairs((await readForTest(lines.join("\n"), { name: "a.json1", choices: { labels } })).examples)).toEqual([
    ["Where is it?", "delivery"],
    ["I paid twice", "billing"],
  ]);
});

test("huggingface/datasets#1989: a label that denies another is not it", async () => {
  const read = await readForTest("text,label\na,nurse\nb,not nurse\n", { name: "a.csv", labels: ["nurse", "surgeon"] });
  expect([pairs(read.examples), read.labels]).toEqual([[["a", "nurse"]], [{ written: "not nurse", rows: 1, label: null, guessed: false }]]);
});

test("flairNLP/flair#1499: the Kaggle copy of the SMS set, Latin-1, named columns v1 and v2 and three without a name", async () => {
  const csv = 'v1,v2,,,\r\nham,"Ok lar, £5 tomorrow",,,\r\nspam,Free entry å,,,\r\nham,"Nah","she said","so",\r\n';
  const read = await readForTest(
    Uint8Array.from(csv, (c) => c.charCodeAt(0)),
    { name: "spam.csv", labels: ["ham", "spam"] },
  );
  expect(pairs(read.examples)).toEqual([
    ["Ok lar, £5 tomorrow", "ham"],
    ["Free entry å", "spam"],
    ["Nah", "ham"],
  ]);
});

test("dotnet/machinelearning-modelbuilder#2998: the first text has several lines", async () => {
  const tsv = '"FileName"\t"Content"\t"Score"\nee\t"bb\n2b"\t1\naa\tcc\t0\n';
  expect(pairs((await readForTest(tsv, { name: "a.tsv", labels: ["0", "1"] })).examples)).toEqual([
    ["bb 2b", "1"],
    ["cc", "0"],
  ]);
});

test("unslothai/unsloth#337: conversations as lists within a list", async () => {
  const turns = (text: string, label: string) => [
    { from: "human", value: text },
    { from: "gpt", value: label },
  ];
  const read = await readForTest(JSON.stringify([turns("Where is it?", "delivery"), turns("I paid twice", "billing")]), { name: "a.json" });
  expect(pairs(read.examples)).toEqual([
    ["Where is it?", "delivery"],
    ["I paid twice", "billing"],
  ]);
});

test("HumanSignal/label-studio#7168: names of columns in Chinese", async () => {
  const read = await readForTest("文本,标签\n包裹在哪里,物流\n扣了两次费,账单\n", { name: "a.csv", labels: ["物流", "账单"] });
  expect([read.columns, read.usable]).toEqual([["文本", "标签"], 2]);
});

test("HumanSignal/label-studio-converter#64: choices in CSV with escaped letters", async () => {
  const csv = 'text,topic\na,"{""choices"": [""\\u8d26\\u5355""]}"\nb,"{""choices"": [""\\u8d26\\u5355"", ""\\u7269\\u6d41""]}"\nc,物流\n';
  const read = await readForTest(csv, { name: "a.csv", labels: ["物流", "账单"] });
  expect(pairs(read.examples)).toEqual([
    ["a", "账单"],
    ["c", "物流"],
  ]);
  expect(read.problems).toEqual([{ code: "several-labels", row: 3, detail: "账单, 物流" }]);
});

test("HumanSignal/label-studio#2954: the whole text marked instead of a choice", async () => {
  const task = (text: string, label: string) => ({
    data: { text },
    annotations: [{ result: [{ from_name: "topic", type: "labels", value: { start: 0, end: text.length, text, labels: [label] } }] }],
  });
  const read = await readForTest(JSON.stringify([task("Where is it?", "delivery"), task("I paid twice", "billing")]), { name: "a.json" });
  expect(read.examples.map(({ label }) => label)).toEqual(["delivery", "billing"]);
});

test("sqlitebrowser/sqlitebrowser#542: a remark of many lines with quoted words costs no other row", async () => {
  const remark = '"Steps:\n1. open ""Orders""\n2. press ""Save"", then wait\n\n3. nothing"';
  const rows = Array.from({ length: 300 }, (_, i) => (i % 50 === 7 ? `${remark},technical` : `row ${i},billing`));
  const read = await readForTest(`text,label\n${rows.join("\n")}\n`, { name: "a.csv" });
  expect([read.total, read.usable, read.duplicates]).toEqual([300, 295, 5]);
});

test("huggingface/datasets#6891: JSON Lines called .json, with a field that is missing here and there", async () => {
  const lines = TEAMS.map((label, i) => JSON.stringify(i === 2 ? { text: `t${i}` } : { text: `t${i}`, label }));
  const read = await readForTest(lines.join("\n"), { name: "a.json" });
  expect([read.total, read.usable, read.problems]).toEqual([4, 3, [{ code: "no-label", row: 3, detail: "" }]]);
});

test("HumanSignal/label-studio-converter#185: a line break in a cell without quotation marks is named, and changes no label", async () => {
  const csv = "id,label,text\n1,billing,I paid twice\nand want it back\n2,delivery,Where is it?\n3,billing,My invoice is wrong\n";
  const read = await readForTest(csv, { name: "a.csv" });
  expect(read.total).toBe(4);
  expect(pairs(read.examples)).toEqual([
    ["I paid twice", "billing"],
    ["Where is it?", "delivery"],
    ["My invoice is wrong", "billing"],
  ]);
  expect(read.problems.map(({ row }) => row)).toEqual([3]);
});

test("doccano/doccano#1821: two labels that an export joined with # are two, not a new one", async () => {
  const csv = "text,label\nWhere is it?,delivery#billing\nI paid twice,billing\nThe app closes,technical\n";
  const read = await readForTest(csv, { name: "a.csv" });
  expect(pairs(read.examples)).toEqual([
    ["I paid twice", "billing"],
    ["The app closes", "technical"],
  ]);
  expect(read.problems).toEqual([{ code: "several-labels", row: 2, detail: "delivery, billing" }]);
});

test("promptfoo/promptfoo#3571 and #3861: spaces around the name of a column and before an expected label", async () => {
  const csv = "input, __expected \nWhere is it?,equals:   delivery\nI paid twice,  equals: billing \nThe app closes,contains: technical\n";
  expect(pairs((await readForTest(csv, { name: "a.csv" })).examples)).toEqual([
    ["Where is it?", "delivery"],
    ["I paid twice", "billing"],
    ["The app closes", "technical"],
  ]);
});

test.each([
  ["a workbook", [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x00, 0x2c, 0x0a, 0x41, 0x2c]],
  ["an old workbook", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0x00, 0x00, 0x2c, 0x0a, 0x41, 0x2c, 0x42]],
  ["a PDF", [...new TextEncoder().encode("%PDF-1.7\n1,2\n3,4\n")]],
  ["a compressed file", [0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x2c, 0x0a, 0x41]],
  ["a page of a browser", [...new TextEncoder().encode("<!DOCTYPE html>\n<table><tr><td>text, label</td></tr></table>\n")]],
  ["a Parquet file", [...new TextEncoder().encode("PAR1,\n1,2\n")]],
])("mindsdb/mindsdb#4912: %s that is called .csv is no table of odd signs", async (_, bytes) => {
  const read = await readForTest(Uint8Array.from(bytes), { name: "a.csv" });
  expect(read.usable).toBe(0);
  expect(read.problems.map(({ code }) => code)).toEqual([expect.stringMatching(/^(?:unknown-format|not-text)$/)]);
});

test("reposense/RepoSense#903 and votingworks/arlo#525: empty lines before the header, empty columns after it", async () => {
  const csv = "\n\ntext,label,,\nWhere is it?,delivery,,\n,,,\nI paid twice,billing,,\n";
  const read = await readForTest(csv, { name: "a.csv" });
  expect(pairs(read.examples)).toEqual([
    ["Where is it?", "delivery"],
    ["I paid twice", "billing"],
  ]);
});
