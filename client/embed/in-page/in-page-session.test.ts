// What a partner's script hands over is checked before anything is opened or sent.

import { expect, it } from "vitest";
import { platformRuntime } from "../../language-model/runtime.ts";
import { createInPageSession } from "./in-page-session.ts";

it.each([{ tokens: 0 }, { money: -1 }, { minutes: Number.NaN }, JSON.parse('{ "tokens": "many" }')])("%o is no limit", async (limits) => {
  const unused = (): never => {
    throw new TypeError("nothing is to be sent");
  };
  const runtime = { ...platformRuntime(), fetch: unused, openSocket: unused };
  const { start } = createInPageSession(runtime, () => undefined);
  const outcome = await start({
    aggregator: "https://aggregator.example",
    task: "t",
    examples: [],
    languageModel: { type: "simulated" },
    budget: { queries: 100, ...limits },
  });
  const [name] = Object.keys(limits);
  expect(outcome).toEqual({ type: "failed", code: "invalid-settings", message: `budget.${name} must be a number above 0.` });
});
