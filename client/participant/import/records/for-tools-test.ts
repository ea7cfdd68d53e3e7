// How tests write six examples in the shape of a tool.

import { SIX } from "../read-for-test.ts";

export type Six = (typeof SIX)[number];

export const lines = (shape: (example: Six, i: number) => unknown): string =>
  SIX.map((example, i) => JSON.stringify(shape(example, i))).join("\n");
export const list = (shape: (example: Six, i: number) => unknown): string => JSON.stringify(SIX.map(shape), null, 1);
const csvCell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
export const csv = (header: string, row: (example: Six, i: number) => readonly string[]): string =>
  [header, ...SIX.map((example, i) => row(example, i).map(csvCell).join(","))].join("\r\n");
