// Examples of a partner's page are cleaned like a file, and refused by the number of the row.

import { expect, test } from "vitest";
import { readGiven, whyUnusable } from "./provided-examples.ts";

const labels = ["yes", "no"];
const SECRET = "secret-text";

test("white space, hidden characters and further fields refuse nothing", () => {
  const rows = [
    { text: " Where is\nmy\tpar\u00ADcel? ", label: "yes " },
    { text: "b", label: "No", id: 7, source: null },
    { text: "b", label: "no", text2: null },
  ];
  expect(readGiven(rows, labels)).toEqual({
    type: "done",
    value: {
      examples: [
        { text: "Where is my parcel?", label: "yes" },
        { text: "b", label: "no" },
      ],
      problems: [],
      duplicates: 1,
      notices: [
        { code: "hidden", row: 1, detail: "U+00AD" },
        { code: "spaces", row: 1, detail: "" },
      ],
    },
  });
});

test("pairs keep both texts", () => {
  expect(readGiven([{ text: "a", text2: "b\n", label: "no" }], labels)).toMatchObject({
    value: { examples: [{ text: "a", text2: "b", label: "no" }] },
  });
});

test("rows that cannot be used are told by number and reason, never by what is in them", () => {
  const fine = { text: "a", label: "yes" };
  const rows = [fine, { text: "\u200B", label: "no" }, { text: SECRET, label: SECRET }, { text: SECRET.repeat(2000), label: "no" }];
  const read = readGiven(rows, labels);
  const told = read.type === "done" ? read.value.problems.map(whyUnusable) : [];
  expect(told).toEqual([
    "Example 2 cannot be used: it has no text, or no text2 where others have one.",
    "Example 3 cannot be used: its label is none of the task's.",
    "Example 4 cannot be used: a text of it has more than 20,000 characters.",
  ]);
  expect(read).toMatchObject({ value: { examples: [fine] } });
});

test.each([
  ["text", "The examples must be a list."],
  [null, "The examples must be a list."],
  [
    [
      { text: "a", label: "yes" },
      { text: 1, label: "no" },
    ],
    "Example 2 cannot be used",
  ],
  [[{ text: "a", label: "yes" }, null], "Example 2 cannot be used"],
  [[{ text: "a" }], "Example 1 cannot be used"],
])("%j is refused as a whole", (given, message) => {
  expect(readGiven(given, labels)).toMatchObject({ type: "failed", code: "examples", message: expect.stringContaining(message) });
});
