// Partners' pages that may not take part, or not like this: policies with a line missing, other origins, hostile scripts, changed files.

import { afterAll, beforeAll, expect, test } from "vitest";
import { inPagePage, isolatedPage } from "../partner-pages.ts";
import { frameOf, type PartnerSystem, startPartnerSystem } from "./partner-system.ts";
import { asked, heard, outcome, strict, waitFor } from "./partner-talk.ts";

let system: PartnerSystem;

beforeAll(async () => {
  system = await startPartnerSystem();
});
afterAll(() => system?.close());

test.each([
  ["worker-src 'none'", "worker-src blob:"],
  ["worker-src blob:; connect-src 'none'", "connect-src"],
  ["worker-src blob:; connect-src AGGREGATOR; require-trusted-types-for 'script'; trusted-types other", "trusted-types asyndbt"],
])("in-page: where the policy says %s the error names the line to add", async (policy, line) => {
  const connect = policy.includes("connect-src")
    ? policy.replace("AGGREGATOR", system.aggregator)
    : `${policy}; connect-src ${system.aggregator}`;
  system.serve("/forbidden", inPagePage(system, { headers: strict(system, connect) }));
  const { page } = await system.visit("/forbidden");
  expect(await outcome(page)).toEqual({ name: "EmbedError", code: "content-policy", message: expect.stringContaining(`Add: ${line}`) });
});

test("isolated: without frame-src the refusal names the line to add", async () => {
  system.serve("/no-frame", isolatedPage(system, { headers: strict(system, "frame-src 'none'") }));
  const { page } = await system.visit("/no-frame");
  expect(await waitFor(page, "refused")).toMatchObject({
    code: "content-policy",
    message: expect.stringContaining(`frame-src ${system.aggregator}`),
  });
});

test("a policy that only reports refuses neither mode", async () => {
  const headers = { "content-security-policy-report-only": "frame-src 'none'; connect-src 'none'" };
  system.serve("/reported", isolatedPage(system, { headers }));
  const { page } = await system.visit("/reported");
  await waitFor(page, "consent");
  expect((await heard(page)).map(({ type }) => type)).toEqual(["consent"]);
  expect(await page.locator("asyndbt-participant iframe").isVisible()).toBe(true);
  system.serve("/reported-in-page", inPagePage(system, { headers }));
  const inPage = await system.visit("/reported-in-page");
  expect(await outcome(inPage.page)).toHaveProperty("prompt");
});

test("isolated: a seat is any short text; one that cannot be used is refused by its name, in the frame, too", async () => {
  system.serve("/seat", isolatedPage(system, { attributes: 'seat="0b0e9d0c-6f0e-4f6e-9d5e-1d2f3a4b5c6d" theme="Dark"' }));
  const { page } = await system.visit("/seat");
  await waitFor(page, "consent");
  expect(await (await frameOf(page, system.task.taskId)).getAttribute("html", "data-theme")).toBe("dark");

  system.serve("/long-seat", isolatedPage(system, { attributes: `seat="${"s".repeat(201)}"` }));
  const long = await system.visit("/long-seat");
  expect(await waitFor(long.page, "refused")).toMatchObject({ code: "invalid-settings", message: expect.stringContaining('"seat"') });
  await (await frameOf(long.page, system.task.taskId)).waitForSelector("[role=alert]:has-text('seat')");
  expect((await asked(long.page, "start()")).code).toBe("invalid-settings");
  await long.page.evaluate("document.querySelector('asyndbt-participant').setAttribute('seat', 'short')");
  await waitFor(long.page, "consent");
});

test("a page that the task does not list is refused in both modes, with a clear event", async () => {
  const task = await system.newTask(["https://somebody-else.example"]);
  system.serve("/unlisted", isolatedPage(system, { task }));
  const { page } = await system.visit("/unlisted");
  expect(await waitFor(page, "refused")).toEqual({
    type: "refused",
    code: "wrong-origin",
    message: expect.stringContaining(system.partner),
  });
  expect(await asked(page, "start()")).toMatchObject({ type: "failed", code: "wrong-origin" });
  expect(await page.locator("asyndbt-participant [role=alert]").textContent()).toContain("has not listed");

  system.serve("/unlisted-in-page", inPagePage(system, { task }));
  const inPage = await system.visit("/unlisted-in-page");
  expect(await outcome(inPage.page)).toMatchObject({ code: "wrong-origin", message: expect.stringContaining(system.partner) });
  // And what the script would not do by itself: the browser lets such a page read nothing, and opens no socket.
  const direct = `fetch("${system.aggregator}/api/tasks/${task.taskId}", { headers: { authorization: "Bearer ${task.invite}" } }).then(() => "read", () => "refused")`;
  expect(await inPage.page.evaluate(direct)).toBe("refused");
});

test("a task that does not exist is refused by its name", async () => {
  for (const taskId of ["nonsense", "0".repeat(64)]) {
    system.serve("/unknown", isolatedPage(system, { task: { ...system.task, taskId } }));
    const { page } = await system.visit("/unknown");
    expect((await waitFor(page, "refused")).code).toBe("unknown-task");
  }
});

test("a host in a sandboxed frame takes part with an origin of its own, and is refused without one", async () => {
  system.serve("/inner", isolatedPage(system));
  system.serve("/inner-in-page", inPagePage(system));
  const outer = (sandbox: string, path: string) => ({
    html: `<!doctype html><title>Outer</title><iframe sandbox="${sandbox}" src="${path}"></iframe>`,
  });
  system.serve("/outer-same", outer("allow-scripts allow-same-origin", "/inner"));
  const same = await system.visit("/outer-same");
  await same.page
    .frameLocator("iframe")
    .locator("asyndbt-participant")
    .locator("iframe")
    .contentFrame()
    .locator("[data-action=agree]")
    .click();
  for (const [path, read] of [
    ["/inner", "JSON.stringify(events.at(-1) ?? null)"],
    ["/inner-in-page", "JSON.stringify(window.outcome ?? null)"],
  ] as const) {
    system.serve("/outer-opaque", outer("allow-scripts", path));
    const { page } = await system.visit("/outer-opaque");
    const host = page.frames().find((frame) => frame.url().endsWith(path));
    await expect.poll(() => host?.evaluate(read)).toContain('"code":"wrong-origin"');
    expect(await host?.evaluate(read)).toContain("no origin of its own");
  }
});

test("a hostile host reads nothing of the frame, and cannot speak around the four methods", async () => {
  system.serve("/hostile", isolatedPage(system));
  const { page } = await system.visit("/hostile", {
    prepare: async (context) => {
      // The host keeps the ports that the loader meant to give away, and everything that passes them.
      await context.addInitScript(() => {
        if (location.hostname !== "localhost") return;
        const made = MessageChannel;
        const ports: MessagePort[] = [];
        Object.assign(window, { ports });
        window.MessageChannel = class extends made {
          constructor() {
            super();
            ports.push(this.port1);
          }
        };
      });
    },
  });
  await waitFor(page, "consent");
  const tried = await page.evaluate(`(async () => {
    const frame = document.querySelector("asyndbt-participant").shadowRoot.querySelector("iframe");
    const reach = (look) => { try { return String(look()); } catch (error) { return error.name; } };
    const port = ports[0];
    const answers = [];
    port.addEventListener("message", ({ data }) => answers.push(data.id));
    const send = (id, rest) => port.postMessage({ id, ...rest });
    const raw = (value) => ({ type: "RAW", value });
    send("get", { type: "GET", path: [] });
    send("set", { type: "SET", path: ["start"], value: raw(1) });
    send("pollute", { type: "SET", path: ["constructor", "prototype", "polluted"], value: raw("yes") });
    send("compile", { type: "APPLY", path: ["start", "constructor"], argumentList: [raw("return document.body.innerHTML")] });
    send("construct", { type: "CONSTRUCT", path: ["start", "constructor"], argumentList: [raw("return 1")] });
    send("inherited", { type: "APPLY", path: ["toString"], argumentList: [] });
    send("endpoint", { type: "ENDPOINT", path: [], argumentList: [] });
    send("handler", { type: "APPLY", path: ["provideExamples"], argumentList: [{ type: "HANDLER", name: "throw", value: { isError: false, value: 1 } }] });
    // Consent cannot be given from outside, nor a second meeting be forced.
    frame.contentWindow.postMessage({ type: "asyndbt-connect", bridge: 1 }, "*", [new MessageChannel().port1, new MessageChannel().port1]);
    send("last", { type: "APPLY", path: ["start"], argumentList: [] });
    await new Promise((resolve) => { const look = () => answers.includes("last") ? resolve() : setTimeout(look, 10); look(); });
    return {
      answers,
      document: reach(() => frame.contentDocument && frame.contentDocument.body),
      window: reach(() => frame.contentWindow.document),
      storage: reach(() => frame.contentWindow.localStorage),
      script: reach(() => frame.contentWindow.eval("1")),
    };
  })()`);
  expect(tried).toEqual({
    answers: ["last"],
    document: "null",
    window: "SecurityError",
    storage: "SecurityError",
    script: "SecurityError",
  });
  const frame = await frameOf(page, system.task.taskId);
  expect(await frame.evaluate(() => "polluted" in {})).toBe(false);
  expect(await frame.locator("[data-consent]").count()).toBe(1);
  expect((await asked(page, "start()")).code).toBe("consent");
});

test("a host that lies about itself gets no page at all, and a forged window message is not heard", async () => {
  const task = await system.newTask(["https://somebody-else.example"]);
  const address = `${system.aggregator}/embed/task/${task.taskId}?host=https://somebody-else.example`;
  system.serve("/liar", { html: `<!doctype html><title>Liar</title><iframe src="${address}"></iframe>` });
  const { complaints } = await system.visit("/liar");
  await expect.poll(() => complaints.join()).toContain("frame-ancestors");
  // No page of the aggregator but that one may be framed, by anybody.
  for (const path of ["/join", "/task", "/embed-frame", "/embed-refused", "/embed", "/"]) {
    const answer = await fetch(system.aggregator + path);
    expect([path, answer.headers.get("content-security-policy")]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")]);
  }
  system.serve("/forged", isolatedPage(system));
  const forged = await system.visit("/forged");
  await waitFor(forged.page, "consent");
  await forged.page.evaluate(
    `postMessage({ type: "asyndbt-refused", code: "wrong-origin" }, "*"); postMessage({ type: "asyndbt-ready", bridge: 1 }, "*");`,
  );
  await forged.page.evaluate("new Promise((resolve) => setTimeout(resolve))");
  expect((await heard(forged.page)).map(({ type }) => type)).toEqual(["consent"]);
});

test("a file that was changed does not run", async () => {
  system.serve("/tampered", isolatedPage(system, { integrity: system.integrity["participant.js"] ?? "" }));
  const { page, complaints } = await system.visit("/tampered");
  await expect.poll(() => complaints.join()).toContain("integrity");
  expect(await page.evaluate("customElements.get('asyndbt-participant') === undefined")).toBe(true);

  // An import has no digest of its own: it gets what the script before it was refused.
  system.serve("/tampered-import", inPagePage(system, { integrity: system.integrity["participant.js"] ?? "" }));
  const imported = await system.visit("/tampered-import");
  await expect.poll(() => imported.complaints.join()).toContain("integrity");
  await imported.page.waitForLoadState("load");
  expect(
    await imported.page.evaluate("[window.participant, customElements.get('asyndbt-participant')].every((made) => made === undefined)"),
  ).toBe(true);

  system.serve("/tampered-worker", inPagePage(system));
  const inPage = await system.visit("/tampered-worker", {
    prepare: async (context) => {
      await context.route("**/participant.js", async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, body: `${await answer.text()};` });
      });
    },
  });
  expect(await outcome(inPage.page)).toMatchObject({ code: "worker", message: expect.stringContaining("participant.js") });
});
