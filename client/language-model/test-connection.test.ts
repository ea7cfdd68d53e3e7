// Every way a connection can fail has its own name and its own advice.

import { afterEach, describe, expect, it } from "vitest";
import { languageModelErrorCodes } from "../../shared/prompt/language-model-error.ts";
import { type Fault, type FaultServer, startFaultServer } from "../../test/fault-server.ts";
import { TIME_LIMIT_MS, virtualRuntime } from "../../test/virtual-runtime.ts";
import type { HttpSettings } from "./settings.ts";
import { testConnection } from "./test-connection.ts";
import type { LanguageModelRuntime } from "./transport/runtime.ts";

let server: FaultServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const test = (url: string, runtime: Partial<LanguageModelRuntime> = {}, settings: Partial<HttpSettings> = {}) =>
  testConnection({ type: "http", url, model: "known-model", timeoutMs: TIME_LIMIT_MS, ...settings }, virtualRuntime(runtime));

/** As a browser: every failure is the same TypeError; `reachable` is what a request without CORS finds. */
const browser = (pageOrigin: string, reachable: boolean, over: Partial<LanguageModelRuntime> = {}): Partial<LanguageModelRuntime> => ({
  pageOrigin,
  fetch: async (_, init) => {
    if (init.mode === "no-cors" && reachable) return new Response(null);
    throw new TypeError("Failed to fetch");
  },
  ...over,
});

describe("testConnection", () => {
  it("reports what was found and what it cost", async () => {
    server = await startFaultServer();
    const report = await test(server.url);
    expect(report).toMatchObject({ ok: true, slow: false, capability: { rung: "exact" }, spent: { queries: 3, cost: "unknown" } });
    expect(report.ok && report.explanation[0]?.message).toContain("Exact");
  });

  it.each<[string, Fault, string]>([
    ["a refused key", { type: "status", status: 401 }, "unauthorised"],
    ["a forbidden model", { type: "status", status: 403 }, "forbidden"],
    ["a used-up quota", { type: "status", status: 429, body: { error: { code: "insufficient_quota" } } }, "quota"],
    ["a rate limit of minutes", { type: "status", status: 429, headers: { "retry-after": "600" } }, "rate-limited"],
    ["a wrong model", { type: "status", status: 404, body: { error: { code: "model_not_found" } } }, "model-not-found"],
    ["a web page", { type: "html" }, "not-json"],
    ["a redirect", { type: "redirect" }, "redirected"],
    ["a failing server", { type: "status", status: 500 }, "server-error"],
    ["silence", { type: "hang" }, "timeout"],
  ])("names %s", async (_, fault, code) => {
    server = await startFaultServer({ fault: () => fault });
    const report = await test(server.url);
    expect(report).toMatchObject({ ok: false, code });
  });

  it("names an endpoint without log-probabilities", async () => {
    server = await startFaultServer({
      fault: (_, { path }) =>
        path.endsWith("/chat/completions")
          ? { type: "reply", body: { choices: [{ message: { content: "x" } }] } }
          : { type: "status", status: 404 },
    });
    expect(await test(server.url)).toMatchObject({ ok: false, code: "no-logprobs" });
  });

  it("calls a slow endpoint slow", async () => {
    server = await startFaultServer();
    let nowMs = 0;
    const report = await test(server.url, { now: () => (nowMs += 6_000) });
    expect(report).toMatchObject({ ok: true, slow: true });
    expect(report.ok && report.explanation.map(({ code }) => code)).toContain("slow");
  });

  it("names an address where nothing listens", async () => {
    server = await startFaultServer();
    const { url } = server;
    await server.close();
    expect(await test(url)).toMatchObject({ ok: false, code: "refused" });
  });

  it("names an unknown host", async () => {
    // What Node's fetch rejects with, without asking a real name server.
    const cause = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    expect(
      await test("https://no.such.host/v1", { fetch: async () => Promise.reject(new TypeError("fetch failed", { cause })) }),
    ).toMatchObject({ ok: false, code: "dns" });
  });

  it("tells the failures apart that a browser makes look alike", async () => {
    const far = "https://api.example/v1";
    const page = "https://page.example";
    expect(await test(far, browser(page, true))).toMatchObject({ ok: false, code: "cors" });
    expect(await test(far, browser(page, false))).toMatchObject({ ok: false, code: "unreachable" });
    // Where the page's own policy blocks what came back, the browser's report tells.
    const watch = (origins: readonly string[]): Partial<LanguageModelRuntime> => ({
      watchHiddenAnswers: () => ({ blocked: async (origin) => origins.includes(origin), end: () => undefined }),
    });
    expect(await test(far, browser(page, false, watch(["https://api.example"])))).toMatchObject({ ok: false, code: "cors" });
    expect(await test(far, browser(page, false, watch([])))).toMatchObject({ ok: false, code: "unreachable" });
    expect(await test(far, browser(page, false, { online: () => false }))).toMatchObject({ ok: false, code: "offline" });
    expect(await test("http://api.example/v1", browser(page, true))).toMatchObject({ ok: false, code: "mixed-content" });
    const denied = { localNetworkPermission: async () => "denied" as const };
    expect(await test("http://localhost:11434", browser(page, true, denied))).toMatchObject({ ok: false, code: "local-network" });
    expect(await test("http://192.168.1.5:8080/v1", browser("http://page.example", true, denied))).toMatchObject({
      ok: false,
      code: "local-network",
    });
    expect(await test("http://localhost:11434", browser("null", true, denied))).toMatchObject({ ok: false, code: "local-network" });
    const granted = { localNetworkPermission: async () => "granted" as const };
    expect(await test("http://localhost:11434", browser(page, true, granted))).toMatchObject({ ok: false, code: "cors" });
    expect(await test("http://localhost:11434", browser("http://localhost:5173", true, denied))).toMatchObject({ ok: false, code: "cors" });
  });

  it("sends no key when it looks for the reason", async () => {
    const probes: RequestInit[] = [];
    const fetch: LanguageModelRuntime["fetch"] = async (_, init) => {
      if (init.mode === "no-cors") probes.push(init);
      throw new TypeError("Failed to fetch");
    };
    await test("https://api.example/v1", { pageOrigin: "https://page.example", fetch }, { key: "sk-canary" });
    expect(probes).toHaveLength(1);
    expect(JSON.stringify(probes)).not.toContain("canary");
  });

  it("names settings that cannot work, before anything is sent", async () => {
    for (const settings of [
      { url: "not a url" },
      { url: "ftp://h" },
      { url: "http://me:secret@h/v1" },
      { model: " " },
      { key: "a b" },
      { votes: 0 },
      { budget: { queries: -1 } },
    ]) {
      const report = await test("http://h/v1", {}, settings);
      expect(report).toMatchObject({ ok: false, code: "invalid-settings" });
      expect(JSON.stringify(report)).not.toContain("secret");
    }
    expect(await test("http://h/v1", {}, { budget: { money: 1 } })).toMatchObject({ ok: false, code: "price-unknown" });
  });

  it("reports the simulated learner as what it is", async () => {
    const report = await testConnection({ type: "simulated" }, virtualRuntime());
    expect(report).toMatchObject({ ok: true, capability: undefined });
    expect(report.ok && report.explanation[0]?.message).toContain("Simulated");
  });
});

describe("error codes", () => {
  it("each say what happened and what to do", () => {
    for (const { code, what, advice } of languageModelErrorCodes()) {
      expect(code).toMatch(/^[a-z-]+$/);
      expect(what).not.toMatch(/\.$/);
      expect(advice).toMatch(/\.$/);
    }
  });
});
