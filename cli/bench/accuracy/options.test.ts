import { describe, expect, it } from "vitest";
import { METHODS } from "../../../shared/methods/methods.ts";
import { parseAccuracyOptions } from "./options.ts";

const needed = ["--data", "DIR", "--language-model", "simulated"];

describe("parseAccuracyOptions", () => {
  it("fills in the defaults", () => {
    expect(parseAccuracyOptions(needed)).toEqual({
      folder: "DIR",
      sets: ["sst2", "trec", "agnews"],
      languageModel: { type: "simulated" },
      methods: METHODS,
      again: new Set(),
      budgetQueries: 400,
      concurrency: 1,
      participants: 3,
      seeds: [0, 1, 2],
      tuneLabelWords: false,
      reportOnly: false,
      state: undefined,
      json: undefined,
    });
    expect(parseAccuracyOptions(["--help"])).toBeNull();
  });

  it("takes each name of a list once, in the order given", () => {
    const options = parseAccuracyOptions([...needed, "--sets", "b,a,b,", "--seeds", "2,0,2", "--methods", "kate,manual,kate"]);
    expect(options).toMatchObject({ sets: ["b", "a"], seeds: [2, 0] });
    expect(options?.methods.map(({ name }) => name)).toEqual(["kate", "manual"]);
  });

  it.each([
    [["--language-model", "simulated"], "--data DIR is needed"],
    [["--data", "DIR"], "--language-model URL is needed"],
    [["--data", "DIR", "--language-model", "http://localhost:1/v1"], "--model NAME is needed"],
    [[...needed, "--methods", "kate,kat"], 'no method "kat"; there are manual, '],
    [[...needed, "--again", "all"], 'no method "all"'],
    [[...needed, "--methods", ""], "--methods names nothing"],
    [[...needed, "--sets", ","], "--sets names nothing"],
    [[...needed, "--seeds", ""], "--seeds names nothing"],
    [[...needed, "--seeds", "0,1.5"], '--seeds must be a whole number of at least 0, not "1.5"'],
    [[...needed, "--seeds", "0,1e3"], '--seeds must be a whole number of at least 0, not "1e3"'],
    [[...needed, "--budget-queries", ""], '--budget-queries must be a whole number of at least 1, not ""'],
    [[...needed, "--budget-queries", "0"], '--budget-queries must be a whole number of at least 1, not "0"'],
    [[...needed, "--participants", "0"], '--participants must be a whole number of at least 1, not "0"'],
    [[...needed, "--budget", "5"], "Unknown option '--budget'"],
  ])("refuses %j", (args, message) => {
    expect(() => parseAccuracyOptions(args)).toThrow(message);
  });
});
