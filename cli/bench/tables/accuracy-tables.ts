// Tables of the methods on real models. Cells are accuracies with offsets / bare; a number in brackets says how many seeds, where not
// three.

import { mean } from "../../../shared/math/mean.ts";
import { METHODS } from "../../../shared/methods/methods.ts";
import { accuracy, averageRanks, type Group, groupsOf } from "../accuracy/figures.ts";
import { markdownTable, type ReportRow, type Target } from "../bench-report.ts";
import { differences } from "./differences.ts";
import { storedAccuracy } from "./stored.ts";

const MODELS = [
  { name: "SmolLM2", file: "smollm2" },
  { name: "Gemma", file: "gemma" },
] as const;
type Model = (typeof MODELS)[number];

const POOLED = ["manual", "random-icl", "random-icl-many", "kate", "bdpl", "random-search", "local-search", "cendbt"];
const WORDS = ["random-icl", "random-icl-many", "random-search", "local-search", "cendbt"];
const SHARED = [
  ...["random-icl-many-alone", "fedone", "asyndbt-paper", "alone", "no-cuts", "asyndbt"],
  ...["public-demonstrations-alone", "public-demonstrations", "public-and-private", "cendbt"],
];
const INGREDIENTS = [
  ...["manual", "fragment-only", "demos-only", "cendbt", "fixed-order", "few-shots", "thompson-sampling", "racing"],
  ...["calibrated-loss", "policy-gradient", "distribution-sampling"],
];
/** Methods that give the same prompt whatever the seed. */
const SEEDLESS: ReadonlySet<string> = new Set(["manual", "kate"]);
const MAIN_SETS = ["sst2", "trec", "agnews"];
/** Where single ingredients were measured. */
const FEW_SETS = ["sst2", "trec"];
const READINGS = ["with offsets", "bare"];
/** Seeds of a cell that says nothing of them. */
const SEEDS = 3;

export function accuracyTables(): [string, () => string][] {
  return [
    ["method names", () => markdownTable(METHODS.map(({ name, about }) => ({ name, "what it is": about })))],
    ...MODELS.map((model): [string, () => string] => [`methods ${model.file}`, () => markdownTable(methodRows(model))]),
    ["methods", () => markdownTable(meansOf({ stored: "", methods: POOLED, sets: MAIN_SETS }))],
    ["accuracy targets", () => markdownTable(targetRows())],
    ["label words", () => markdownTable(labelWordRows())],
    ["federated", () => markdownTable(federatedRows())],
    ["differences", () => markdownTable(differences(MODELS.map(({ file }) => storedAccuracy(file).cells)))],
    ["ingredients", () => markdownTable(meansOf({ stored: "", methods: INGREDIENTS, sets: FEW_SETS }))],
  ];
}

/** Three participants: a column for each set on each model, and the mean where all are measured. */
function federatedRows(): ReportRow[] {
  const byModel = MODELS.map(({ name, file }) => ({ name, groups: groupsAt(file) }));
  return SHARED.map((method) => {
    const lines = MAIN_SETS.flatMap((set) =>
      byModel.map(({ name, groups }) => ({ name: `${set}, ${name}`, group: find(groups, set, method) })),
    );
    const cells = lines.map(({ name, group }) => [name, shownGroup(group)] as const);
    return { method, ...Object.fromEntries(cells), mean: shownMean(lines.map(({ group }) => group)) };
  });
}

interface Means {
  /** End of the names of the files: docs/benchmarks/accuracy-MODEL(stored).json. */
  readonly stored: string;
  readonly methods: readonly string[];
  readonly sets: readonly string[];
}

/** A row for each method, the mean over the sets for each model and for both. */
function meansOf({ stored, methods, sets }: Means): ReportRow[] {
  const byModel = MODELS.map(({ name, file }) => ({ name, groups: groupsAt(`${file}${stored}`) }));
  return methods.map((method) => {
    const found = byModel.map(({ name, groups }) => ({ name, own: sets.map((set) => find(groups, set, method)) }));
    const all = found.flatMap(({ own }) => own);
    const seeds = Math.min(...all.flatMap((group) => group?.cells.length ?? []));
    const several = SEEDLESS.has(method) || seeds === SEEDS ? "" : ` (${seeds})`;
    const cells = found.map(({ name, own }) => [name, shownMean(own)] as const);
    return { method: `${method}${several}`, ...Object.fromEntries(cells), both: shownMean(all) };
  });
}

/** With label words to choose from, and in the last column the mean with the task's own. */
function labelWordRows(): ReportRow[] {
  const table = { methods: WORDS, sets: FEW_SETS };
  const own = meansOf({ ...table, stored: "" });
  return meansOf({ ...table, stored: "-words" }).map((row, i) => ({ ...row, "both, own words": own[i]?.both ?? null }));
}

function find(groups: readonly Group[], set: string, method: string): Group | undefined {
  return groups.find((group) => group.set === set && group.method === method);
}

/** The groups of a file at the budget of its main table. */
function groupsAt(file: string): Group[] {
  const { cells, budgetQueries } = storedAccuracy(file);
  return groupsOf(cells.filter((cell) => cell.budgetQueries === budgetQueries));
}

function shownGroup(group: Group | undefined, usualSeeds = SEEDS): string | null {
  if (!group) return null;
  const seeds = group.cells.length === usualSeeds ? "" : ` (${group.cells.length})`;
  return `${both([group])}${seeds}`;
}

function shownMean(groups: readonly (Group | undefined)[]): string | null {
  const found = groups.flatMap((group) => group ?? []);
  return found.length === groups.length ? both(found) : null;
}

/** Mean accuracy of the groups, with offsets / bare. */
function both(groups: readonly Group[]): string {
  const of = (reading: "calibrated" | "bare"): string => mean(groups.map((group) => accuracy(group, reading))).toFixed(3);
  return `${of("calibrated")} / ${of("bare")}`;
}

/** All that one participant with all examples can do, with average ranks. */
function methodRows({ file }: Model): ReportRow[] {
  const groups = groupsAt(file);
  const ranks = { calibrated: averageRanks(groups, POOLED, "calibrated"), bare: averageRanks(groups, POOLED, "bare") };
  return POOLED.map((method) => {
    const own = MAIN_SETS.map((set) => find(groups, set, method));
    const rank = [ranks.calibrated, ranks.bare].map((of) => Number(of.get(method)?.toFixed(2))).join(" / ");
    const cells = MAIN_SETS.map((set, i) => [set, shownGroup(own[i], SEEDLESS.has(method) ? own[i]?.cells.length : SEEDS)] as const);
    return { method, ...Object.fromEntries(cells), mean: shownMean(own), rank };
  });
}

/** A line for each target; what was measured with offsets / bare. */
function targetRows(): ReportRow[] {
  const byModel = MODELS.map(({ name, file }) => ({ name, targets: storedAccuracy(file).targets }));
  const reading = /, (with offsets|bare)$/;
  const goals = [...new Set(byModel.flatMap(({ targets }) => targets.map(({ id }) => id.replace(reading, ""))))];
  return goals.map((goal) => {
    const of = (targets: readonly Target[], name: string): Target | undefined => targets.find(({ id }) => id === `${goal}, ${name}`);
    const wanted = READINGS.map((name) => of(byModel[0]?.targets ?? [], name)?.target ?? "-");
    const measured = byModel.map(({ name, targets }) => [name, READINGS.map((one) => shownTarget(of(targets, one))).join(" / ")] as const);
    return { goal, wanted: [...new Set(wanted)].join(" / "), ...Object.fromEntries(measured) };
  });
}

function shownTarget(target: Target | undefined): string {
  if (!target) return "-";
  const measured = String(target.measured).replace(/ points$/, "");
  return target.met ? measured : `**${measured}**`;
}
