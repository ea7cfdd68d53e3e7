// Every rung over real HTTP against a model whose whole distribution is known.

import { afterEach, describe, expect, it } from "vitest";
import type { Label } from "../../../shared/prompt/language-model.ts";
import { type FaultServer, type FaultServerOptions, startFaultServer } from "../../../test/fault-server.ts";
import { distributionAfter } from "../../../test/mock-provider.ts";
import { TIME_LIMIT_MS, virtualRuntime } from "../../../test/virtual-runtime.ts";
import { connectLanguageModel } from "../connect.ts";
import type { HttpSettings } from "../settings.ts";

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(options: FaultServerOptions, settings: Partial<HttpSettings> = {}) {
  server = await startFaultServer(options);
  const all: HttpSettings = { type: "http", url: server.url, model: "known-model", timeoutMs: TIME_LIMIT_MS, ...settings };
  const model = await connectLanguageModel(all, virtualRuntime());
  const { seen } = server;
  seen.length = 0;
  return { model, seen };
}

const LABELS: readonly Label[] = [
  { name: "good", form: " Great" },
  { name: "bad", form: " Terrible" },
];

const isProbe = (body: unknown): boolean => JSON.stringify(body).includes("music was wonderful");

describe("the rungs", () => {
  it.each([20, 5])("top-%i of completions holds the exact score within its interval", async (cap) => {
    const { model } = await start({ routes: ["/completions"], cap });
    for (let i = 0; i < 30; i++) {
      const text = `Sentence ${i}.\nSentiment:`;
      const scores = await model.scoreLabels({ type: "text", text }, LABELS);
      const p = distributionAfter(text);
      const [great = 0, terrible = 0] = [p.get(" Great"), p.get(" Terrible")];
      const truth = [great, terrible].map((x) => Math.log(x / (great + terrible)));
      for (const [y, value] of truth.entries()) {
        expect(Math.abs((scores.logProbs[y] ?? 0) - value)).toBeLessThanOrEqual((scores.uncertainty?.[y] ?? 0) + 1e-9);
      }
    }
  });

  it("sampled asks for all votes at once where that is possible, and one by one where not", async () => {
    const silent: FaultServerOptions = {
      fault: (_, { path, body }) => {
        if (!path.endsWith("/chat/completions")) return { type: "status", status: 404 };
        const [most, one] = isProbe(body) ? ["positive", "positive"] : ["Great", "Terrible"];
        const choices = Array.from({ length: Number(body.n ?? 1) }, (_, i) => ({ message: { content: i === 0 ? one : most } }));
        return { type: "reply", body: { choices, usage: { prompt_tokens: 10, completion_tokens: 2 } } };
      },
    };
    const prompt = { type: "chat", messages: [{ role: "user", content: "x" }] } as const;
    const once = await start(silent, { dialect: "openai", withoutLogProbs: "sampled", votes: 5 });
    const scores = await once.model.scoreLabels(prompt, LABELS, { seed: 3 });
    expect(once.seen).toHaveLength(1);
    expect(once.model.capabilities.requestsPerAnswer?.(2)).toBe(1);
    expect(once.seen[0]?.body).toMatchObject({ n: 5, seed: 3, temperature: 1, max_tokens: 16 });
    // Four of five for Great: 4.5 / 6.
    expect(Math.exp(scores.logProbs[0] ?? 0)).toBeCloseTo(0.75, 12);
    await server?.close();
    const each = await start(silent, { withoutLogProbs: "sampled", votes: 5 });
    let sent = 0;
    const votes = await each.model.scoreLabels(prompt, LABELS, { seed: 3, onSent: () => sent++ });
    expect(sent).toBe(5);
    expect(each.seen.map((request) => request.body.seed)).toEqual([3, 4, 5, 6, 7]);
    expect(votes.usage).toMatchObject({ attempts: 5, promptTokens: 50 });
    expect(each.model.capabilities.requestsPerAnswer?.(2)).toBe(5);
  });

  it("text asks once at temperature 0", async () => {
    const { model, seen } = await start(
      {
        fault: (_, { path, body }) =>
          path.endsWith("/chat/completions")
            ? { type: "reply", body: { choices: [{ message: { content: isProbe(body) ? "Positive." : "**Great**!" } }] } }
            : { type: "status", status: 404 },
      },
      { withoutLogProbs: "text" },
    );
    const scores = await model.scoreLabels({ type: "chat", messages: [{ role: "user", content: "x" }] }, LABELS);
    expect(Math.exp(scores.logProbs[0] ?? 0)).toBeCloseTo(0.9, 12);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.body).toMatchObject({ temperature: 0 });
  });

  it("name themselves in the model's id", async () => {
    const { model } = await start({ routes: ["/completions"] });
    expect(model.id).toBe("known-model/openai-compatible/completions/completion/top-k-20");
    expect(model.capabilities).toMatchObject({ rung: "top-k", layout: "completion", deterministic: true, concurrency: 8 });
    expect(model.capabilities.requestsPerAnswer?.(3)).toBe(1);
  });

  it("refuse to score fewer than two labels", async () => {
    const { model } = await start({});
    await expect(model.scoreLabels({ type: "text", text: "x" }, LABELS.slice(0, 1))).rejects.toBeInstanceOf(RangeError);
  });
});
