// The recorded space of one line: which instructions, demonstration sets and rows are asked. Everything follows from the data folder, the
// definitions and a few numbers, so that a plan can be made again anywhere and recognised by its digest.

import { createHash } from "node:crypto";
import { normal, type Rng, randomStream, shuffled } from "../../../shared/math/random.ts";
import { builtInInstructions, type Instruction } from "../../../shared/prompt/instructions.ts";
import type { Demonstration } from "../../../shared/prompt/render.ts";
import type { Example } from "../../../shared/prompt/task.ts";
import type { DataFolder } from "../../data/data-folder.ts";

export interface LineShape {
  /** People whose pools the private demonstrations come from; a run takes 3 or 10 of them. */
  readonly owners: number;
  readonly setsPerOwner: number;
  /** Demonstrations of a set, at most. */
  readonly shots: number;
  /** Rows of the pool that belong to nobody: their labels are used for published sets only. */
  readonly publicTexts: number;
  /** Sets of public texts with their true labels. */
  readonly publishedSets: number;
}

/** Twelve demonstrations where there are many classes, as in the first looks of votes; few owners where the pool is small. */
export function lineShapeOf(data: DataFolder): LineShape {
  const classes = data.task.labels.length;
  const many = data.pool.length >= 200;
  return {
    owners: many ? 10 : 6,
    setsPerOwner: 3,
    shots: classes > 4 ? 12 : 8,
    publicTexts: Math.round(data.pool.length / (many ? 5 : 4)),
    publishedSets: 6,
  };
}

export type SetKind = "none" | "owner" | "published" | "labelled";

export interface DemonstrationSet {
  readonly kind: SetKind;
  /** Owner of a private set; absent elsewhere. */
  readonly owner?: number;
  /** Where each comes from, and the class it is shown with. */
  readonly shown: readonly { readonly from: "pool" | "public"; readonly row: number; readonly label: number }[];
}

export interface Line {
  readonly data: DataFolder;
  readonly shape: LineShape;
  readonly instructions: readonly Instruction[];
  /** Rows of the pool by owner, as indices. */
  readonly pools: readonly (readonly number[])[];
  /** Share of each class in an owner's draw. Shape [owners][labels]. */
  readonly labelShares: readonly (readonly number[])[];
  /** Rows of the pool that are public texts. */
  readonly publicRows: readonly number[];
  readonly sets: readonly DemonstrationSet[];
  /** In the order they are asked: the first ones make a smaller space that is already whole. */
  readonly prompts: readonly PlannedPrompt[];
}

export interface RecordedPrompt {
  /** Index into instructions and into sets. */
  readonly instruction: number;
  readonly set: number;
}

export interface PlannedPrompt extends RecordedPrompt {
  /** 0 to 3: lines are recorded tier by tier, and each tier makes a larger space that is whole. */
  readonly tier: number;
}

/** Instructions crossed with every demonstration set, as far as a task has them. The others are asked without demonstrations. */
const CROSSED = ["own", "definitions-classify", "classify", "definitions-own", "own-definitions", "list-behind"];
const CROSSED_COUNT = 4;

export function planLine(data: DataFolder, definitions: Readonly<Record<string, string>>): Line {
  const shape = lineShapeOf(data);
  const instructions = builtInInstructions(data.task, definitions);
  const order = shuffled(
    randomStream("recorded", data.name, "pool"),
    data.pool.map((_, row) => row),
  );
  const publicRows = order.slice(0, shape.publicTexts);
  const { pools, labelShares } = dealPools(data, order.slice(shape.publicTexts), shape);
  const sets = [NO_DEMONSTRATIONS, ...privateSets(data, pools, shape), ...publishedSets(data, publicRows, shape)];
  const crossed = CROSSED.map((id) => instructions.findIndex((instruction) => instruction.id === id))
    .filter((index) => index >= 0)
    .slice(0, CROSSED_COUNT);
  return { data, shape, instructions, pools, labelShares, publicRows, sets, prompts: inTiers(sets, crossed, instructions.length) };
}

const NO_DEMONSTRATIONS: DemonstrationSet = { kind: "none", shown: [] };

/** All instructions bare and two of them with the first two sets of everybody; then more sets; then more instructions. */
function inTiers(sets: readonly DemonstrationSet[], crossed: readonly number[], instructions: number): PlannedPrompt[] {
  const bare = Array.from({ length: instructions }, (_, instruction) => ({ instruction, set: 0, tier: 0 }));
  const shown = sets.flatMap(({ kind, owner }, set) => {
    if (kind === "none") return [];
    const place = sets.slice(0, set).filter((other) => other.kind === kind && other.owner === owner).length;
    // Published sets come in pairs, one text in two orders.
    const early = (kind === "published" ? Math.floor(place / 2) : place) < 2;
    return crossed.map((instruction, at) => ({ instruction, set, tier: (early ? 0 : 1) + (at < 2 ? 0 : 2) }));
  });
  return [...bare, ...shown.sort((a, b) => a.tier - b.tier)];
}

/**
 * Equal pools with class shares drawn from a Dirichlet distribution of 0.5 (half a squared normal is a gamma of 0.5): owners take turns,
 * each draws a class by its share and what is left of it.
 */
function dealPools(data: DataFolder, rows: readonly number[], shape: LineShape): { pools: number[][]; labelShares: number[][] } {
  const rng = randomStream("recorded", data.name, "owners");
  const labelShares = Array.from({ length: shape.owners }, () => dirichletHalf(rng, data.task.labels.length));
  const pools = dealByShares({ rows, classOf: (row) => classOf(data, data.pool[row]), shares: labelShares, rng });
  return { pools, labelShares };
}

export interface Deal {
  readonly rows: readonly number[];
  readonly classOf: (row: number) => number;
  /** Shape [people][labels]. */
  readonly shares: readonly (readonly number[])[];
  readonly rng: Rng;
}

/** Deals rows in turns, as many to each; what does not divide stays. */
export function dealByShares({ rows, classOf: of, shares, rng }: Deal): number[][] {
  const left = new Map<number, number[]>();
  for (const row of shuffled(rng, rows)) left.set(of(row), [...(left.get(of(row)) ?? []), row]);
  const dealt = shares.map((): number[] => []);
  const each = Math.floor(rows.length / shares.length);
  for (let turn = 0; turn < each; turn++) {
    shares.forEach((share, person) => {
      const classes = [...left].filter(([, stock]) => stock.length > 0);
      const weights = classes.map(([label, stock]) => ((share[label] ?? 0) + 1e-6) * stock.length);
      const [, stock] = classes[drawn(rng, weights)] ?? [];
      const row = stock?.pop();
      if (row !== undefined) dealt[person]?.push(row);
    });
  }
  return dealt;
}

function drawn(rng: Rng, weights: readonly number[]): number {
  let at = rng() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [i, weight] of weights.entries()) {
    at -= weight;
    if (at < 0) return i;
  }
  return weights.length - 1;
}

export function dirichletHalf(rng: Rng, classes: number): number[] {
  const gammas = Array.from({ length: classes }, () => normal(rng) ** 2 / 2);
  const sum = gammas.reduce((total, gamma) => total + gamma, 0);
  return gammas.map((gamma) => gamma / sum);
}

function privateSets(data: DataFolder, pools: readonly (readonly number[])[], shape: LineShape): DemonstrationSet[] {
  return pools.flatMap((pool, owner) =>
    Array.from({ length: shape.setsPerOwner }, (_, i) => {
      const rng = randomStream("recorded", data.name, "set", owner, i);
      const labelled = pool.map((row) => ({ row, label: classOf(data, data.pool[row]) }));
      return { kind: "owner" as const, owner, shown: drawSet(labelled, shape.shots, rng).map((d) => ({ from: "pool" as const, ...d })) };
    }),
  );
}

/** Pairs of sets that show the same texts in two orders. */
function publishedSets(data: DataFolder, publicRows: readonly number[], shape: LineShape): DemonstrationSet[] {
  const labelled = publicRows.map((pool, row) => ({ row, label: classOf(data, data.pool[pool]) }));
  return Array.from({ length: shape.publishedSets }, (_, i) => {
    const chosen = drawSet(labelled, shape.shots, randomStream("recorded", data.name, "published", Math.floor(i / 2)));
    const inOrder = i % 2 === 0 ? chosen : shuffled(randomStream("recorded", data.name, "order", i), chosen);
    return { kind: "published" as const, shown: inOrder.map((d) => ({ from: "public" as const, ...d })) };
  });
}

export interface PlannedRow {
  readonly row: number;
  readonly label: number;
}

/** So many demonstrations, the classes at hand in turn, then shuffled. */
export function drawSet(rows: readonly PlannedRow[], shots: number, rng: Rng): PlannedRow[] {
  const stocks = new Map<number, PlannedRow[]>();
  for (const row of shuffled(rng, rows)) stocks.set(row.label, [...(stocks.get(row.label) ?? []), row]);
  const chosen: PlannedRow[] = [];
  const classes = shuffled(rng, [...stocks.keys()]);
  while (chosen.length < Math.min(shots, rows.length)) {
    for (const label of classes) {
      const row = stocks.get(label)?.pop();
      if (row && chosen.length < shots) chosen.push(row);
    }
  }
  return shuffled(rng, chosen);
}

export function classOf(data: DataFolder, example: Example | undefined): number {
  return data.task.labels.indexOf(example?.label ?? "");
}

/** Rows that every prompt answers: training and validation rows, test rows, public texts, in this order. */
export function askedRows(line: Line): Example[] {
  const { data } = line;
  return [...data.train, ...data.validation, ...data.test, ...line.publicRows.flatMap((row) => data.pool[row] ?? [])];
}

export function demonstrationsOf(line: Line, set: DemonstrationSet): Demonstration[] {
  return set.shown.flatMap(({ from, row, label }) => {
    const example = line.data.pool[from === "pool" ? row : (line.publicRows[row] ?? -1)];
    return example ? [{ text: example.text, text2: example.text2, label }] : [];
  });
}

/** What the plan is recognised by: instructions, rows with their labels, and sets, with every text in it. 16 hexadecimal digits. */
export function planDigest(line: Line): string {
  const rows = askedRows(line).map(({ text, text2, label }) => [text, text2 ?? "", label]);
  const { task } = line.data;
  const shown = line.sets.filter(({ kind }) => kind !== "labelled").map((set) => demonstrationsOf(line, set));
  const all = [task.example, task.labelWords.map(([word]) => word), line.instructions, rows, shown];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 16);
}

/** A stand-in for an example's identity that says nothing about its text. */
export function rowDigest({ text, text2 }: Example): string {
  return createHash("sha256")
    .update(JSON.stringify([text, text2 ?? ""]))
    .digest("hex")
    .slice(0, 12);
}
