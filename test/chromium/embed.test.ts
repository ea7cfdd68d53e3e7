// Partners' pages in a real browser, on another origin than the aggregator's: a box for visitors, and the page's own participant.

import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inPagePage, isolatedPage } from "../partner-pages.ts";
import { CANARY, frameOf, type PartnerSystem, startPartnerSystem } from "./partner-system.ts";
import { agree, asked, heard, joinedOf, outcome, provide, strict, waitFor } from "./partner-talk.ts";
import { checkScreen, findings } from "./screen.ts";
import { recordTraffic } from "./traffic.ts";

/** In every text that is given inside the frame. */
const PRIVATE = "hazel-20881";
const isolation = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

let system: PartnerSystem;

beforeAll(async () => {
  system = await startPartnerSystem();
});
afterAll(() => system?.close());

test("isolated: nothing starts before consent; then the host follows a run to its end and never sees what was given in the frame", async () => {
  const headers = {
    ...strict(system, `frame-src ${system.aggregator}; require-trusted-types-for 'script'; trusted-types 'none'`),
    ...isolation,
  };
  system.serve("/isolated", isolatedPage(system, { headers }));
  const recording = recordTraffic(system.aggregator);
  const { page, complaints } = await system.visit("/isolated", {
    prepare: async (context) => void context.on("page", (opened) => recording.watch(opened)),
  });
  await waitFor(page, "consent");
  const frame = await frameOf(page, system.task.taskId);
  expect(await findings(frame)).toEqual([]);
  const words = (await frame.textContent("[data-consent]")) ?? "";
  for (const host of [system.aggregator, system.partner]) expect(words).toContain(new URL(host).host);
  expect((await asked(page, "start()")).code).toBe("consent");
  expect((await provide(page, system)).code).toBe("consent");
  expect(recording.sent.filter((message) => /\/api\/|participant\.worker/.test(message))).toEqual([]);

  await agree(page, system.task);
  const rows = system.examples.map(({ text, label }) => JSON.stringify({ text: `${text} ${PRIVATE}`, label })).join("\n");
  await frame.setInputFiles("#examples-file", { name: "mine.jsonl", mimeType: "text/plain", buffer: Buffer.from(rows) });
  await frame.click('button:has-text("Keep 120 examples")');
  expect((await provide(page, system)).type).toBe("done");
  expect((await asked(page, "start()")).type).toBe("done");
  await waitFor(page, "finished");
  const events = await heard(page);
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["consent", "storage", "joined", "contributing", "progress", "finished"]),
  );
  expect(events.find(({ type }) => type === "storage")).toEqual({ type: "storage", kept: true });
  await frame.waitForSelector("[data-tuned-prompt]");
  expect(await findings(frame)).toEqual([]);
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
  await provide(page, system);
  await asked(page, "start()");
  await waitFor(page, "contributing");
  await page.evaluate("window.element = document.querySelector('asyndbt-participant'); element.remove(); events.length = 0;");
  await expect.poll(() => page.frames().length).toBe(1);
  await page.evaluate("document.body.append(element)");
  // What a page does on every visit: the same examples again change nothing.
  expect((await provide(page, system)).type).toBe("done");
  await waitFor(page, "contributing");
  expect((await heard(page)).map(({ type }) => type)).not.toContain("consent");
  expect(await joinedOf(system, task)).toBe(1);
  expect(complaints).toEqual([]);
});

test("isolated: where the browser lets a frame store nothing, both host and frame are told, and the run goes on in memory", async () => {
  const task = await system.newTask([system.partner]);
  system.serve("/blocked", isolatedPage(system, { task }));
  const { page } = await system.visit("/blocked", { frames: "store nothing" });
  await agree(page, task);
  expect(await waitFor(page, "storage")).toEqual({ type: "storage", kept: false });
  const frame = await frameOf(page, task.taskId);
  expect(await frame.textContent("[data-storage=blocked]")).toContain("forgets");
  await provide(page, system);
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
  await expect.poll(async () => await joinedOf(system, task)).toBe(2);
  expect(complaints).toEqual([]);
});

test("isolated: an element that was made a moment ago is waited for", async () => {
  system.serve("/made", isolatedPage(system));
  const { page } = await system.visit("/made");
  await waitFor(page, "consent");
  const answer = await page.evaluate(`(() => {
    const made = document.createElement("asyndbt-participant");
    made.setAttribute("task", "${system.task.taskId}");
    document.body.append(made);
    return made.start();
  })()`);
  expect(answer).toMatchObject({ type: "failed", code: "consent" });
});

test("isolated: what another tab takes over is told to the host, and can be taken back in the frame", async () => {
  const task = await system.newTask([system.partner]);
  system.serve("/tabs", isolatedPage(system, { task }));
  const { page } = await system.visit("/tabs");
  await agree(page, task);
  await waitFor(page, "storage");
  const other = await page.context().newPage();
  await other.goto(page.url());
  expect((await waitFor(other, "failed")).code).toBe("other-tab");
  await (await frameOf(other, task.taskId)).click("text=Use it here instead");
  expect((await waitFor(page, "failed")).code).toBe("other-tab");
  expect((await provide(page, system)).code).toBe("other-tab");
  await (await frameOf(page, task.taskId)).click("text=Use it here instead");
  expect((await provide(page, system)).type).toBe("done");
});

test("isolated: what could not be opened is tried again in the frame, and examples that cannot be used are named", async () => {
  const task = await system.newTask([system.partner]);
  let reachable = false;
  system.serve("/unreachable", isolatedPage(system, { task }));
  const { page } = await system.visit("/unreachable", {
    prepare: async (context) => {
      await context.route(`**/api/tasks/${task.taskId}`, (route) => (reachable ? route.continue() : route.abort()));
    },
  });
  await agree(page, task);
  expect((await waitFor(page, "failed")).code).toBe("offline");
  reachable = true;
  await (await frameOf(page, task.taskId)).click("[data-action=retry]");
  const element = 'document.querySelector("asyndbt-participant")';
  expect(await page.evaluate(`${element}.provideExamples([{ text: "x", label: "none of them" }])`)).toEqual({
    type: "failed",
    code: "examples",
    message: "Example 1 cannot be used: its label is none of the task's.",
  });
  expect((await asked(page, 'provideExamples([{ text: "Where is\\nmy parcel?", label: "delivery", id: "7" }])')).type).toBe("done");
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
  const headers = { ...strict(system, `worker-src blob:; ${wire}; ${types}`), ...isolation };
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
  expect(await joinedOf(system, task)).toBe(1);
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
  await page.waitForSelector('partner-sites [role=alert]:has-text("http://not-secure.example")');
  await page.fill("#partner-sites", `${system.partner}/`);
  await page.click("partner-sites button");
  await page.waitForSelector("partner-sites [role=status]");
  await checkScreen(page);

  await page.goto(`${system.aggregator}/embed`);
  await page.fill("#embed-link", "https://elsewhere.example/join#task=t&invite=i");
  await page.waitForSelector("[role=alert]");
  await page.fill("#embed-link", `${system.aggregator}/join#task=${task.taskId}&invite=${task.invite}`);
  await page.waitForSelector(`[data-snippet]:has-text("${task.taskId}")`);
  await checkScreen(page);
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
