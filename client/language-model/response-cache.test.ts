// A query is paid for once.

import { afterEach, describe, expect, it } from "vitest";
import { startFaultServer } from "../../test/fault-server.ts";
import { closeAll, LABELS, prompt, start } from "../../test/faulty-connection.ts";
import { virtualRuntime } from "../../test/virtual-runtime.ts";
import { connectLanguageModel } from "./connect.ts";
import { memoryResponseStore } from "./response-cache.ts";

afterEach(closeAll);

describe("the response cache", () => {
  it("pays for a query once, and never takes one endpoint's answer for another's", async () => {
    const store = memoryResponseStore();
    const other = await startFaultServer({ fault: () => ({ type: "reply", body: { logprobs: [-3, -0.1] } }) });
    try {
      const { settings, seen } = await start({});
      const connect = (url: string) => connectLanguageModel({ ...settings, url }, virtualRuntime(), { store });
      const first = await (await connect(settings.url)).scoreLabels(prompt(0), LABELS);
      const again = await (await connect(settings.url)).scoreLabels(prompt(0), LABELS);
      expect(seen).toHaveLength(1);
      expect(again.logProbs).toEqual(first.logProbs);
      expect(again.usage.attempts).toBe(0);
      const elsewhere = await (await connect(other.url)).scoreLabels(prompt(0), LABELS);
      expect(other.seen).toHaveLength(1);
      expect(elsewhere.logProbs).not.toEqual(first.logProbs);
      await store.clear();
      await (await connect(settings.url)).scoreLabels(prompt(0), LABELS);
      expect(seen).toHaveLength(2);
    } finally {
      await other.close();
    }
  });

  it("keeps no errors", async () => {
    const store = memoryResponseStore();
    const { settings } = await start({ fault: (n) => (n === 0 ? { type: "status", status: 400 } : undefined) });
    const model = await connectLanguageModel(settings, virtualRuntime(), { store });
    await expect(model.scoreLabels(prompt(0), LABELS)).rejects.toMatchObject({ code: "bad-request" });
    await expect(model.scoreLabels(prompt(0), LABELS)).resolves.toMatchObject({ rung: "exact" });
  });
});
