// Partners' pages in a real browser: another origin than the aggregator's, with the policies that strict sites have, and with hostile intent.

import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inPagePage, isolatedPage } from "./partner-pages.ts";
import { CANARY, frameOf, type PartnerSystem, startPartnerSystem } from "./partner-system.ts";
import { recordTraffic } from "./traffic.ts";

/** In every text that is given inside the frame. */
const PRIVATE = "hazel-20881";

let system: PartnerSystem;

beforeAll(async () => {
  system = await startPartnerSystem();
});
afterAll(() => system?.close());

const eventSchema = v.looseObject({ type: v.string(), code: v.optional(v.string()), message: v.optional(v.string()) });
const outcomeSchema = v.object({ type: v.string(), code: v.optional(v.string()) });

async function heard(page: Page): Promise<v.InferOutput<typeof eventSchema>[]> {
  return v.parse(v.array(eventSchema), await page.evaluate("events"));
}
async function waitFor(page: Page, type: string): Promise<v.InferOutput<typeof eventSchema>> {
  await expect.poll(async () => (await heard(page)).map((event) => event.type), { timeout: 60_000 }).toContain(type);
  return v.parse(
    eventSchema,
    (await heard(page)).find((event) => event.type === type),
  );
}
async function asked(page: Page, call: string): Promise<v.InferOutput<typeof outcomeSchema>> {
  return v.parse(outcomeSchema, await page.evaluate(`document.querySelector("asyndbt-participant").${call}`));
}
async function agree(page: Page, task = system.task): Promise<void> {
  await (await frameOf(page, task.taskId)).click("[data-action=agree]");
}
async function provide(page: Page): Promise<v.InferOutput<typeof outcomeSchema>> {
  return asked(page, `provideExamples(${JSON.stringify(system.examples)})`);
}
async function outcome(page: Page): Promise<Record<string, unknown>> {
  await expect.poll(() => page.evaluate("window.outcome !== undefined"), { timeout: 60_000 }).toBe(true);
  return v.parse(v.record(v.string(), v.unknown()), await page.evaluate("outcome"));
}

const strict = (sources: string): Record<string, string> => ({
  "content-security-policy": `default-src 'none'; script-src 'nonce-partner' ${system.aggregator}; ${sources}`,
});
const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

test("isolated: nothing starts before consent; then the host follows a run to its end and never sees what was given in the frame", async () => {
  const headers = { ...strict(`frame-src ${system.aggregator}; require-trusted-types-for 'script'; trusted-types 'none'`), ...isolation };
  system.serve("/isolated", isolatedPage(system, { headers }));
  const recording = recordTraffic(system.aggregator);
  const { page, complaints } = await system.visit("/isolated", {
    prepare: async (context) => void context.on("page", (opened) => recording.watch(opened)),
  });
  await waitFor(page, "consent");
  const frame = await frameOf(page, system.task.taskId);
  const words = (await frame.textContent("[data-consent]")) ?? "";
  for (const host of [system.aggregator, system.partner]) expect(words).toContain(new URL(host).host);
  expect((await asked(page, "start()")).code).toBe("consent");
  expect((await provide(page)).code).toBe("consent");
  expect(recording.sent.filter((message) => /\/api\/|participant\.worker/.test(message))).toEqual([]);

  await agree(page);
  const rows = system.examples.map(({ text, label }) => JSON.stringify({ text: `${text} ${PRIVATE}`, label })).join("\n");
  await frame.setInputFiles("#examples-file", { name: "mine.jsonl", mimeType: "text/plain", buffer: Buffer.from(rows) });
  await frame.click('button:has-text("Keep 120 examples")');
  expect((await provide(page)).type).toBe("done");
  expect((await asked(page, "start()")).type).toBe("done");
  await waitFor(page, "finished");
  const events = await heard(page);
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["consent", "storage", "joined", "contributing", "progress", "finished"]),
  );
  expect(events.find(({ type }) => type === "storage")).toEqual({ type: "storage", kept: true });
  await frame.waitForSelector("[data-tuned-prompt]");
  for (const word of [CANARY, PRIVATE]) {
    expect(JSON.stringify(events)).not.toContain(word);
    expect(recording.sent.filter((message) => recording.carries(message, word))).toEqual([]);
  }
  expect(await page.content()).not.toContain(PRIVATE);
  expect(recording.sent.filter((message) => message.includes('"contribute"')).length).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

test("isolated: the element can be removed and added again, and goes on as the same participant without asking again", async () => {
  const task = await system.newTask([system.partner]);
  system.serve("/again", isolatedPage(system, { task }));
  const { page, complaints } = await system.visit("/again");
  await agree(page, task);
  await provide(page);
  await asked(page, "start()");
  await waitFor(page, "contributing");
  await page.evaluate("window.element = document.querySelector('asyndbt-participant'); element.remove(); events.length = 0;");
  await expect.poll(() => page.frames().length).toBe(1);
  await page.evaluate("document.body.append(element)");
  // What a page does on every visit: the same examples again change nothing.
  expect((await provide(page)).type).toBe("done");
  await waitFor(page, "contributing");
  expect((await heard(page)).map(({ type }) => type)).not.toContain("consent");
  const { presence } = v.parse(v.object({ presence: v.object({ joined: v.number() }) }), await statusOf(task));
  expect(presence.joined).toBe(1);
  expect(complaints).toEqual([]);
});

async function statusOf({ taskId, ownerToken }: PartnerSystem["task"]): Promise<unknown> {
  const answer = await fetch(`${system.aggregator}/api/tasks/${taskId}/status`, { headers: { authorization: `Bearer ${ownerToken}` } });
  return answer.json();
}

test("isolated: where the browser lets a frame store nothing, both host and frame are told, and the run goes on in memory", async () => {
  const task = await system.newTask([system.partner]);
  system.serve("/blocked", isolatedPage(system, { task }));
  const { page } = await system.visit("/blocked", { frames: "store nothing" });
  await agree(page, task);
  expect(await waitFor(page, "storage")).toEqual({ type: "storage", kept: false });
  const frame = await frameOf(page, task.taskId);
  expect(await frame.textContent("[data-storage=blocked]")).toContain("forgets");
  await provide(page);
  await asked(page, "start()");
  await waitFor(page, "contributing");
});

test("isolated: two elements on one page are two frames, two seats of a task two participants", async () => {
  const task = await system.newTask([system.partner]);
  const page_ = isolatedPage(system, { task });
  const second = `<asyndbt-participant task="${task.taskId}" invite="${task.invite}" seat="second"></asyndbt-participant>`;
  system.serve("/two", { ...page_, html: page_.html.replace("</body>", `${second}</body>`) });
  const { page, complaints } = await system.visit("/two");
  await expect.poll(() => page.frames().length).toBe(3);
  // Consent is for the site and the task: the first agreement is seen by the second element when it opens.
  for (const element of await page.locator("asyndbt-participant").all())
    await element.locator("iframe").contentFrame().locator("[data-action=agree]").click();
  for (const i of [0, 1]) {
    const element = `document.querySelectorAll("asyndbt-participant")[${i}]`;
    await page.evaluate(`${element}.provideExamples(${JSON.stringify(system.examples)}).then(() => ${element}.start())`);
  }
  await expect
    .poll(async () => v.parse(v.object({ presence: v.object({ joined: v.number() }) }), await statusOf(task)).presence.joined)
    .toBe(2);
  expect(complaints).toEqual([]);
});

test("isolated: attributes and custom properties change the look, an unreadable accent does not", async () => {
  const head = "<style>asyndbt-participant { --asyndbt-accent: #7a1fa2; --asyndbt-radius: 2px }</style>";
  system.serve("/theme", isolatedPage(system, { head, attributes: 'theme="light" lang="de"' }));
  const { page } = await system.visit("/theme");
  const frame = await frameOf(page, system.task.taskId);
  await frame.waitForSelector("text=Hier teilnehmen?");
  const accent = (): Promise<string> =>
    frame.locator("html").evaluate((html) => `${html.style.getPropertyValue("--accent")} ${html.style.getPropertyValue("--radius")}`);
  await expect.poll(accent).toBe("#7a1fa2 2px");
  await page.evaluate("document.querySelector('asyndbt-participant').style.setProperty('--asyndbt-accent', '#fefefe')");
  await page.evaluate("document.querySelector('asyndbt-participant').setAttribute('theme', 'auto')");
  await expect.poll(accent).toBe(" 2px");
});

test("in-page: tunes in the partner's origin under a strict policy, Trusted Types and COEP, and adds no globals", async () => {
  const wire = `connect-src ${system.aggregator} ${system.aggregator.replace("http", "ws")}`;
  const types = "require-trusted-types-for 'script'; trusted-types asyndbt";
  const headers = { ...strict(`worker-src blob:; ${wire}; ${types}`), ...isolation };
  system.serve("/in-page", inPagePage(system, { headers }));
  const { page, complaints } = await system.visit("/in-page");
  const tuned = await outcome(page);
  expect(tuned).toMatchObject({ prompt: { type: expect.stringMatching(/text|chat/) }, baselineKept: expect.any(Boolean) });
  expect(JSON.stringify(tuned.prompt)).toContain("[YOUR TEXT]");
  expect(await page.evaluate("added")).toEqual([]);
  // The end is shown before it is told.
  expect(await page.evaluate("progress.at(-1).activity")).toBe("finished");
  const progress = v.parse(v.array(v.looseObject({ contributions: v.number() })), await page.evaluate("progress"));
  expect(Math.max(...progress.map(({ contributions }) => contributions))).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

test("in-page: a reload goes on as the same participant", async () => {
  const task = await system.newTask([system.partner]);
  system.serve("/in-page-reload", inPagePage(system, { task }));
  const { page } = await system.visit("/in-page-reload");
  await page.waitForFunction("window.progress?.some(({ contributions }) => contributions > 0)");
  await page.reload();
  expect(await outcome(page)).toHaveProperty("prompt");
  expect(v.parse(v.object({ presence: v.object({ joined: v.number() }) }), await statusOf(task)).presence.joined).toBe(1);
});

test.each([
  ["worker-src 'none'", "worker-src blob:"],
  ["worker-src blob:; connect-src 'none'", "connect-src"],
  ["worker-src blob:; connect-src AGGREGATOR; require-trusted-types-for 'script'; trusted-types other", "trusted-types asyndbt"],
])("in-page: where the policy says %s the error names the line to add", async (policy, line) => {
  const connect = policy.includes("connect-src")
    ? policy.replace("AGGREGATOR", system.aggregator)
    : `${policy}; connect-src ${system.aggregator}`;
  system.serve("/forbidden", inPagePage(system, { headers: strict(connect) }));
  const { page } = await system.visit("/forbidden");
  expect(await outcome(page)).toEqual({ name: "EmbedError", code: "content-policy", message: expect.stringContaining(`Add: ${line}`) });
});

test("isolated: without frame-src the refusal names the line to add", async () => {
  system.serve("/no-frame", isolatedPage(system, { headers: strict("frame-src 'none'") }));
  const { page } = await system.visit("/no-frame");
  expect(await waitFor(page, "refused")).toMatchObject({
    code: "content-policy",
    message: expect.stringContaining(`frame-src ${system.aggregator}`),
  });
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

test("the pinned address is immutable and readable from anywhere, with its types beside it", async () => {
  const headers = async (path: string) => (await fetch(system.aggregator + path)).headers;
  for (const name of ["embed.js", "participant.js", "embed.d.ts"]) {
    const pinned = await headers(`/embed/${system.version}/${name}`);
    expect([pinned.get("access-control-allow-origin"), pinned.get("cross-origin-resource-policy")]).toEqual(["*", "cross-origin"]);
    expect(pinned.get("cache-control")).toContain("immutable");
  }
  const moving = await headers("/embed.js");
  expect([moving.get("access-control-allow-origin"), moving.get("cache-control")]).toEqual([
    "*",
    "public, max-age=300, stale-while-revalidate=86400",
  ]);
});

test("the owner lists a site on the task's page, and /embed makes the lines that then work there", async () => {
  const task = await system.newTask([]);
  system.serve("/", { html: "<!doctype html><title>Partner</title>" });
  const { page } = await system.visit("/");
  await page.goto(`${system.aggregator}/task#task=${task.taskId}&owner=${task.ownerToken}`);
  await page.fill("#partner-sites:enabled", "http://not-secure.example");
  await page.click("partner-sites button");
  await page.waitForSelector("partner-sites [role=alert]");
  await page.fill("#partner-sites", `${system.partner}/`);
  await page.click("partner-sites button");
  await page.waitForSelector("partner-sites [role=status]");

  await page.goto(`${system.aggregator}/embed`);
  await page.fill("#embed-link", "https://elsewhere.example/join#task=t&invite=i");
  await page.waitForSelector("[role=alert]");
  await page.fill("#embed-link", `${system.aggregator}/join#task=${task.taskId}&invite=${task.invite}`);
  await page.waitForSelector(`[data-snippet]:has-text("${task.taskId}")`);
  const snippet = (await page.textContent("[data-snippet]")) ?? "";
  expect(snippet).toContain(system.integrity["embed.js"]);
  const policy = (await page.textContent("[data-policy]")) ?? "";
  system.serve("/pasted", {
    html: `<!doctype html><title>Pasted</title>${snippet}`,
    headers: { "content-security-policy": `default-src 'none'; ${policy.replaceAll("\n", " ")}` },
  });
  const pasted = await system.visit("/pasted");
  const frame = await frameOf(pasted.page, task.taskId);
  await frame.click("[data-action=decline]");
  await frame.waitForSelector("[role=status]");
  expect(await asked(pasted.page, "start()")).toMatchObject({ type: "failed", code: "consent" });
  await frame.click("[data-action=agree]");
  await frame.waitForSelector("examples-panel");
  expect(pasted.complaints).toEqual([]);
});
