// Neither key nor prompt gets anywhere but into the request to the endpoint.

import { afterEach, describe, expect, it } from "vitest";
import { LanguageModelError } from "../../shared/prompt/language-model-error.ts";
import type { Fault } from "../../test/fault-server.ts";
import { CANARY, closeAll, FAULTS, KEY, LABELS, prompt, start } from "../../test/faulty-connection.ts";

afterEach(closeAll);

describe("privacy", { timeout: 120_000 }, () => {
  it("neither key nor prompt gets into any error, whatever the provider wrote", async () => {
    const leaky = { error: { message: `Incorrect API key ${KEY} for ${CANARY}`, code: KEY, type: CANARY, param: CANARY } };
    const echoes = [
      { detail: [{ loc: ["body", "prompt"], msg: `Input should not be ${JSON.stringify(prompt(0).text)}`, input: prompt(0).text }] },
      [{ error: { message: `too long: ${prompt(0).text}`, details: [{ reason: CANARY.replaceAll(" ", "_") }] } }],
      { error: JSON.stringify({ error: { message: `request ${CANARY} exceeds the context` } }) },
      { error: { message: "Provider returned error", metadata: { raw: `Quota of ${KEY} exceeded by ${encodeURIComponent(CANARY)}` } } },
      { message: CANARY.split(" ") },
      `Bad request: ${CANARY.toUpperCase()}`,
    ];
    const statuses = [400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 503];
    const faults: Fault[] = [
      ...statuses.map((status) => ({ type: "status", status, body: leaky }) as const),
      ...[400, 429, 500].flatMap((status) => echoes.map((body) => ({ type: "status", status, body }) as const)),
      ...echoes.map((body) => ({ type: "reply", body }) as const),
      ...FAULTS,
      { type: "html" },
      { type: "redirect" },
      { type: "reply", body: leaky },
    ];
    for (const fault of faults) {
      const { model } = await start({ fault: () => fault }, { attempts: 1 });
      const error = await model.scoreLabels(prompt(0), LABELS).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(LanguageModelError);
      if (!(error instanceof LanguageModelError)) continue;
      const told = [error.message, error.stack, String(error.cause), JSON.stringify(error), JSON.stringify(error.facts)].join("\n");
      expect(told.toLowerCase()).not.toMatch(/canary|heron|blue|private|example/);
    }
  });

  it("sends the key in one header, to the endpoint only, and no header beyond the two that preflights allow", async () => {
    const { model, seen } = await start({});
    await model.scoreLabels(prompt(0), LABELS);
    const { headers, path, body } = seen[0] ?? { headers: {}, path: "", body: {} };
    expect(headers.authorization).toBe(`Bearer ${KEY}`);
    expect(path + JSON.stringify(body)).not.toContain("canary-0");
    // What Node's own fetch adds is not ours; a browser adds its own.
    const ours = Object.keys(headers).filter(
      (name) =>
        ![
          "host",
          "connection",
          "accept",
          "accept-language",
          "accept-encoding",
          "sec-fetch-mode",
          "user-agent",
          "content-length",
          "cache-control",
          "pragma",
        ].includes(name),
    );
    expect(ours.sort()).toEqual(["authorization", "content-type"]);
  });

  it("refuses a key that cannot be sent, without quoting it", async () => {
    for (const key of ["sk-canary\n", "sk canary", "sk-canäry", ""]) {
      const error = await start({}, { key }).catch((e: unknown) => e);
      expect(error).toMatchObject({ code: "invalid-settings" });
      expect(String(error)).not.toMatch(/can.ry/);
    }
  });
});
