import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectLanguageModel } from "../../client/language-model/connect.ts";
import { NO_QUIRKS } from "../../client/language-model/probe/settle.ts";
import type { CapabilityRecord } from "../../client/language-model/scoring/capability-record.ts";
import { platformRuntime } from "../../client/language-model/transport/runtime.ts";
import type { LabelScores, LanguageModel } from "../../shared/prompt/language-model.ts";
import { randomGguf } from "../../test/random-gguf.ts";
import { type LocalLanguageModel, startLocalLanguageModel } from "../model/local-server.ts";
import { ensureRuntime } from "../model/runtime.ts";

const why = await ensureRuntime(console.log).then(
  () => "",
  (error: Error) => error.message,
);
if (why !== "") console.warn(`SKIPPED: agreement of the scoring paths, because ${why}`);

/** The lower rung gives no label less than one in a million, so that is as far as the exact values are followed. */
function floored({ logProbs, labelMass }: LabelScores): Float64Array {
  const probabilities = logProbs.map((logProb) => Math.max(1e-6, Math.exp(logProb) * labelMass));
  const total = probabilities.reduce((sum, p) => sum + p, 0);
  return probabilities.map((p) => Math.log(p / total));
}

// The same question asked twice of the same server: exactly, and through the likeliest 20 tokens of a chat answer.
describe.skipIf(why !== "")("the local server, started as a child process, through our own HTTP client", () => {
  let folder = "";
  let server: LocalLanguageModel;
  let exact: LanguageModel;
  let topK: LanguageModel;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "agreement-"));
    const model = join(folder, "random.F32.gguf");
    await writeFile(model, randomGguf({ seed: 7 }));
    server = await startLocalLanguageModel({ model, threads: 1, onProgress: () => {} });
    const settings = { type: "http", url: `${server.url}/v1`, model: server.model, layout: "chat" } as const;
    // A model of random weights gives whole words next to nothing, so a probe would look for another route that holds labels.
    const capability: CapabilityRecord = {
      version: 1,
      dialect: "openai-compatible",
      model: server.model,
      reportedModel: undefined,
      route: "score",
      rung: "exact",
      layout: "chat",
      topK: 0,
      votes: 1,
      quirks: NO_QUIRKS,
      sharedFirstTokens: [],
      deterministic: true,
      latencyMs: 0,
    };
    exact = await connectLanguageModel({ ...settings, dialect: "openai-compatible", capability }, platformRuntime());
    topK = await connectLanguageModel({ ...settings, dialect: "openai" }, platformRuntime());
  }, 120_000);
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true });
  });

  test("is asked exactly where that is known to work, and is found to give top tokens where only those are asked for", () => {
    expect(exact.capabilities.rung).toBe("exact");
    expect(topK.capabilities.rung).toBe("top-k");
  });

  test("every exact log-probability lies in the interval that the top tokens report", async () => {
    const labels = ["yes", "no", "good", "bad", "terrible"].map((form) => ({ name: form, form }));
    let seen = 0;
    for (let i = 0; i < 40; i++) {
      const content = `the ${["film", "food", "review", "label"][i % 4]} ${"was good and ".repeat(i % 7)}${i} is`;
      const prompt = { type: "chat" as const, messages: [{ role: "user" as const, content }] };
      const truth = floored(await exact.scoreLabels(prompt, labels));
      const bounded = await topK.scoreLabels(prompt, labels);
      expect(bounded.uncertainty).toHaveLength(labels.length);
      for (const label of labels.keys()) {
        const difference = Math.abs((truth[label] ?? Number.NaN) - (bounded.logProbs[label] ?? Number.NaN));
        // 1e-4 nats for float32 sums in another order.
        expect(difference).toBeLessThanOrEqual((bounded.uncertainty?.[label] ?? 0) + 1e-4);
        if (bounded.censored[label] === 0) seen++;
      }
    }
    // Without labels among the top tokens the intervals would hold anything.
    expect(seen).toBeGreaterThan(10);
  });

  test("a second server says in one line why it cannot start", async () => {
    await expect(startLocalLanguageModel({ model: join(folder, "absent.gguf"), onProgress: () => {} })).rejects.toThrow(/no model file at/);
  });
});
