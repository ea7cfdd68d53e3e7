import { describe, expect, it } from "vitest";
import { defaultSettings } from "../algorithm/settings.ts";
import type { LanguageModel, Prompt } from "../prompt/language-model.ts";
import type { PromptContent } from "../prompt/render.ts";
import { createSimulatedModel } from "../prompt/simulated/simulated-model.ts";
import type { Example, Task } from "../prompt/task.ts";
import type { MethodInput, MethodPrompt, MethodShare } from "./method.ts";
import { METHODS, type NamedMethod } from "./methods.ts";
import { withPublicDemonstrations } from "./published.ts";
import { testPrompt } from "./tested.ts";

const TEST_MARK = "seen-only-in-the-test";

const task: Task = {
  name: "mood",
  description: "",
  language: "en",
  labels: ["good", "bad"],
  header: "Say how the visitor felt: [LABEL:good] or [LABEL:bad]. [VAR]",
  example: "Review: [SENTENCE1]\nFelt:",
  labelWords: [["good"], ["bad"]],
  phrases: [["Mind the food.", "Mind the staff.", "The last words count."], ["Answer with one word."]],
  publicDemonstrations: [],
  publicShots: 0,
  tuneOrder: true,
  privateShots: 2,
};
const minedPhrases = Array.from({ length: 3 }, () => ["soup", "waiter", "we left", "happy children", "terrible noise"]);

const GOOD = ["great soup and friendly people", "wonderful view and happy children", "the best cake in town", "fresh and charming"];
const BAD = ["boring menu and dirty glasses", "terrible noise so we left", "bland rice and a sad waiter", "the worst tea ever"];

/** Examples of these classes in turn: "gb" means a good one, a bad one, and so on. */
function examples(part: string, count: number, classes = "gb"): Example[] {
  return Array.from({ length: count }, (_, i) => {
    const good = classes[i % classes.length] === "g";
    return { text: `${(good ? GOOD : BAD)[i % 4]} ${part} ${i}`, label: good ? "good" : "bad" };
  });
}

const share = (name: string, classes = "gb"): MethodShare => ({
  train: examples(`train-${name}`, 10, classes),
  pool: examples(`pool-${name}`, 12, classes),
  validation: examples(`validation-${name}`, 10),
});
const test = examples(TEST_MARK, 6);
const three = [share("p0"), share("p1", "ggb"), share("p2", "gbb")];

function inputFor(method: NamedMethod, changed: Partial<MethodInput> = {}): MethodInput {
  const shares = method.setting === "pooled" ? three.slice(0, 1) : three;
  const rest = { task, minedPhrases, settings: defaultSettings, budgetQueries: 200, seed: "mood/0", model: createSimulatedModel() };
  return { ...rest, shares, ...changed };
}

/** The simulated model, with a list of the texts that it was asked about. */
function watched(allow: (text: string) => boolean = () => true): { readonly model: LanguageModel; readonly asked: string[] } {
  const model = createSimulatedModel();
  const asked: string[] = [];
  const scoreLabels: LanguageModel["scoreLabels"] = (prompt, labels, options) => {
    const text = textOf(prompt);
    if (!allow(text)) throw new Error("a test text in a prompt");
    asked.push(text);
    return model.scoreLabels(prompt, labels, options);
  };
  return { model: { ...model, scoreLabels }, asked };
}

function textOf(prompt: Prompt): string {
  return prompt.type === "text" ? prompt.text : prompt.messages.map(({ content }) => content).join("\n");
}

function named(name: string): NamedMethod {
  const found = METHODS.find((method) => method.name === name);
  if (!found) throw new RangeError(`no method ${name}`);
  return found;
}

/** The prompts' contents for three queries. */
function shown(prompts: readonly MethodPrompt[]): PromptContent[][] {
  return prompts.map(({ contentFor }) => test.slice(0, 3).map((query) => contentFor(query)));
}

const FIXED = ["manual", "zero-shot-cot", "random-icl", "random-icl-many", "kate", "random-icl-alone", "random-icl-many-alone"];
const BARE = ["manual", "zero-shot-cot", "bdpl", "fedavg-bdpl", "fedone", "fragment-only"];
const PUBLIC = ["public-demonstrations-alone", "public-demonstrations", "public-and-private"];
const tuning = METHODS.filter(({ name }) => !FIXED.includes(name));
const titled = (methods: readonly NamedMethod[]): (readonly [string, NamedMethod])[] => methods.map((method) => [method.name, method]);

describe.each(titled(METHODS))("%s", (name, method) => {
  async function counted(budgetQueries: number): Promise<{ prompts: readonly MethodPrompt[]; shares: readonly MethodShare[] }> {
    const { model, asked } = watched((text) => !text.includes(TEST_MARK));
    const input = inputFor(method, { budgetQueries, model });
    const prompts = await method.run(input);
    expect(prompts).toHaveLength(input.shares.length);
    expect(prompts.reduce((sum, { queries }) => sum + queries, 0)).toBe(asked.length);
    for (const { queries } of prompts) expect(queries).toBeLessThanOrEqual(budgetQueries);
    return { prompts, shares: input.shares };
  }

  it("gives one prompt per share, counts its queries as the model does, and uses its budget", async () => {
    const { prompts, shares } = await counted(200);
    // A method that leaves half of its queries unused is not compared at an equal budget.
    if (!FIXED.includes(name)) for (const { queries } of prompts) expect(queries).toBeGreaterThan(100);
    // A participant shows only demonstrations from its own pool, and published ones.
    const published = PUBLIC.includes(name) ? withPublicDemonstrations("both")(inputFor(method)).task.publicDemonstrations : [];
    for (const [v, contents] of shown(prompts).entries()) {
      const own = new Set([...(shares[v]?.pool ?? []), ...published].map(({ text }) => text));
      for (const { text } of contents.flatMap(({ demonstrations }) => demonstrations)) expect(own).toContain(text);
    }
  });

  it("keeps a small budget, and gives the same prompts for the same seed", async () => {
    const [first, second] = [await counted(60), await counted(60)];
    expect(shown(second.prompts)).toEqual(shown(first.prompts));
    expect(second.prompts.map(({ queries }) => queries)).toEqual(first.prompts.map(({ queries }) => queries));
  });
});

it("only the test shows test texts: a model that refuses them lets every method run and stops testPrompt", async () => {
  const { model } = watched((text) => !text.includes(TEST_MARK));
  const method = named("random-icl");
  const [prompt] = await method.run(inputFor(method, { model }));
  const [own] = three;
  if (!prompt || !own) throw new RangeError("no prompt");
  await expect(testPrompt(prompt, own, test, task.labels, model)).rejects.toThrow("a test text in a prompt");
  const open = watched();
  const { rows, offsets } = await testPrompt(prompt, own, test, task.labels, open.model);
  expect(rows.map(({ label }) => label)).toEqual([0, 1, 0, 1, 0, 1]);
  expect(offsets).toHaveLength(2);
  expect(open.asked.filter((text) => text.includes(TEST_MARK))).toHaveLength(test.length);
  expect(open.asked).toHaveLength(own.train.length + own.validation.length + test.length);
});

describe("what methods show", () => {
  it.each(BARE)("%s has no demonstration, in what it asks and in what it ends with", async (name) => {
    const { model, asked } = watched();
    const method = named(name);
    const withPublic = { ...task, publicDemonstrations: examples("public", 4), publicShots: 1 };
    const prompts = await method.run(inputFor(method, { model, task: withPublic }));
    for (const { demonstrations } of shown(prompts).flat()) expect(demonstrations).toEqual([]);
    for (const text of asked) expect(text).not.toMatch(/pool-|public/);
  });

  it.each(["random-icl", "random-icl-alone", "kate"])("%s shows as many demonstrations as the task has slots", async (name) => {
    const method = named(name);
    for (const { demonstrations } of shown(await method.run(inputFor(method))).flat()) expect(demonstrations).toHaveLength(4);
  });

  it("kate shows the nearest last, and to each query its own", async () => {
    const method = named("kate");
    const [prompt] = await method.run(inputFor(method));
    const last = (text: string): string | undefined => prompt?.contentFor({ text }).demonstrations.at(-1)?.text;
    expect(last("the worst tea ever pool 7")).toBe("the worst tea ever pool-p0 7");
    expect(last("fresh and charming pool 2")).not.toBe(last("the worst tea ever pool 7"));
  });

  it("demos-only has no phrase, zero-shot-cot its instruction, manual neither", async () => {
    const phrases = async (name: string): Promise<readonly (readonly string[])[]> => {
      const method = named(name);
      return shown(await method.run(inputFor(method))).flatMap((contents) => contents.map((content) => content.phrases));
    };
    for (const shownPhrases of [...(await phrases("demos-only")), ...(await phrases("manual"))]) expect(shownPhrases).toEqual([]);
    for (const shownPhrases of await phrases("zero-shot-cot")) expect(shownPhrases).toEqual(["Let's think step by step."]);
  });

  it("methods of word fragments choose among the mined n-grams, the others among the task's phrases", async () => {
    for (const [name, allowed] of [
      ["bdpl", minedPhrases],
      ["fedone", minedPhrases],
      ["asyndbt-paper", minedPhrases],
      ["asyndbt", task.phrases],
    ] as const) {
      const method = named(name);
      const { model, asked } = watched();
      await method.run(inputFor(method, { model }));
      const told = new Set(asked.map((text) => /\[?or bad\.(.*)/.exec(text)?.[1]?.trim() ?? ""));
      expect(told.size).toBeGreaterThan(3);
      const known = new Set(allowed.flat());
      for (const phrase of task.phrases.flat()) expect([...told].some((text) => text.includes(phrase))).toBe(known.has(phrase));
      for (const phrase of minedPhrases.flat()) expect([...told].some((text) => text.includes(phrase))).toBe(known.has(phrase));
    }
  });

  it("another seed draws other demonstrations", async () => {
    const method = named("random-icl");
    const [a, b] = [await method.run(inputFor(method)), await method.run(inputFor(method, { seed: "mood/1" }))];
    expect(shown(a)).not.toEqual(shown(b));
  });
});

describe("examples that the owner publishes", () => {
  const many = [share("p0"), { ...share("p1"), pool: examples("pool-p1", 60, "ggb") }];
  const input = { ...inputFor(named("asyndbt")), shares: many };

  it.each([
    ["public", 2, 0],
    ["both", 1, 1],
  ] as const)(
    "%s: as many demonstrations in all, out of sixteen of each class that nobody keeps in a pool",
    (which, publicShots, privateShots) => {
      const { task: changed, shares } = withPublicDemonstrations(which)(input);
      expect(changed).toMatchObject({ publicShots, privateShots });
      for (const label of task.labels) expect(changed.publicDemonstrations.filter((example) => example.label === label)).toHaveLength(16);
      const all = [...changed.publicDemonstrations, ...shares.flatMap(({ pool }) => pool)].map(({ text }) => text);
      expect(all.toSorted()).toEqual(many.flatMap(({ pool }) => pool.map(({ text }) => text)).toSorted());
      expect(shares.map(({ train, validation }) => ({ train, validation }))).toEqual(
        many.map(({ train, validation }) => ({ train, validation })),
      );
    },
  );

  it("are the same for another seed: an owner publishes once", () => {
    const other = withPublicDemonstrations("public")({ ...input, seed: "mood/1" });
    expect(other.task).toEqual(withPublicDemonstrations("public")(input).task);
  });
});

describe("federated rounds", () => {
  /** The participants in the order of their steps. Each step of bdpl asks 10 prompts on one row of each class. */
  async function steps(name: string, count: number): Promise<string[]> {
    const { model, asked } = watched();
    const method = named(name);
    await method.run(inputFor(method, { model, budgetQueries: 600 }));
    const who = asked.map((text) => /train-(p\d)/.exec(text)?.[1] ?? "");
    return Array.from({ length: count }, (_, k) => {
      const step = new Set(who.slice(20 * k, 20 * (k + 1)));
      expect(step.size).toBe(1);
      return [...step].join();
    });
  }

  it("fedavg-bdpl asks everybody every round", async () => {
    expect(await steps("fedavg-bdpl", 9)).toEqual(["p0", "p1", "p2", "p0", "p1", "p2", "p0", "p1", "p2"]);
  });

  it("fedone asks one, so a third of the queries a round: some are asked again before others", async () => {
    const order = await steps("fedone", 9);
    expect(new Set(order)).toEqual(new Set(["p0", "p1", "p2"]));
    expect([0, 3, 6].some((k) => new Set(order.slice(k, k + 3)).size < 3)).toBe(true);
  });
});

describe("budgets that cannot be kept", () => {
  it.each(titled(tuning))("%s says so before it asks", async (_, method) => {
    for (const budgetQueries of [0, 1, 10, -5, Number.NaN, Number.POSITIVE_INFINITY, 99.5]) {
      const { model, asked } = watched();
      const running = method.run(inputFor(method, { budgetQueries, model }));
      await expect(running).rejects.toThrow(RangeError);
      await expect(running).rejects.toThrow(/^budgetQueries must be a whole number of at least \d+ .* not /);
      expect(asked).toEqual([]);
    }
  });

  it.each(titled(tuning))("%s takes any that allows the race at the end, and keeps it", async (_, method) => {
    for (const budgetQueries of [36, 47]) {
      const prompts = await method.run(inputFor(method, { budgetQueries }));
      for (const { queries } of prompts) expect(queries).toBeLessThanOrEqual(budgetQueries);
    }
  });

  it.each(FIXED)("%s needs none", async (name) => {
    const { model, asked } = watched();
    const method = named(name);
    const prompts = await method.run(inputFor(method, { budgetQueries: 0, model }));
    expect(prompts.map(({ queries }) => queries)).toEqual(prompts.map(() => 0));
    expect(asked).toEqual([]);
  });
});

describe.each(titled(METHODS))("%s takes shares as they come", (_, method) => {
  const odd = async (shares: readonly MethodShare[]): Promise<void> => {
    const prompts = await method.run(inputFor(method, { shares, budgetQueries: 60 }));
    expect(prompts).toHaveLength(shares.length);
    for (const { queries } of prompts) expect(queries).toBeLessThanOrEqual(60);
  };

  it("one class only", () => odd([share("one", "b"), ...(method.setting === "shared" ? three : [])]));
  it("no pool", () => odd([{ ...share("poor"), pool: [] }]));
  it("no validation examples", () => odd([{ ...share("hasty"), validation: [] }]));
  it("one training example", () => odd([{ ...share("small"), train: examples("train-small", 1) }]));
});

it("every method has its own name, and both settings one of ours", () => {
  expect(new Set(METHODS.map(({ name }) => name)).size).toBe(METHODS.length);
  expect(METHODS.filter(({ role }) => role === "ours").map(({ name, setting }) => [name, setting])).toEqual([
    ["cendbt", "pooled"],
    ["asyndbt", "shared"],
  ]);
});
