// The claim: 50,000 rows are read, checked and split in under two seconds.

import { bench } from "vitest";
import { guessMapping } from "./columns/guess-mapping.ts";
import { readTable } from "./read-table.ts";
import { addToSplit, noExamples } from "./split.ts";
import { toExamples } from "./to-examples.ts";

const labels = ["billing", "delivery", "account", "technical"];
const lines = Array.from(
  { length: 50_000 },
  (_, i) => `"message ${i}, with a comma and ""quotes"" and some forty more characters",${labels[i % 4]}`,
);
const yaml = new TextEncoder().encode(
  lines
    .map((_, i) => `- text: message ${i}, with a comma and 'quotes' and some forty more characters\n  label: ${labels[i % 4]}`)
    .join("\n"),
);
const csv = new TextEncoder().encode(`text,label\r\n${lines.join("\r\n")}`);

const sources = { CSV: { name: "rows.csv", content: csv }, YAML: { name: "rows.yaml", content: yaml } };

for (const [format, source] of Object.entries(sources)) {
  bench(`50,000 rows of ${format}`, async () => {
    const table = await readTable(source, labels);
    const mapping = guessMapping(table, labels);
    if (mapping) addToSplit(noExamples, toExamples(table, mapping, labels).examples);
  });
}
