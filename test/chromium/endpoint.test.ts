// A participant with an endpoint and a key of its own: the key goes there and nowhere else, and is kept only when asked, encrypted.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { mockAnswer } from "../mock-provider.ts";
import { checkScreen, reach } from "./screen.ts";
import { type System, startSystem } from "./system.ts";

const KEY = "sk-canary-4471";
const PASSPHRASE = "correct horse";

let system: System;
let model: Server;
let url: string;
/** Every key is wrong. */
let refusing = false;
/** Answers, and lets no page read it. */
let withoutCors = false;
const keysSeen = new Set<string>();
const pathsSeen = new Set<string>();

beforeAll(async () => {
  model = createServer(async (request, response) => {
    const allowed = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, content-type" };
    const cors = withoutCors ? {} : allowed;
    if (request.method === "OPTIONS") return void response.writeHead(204, cors).end();
    if (request.headers.authorization) keysSeen.add(request.headers.authorization);
    pathsSeen.add(request.url ?? "");
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const answer = mockAnswer({ path: request.url ?? "", body: text === "" ? {} : JSON.parse(text) }, {});
    const { status, body } = refusing ? { status: 401, body: {} } : answer;
    response.writeHead(status, { ...cors, "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => model.listen(0, "127.0.0.1", resolve));
  const { port } = model.address() as AddressInfo; // a TCP server's address is never a string
  url = `http://127.0.0.1:${port}`;
  system = await startSystem({ endpoint: url });
});
afterAll(async () => {
  await system?.close();
  model?.closeAllConnections();
  model?.close();
});
afterEach(() => {
  keysSeen.clear();
  pathsSeen.clear();
  expect(system.recording.complaints).toEqual([]);
  expect(system.recording.foreign).toEqual([]);
  expect(system.recording.sent.filter((message) => message.includes(KEY))).toEqual([]);
});

async function chooseEndpoint(page: Page): Promise<void> {
  await page.click('[data-sample="1"]');
  await page.check('input[value="http"]');
  await page.fill("#model-url", `${url}/v1`);
  await page.fill("#model-name", "known-model");
  await page.fill("#model-key", KEY);
}

const connected = 'model-panel [data-kind="good"]';

test("the key reaches the endpoint only; after a reload it is asked for again", async () => {
  const { invite } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await chooseEndpoint(page);
  await page.fill("#budget", "300");
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector(connected);
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 90_000 });
  expect([...keysSeen]).toEqual([`Bearer ${KEY}`]);
  // The layout was left open: it was chosen on the participant's own examples, and the page says how each did.
  expect(await page.locator("[data-layout-trial]").count()).toBeGreaterThan(1);
  await page.reload();
  await page.waitForSelector('model-panel p:has-text("kept in memory only")');
  expect(await storedText(page)).not.toContain(KEY);
  // What was reached before the reload is still shown.
  await page.waitForSelector("[data-tuned-prompt]");
});

test("a remembered key opens with its passphrase only", async () => {
  const { invite } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await chooseEndpoint(page);
  await page.check('label:has-text("Remember the key") input');
  await page.fill("#model-passphrase", PASSPHRASE);
  await page.click('button:has-text("Test connection")');
  await page.waitForSelector(connected);
  // A test stores nothing; the run that starts with the model does.
  expect(await storedText(page)).not.toContain("known-model");
  await page.fill("#budget", "300");
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 90_000 });
  expect(await storedText(page)).toContain("known-model");
  expect(await storedText(page)).not.toContain(KEY);

  await page.reload();
  await page.fill("#unlock-passphrase", "wrong");
  await page.click('button:has-text("Unlock the key")');
  await page.waitForSelector('model-panel [role=alert]:has-text("passphrase")');
  await page.fill("#unlock-passphrase", PASSPHRASE);
  await page.click('button:has-text("Unlock the key")');
  await page.waitForSelector(connected);

  // The empty field is no new key: neither this test nor the one after the next reload loses what is stored.
  await page.fill("#model-name", "other-model");
  keysSeen.clear();
  await page.click('button:has-text("Test connection")');
  await expect.poll(() => [...keysSeen]).toEqual([`Bearer ${KEY}`]);
  await page.waitForSelector(connected);
  await page.reload();
  await page.click('button:has-text("Test connection")');
  await page.waitForSelector('model-panel [role=alert]:has-text("unlock it")');
  await page.reload();
  await page.waitForSelector("#unlock-passphrase");
  await page.click("[data-action=forget-key]");
  await page.waitForSelector("#unlock-passphrase", { state: "detached" });
  await page.reload();
  await page.waitForSelector("#model-key");
  expect(await page.locator("#unlock-passphrase").count()).toBe(0);
});

test("a provider is chosen by keyboard, and asked in its own way; its address follows until somebody types one", async () => {
  const { invite } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await page.click('[data-sample="1"]');
  await page.check('input[value="http"]');
  const provider = page.getByLabel("Provider", { exact: true });
  const address = page.getByLabel("Address", { exact: true });
  expect(await provider.inputValue()).toBe("openai-compatible");
  expect(await address.inputValue()).toBe("");
  expect(await address.getAttribute("placeholder")).toBe("https://…/v1");

  await reach(page, "#model-provider");
  await page.keyboard.type("Olla");
  expect(await provider.inputValue()).toBe("ollama");
  expect(await address.inputValue()).toBe("http://127.0.0.1:11434");
  await expect.poll(() => address.getAttribute("placeholder")).toBe("http://127.0.0.1:11434");
  await page.keyboard.press("ArrowDown");
  expect(await address.inputValue()).toBe("http://127.0.0.1:8080/v1");
  // The longest address there is; a key must not go to the provider before.
  await provider.selectOption("azure");
  expect(await address.inputValue()).toBe("");
  await checkScreen(page);
  await address.fill(url);
  await provider.selectOption("gemini");
  await provider.selectOption("ollama");
  expect(await address.inputValue()).toBe(url);

  await page.fill("#model-name", "known-model");
  await page.fill("#model-key", KEY);
  await page.fill("#budget", "300");
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector(connected);
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 90_000 });
  expect([...pathsSeen].sort()).toEqual(["/api/chat", "/api/generate"]);
  expect([...keysSeen]).toEqual([`Bearer ${KEY}`]);
  await page.reload();
  await page.waitForSelector('model-panel p:has-text("kept in memory only")');
  expect(await provider.inputValue()).toBe("ollama");
  expect(await address.inputValue()).toBe(url);
});

test("tokens, money and time are limited by keyboard; the limit that was reached is named, and kept over a reload", async () => {
  const { invite } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await chooseEndpoint(page);
  await reach(page, "run-panel details:has(#limit-tokens) summary");
  await page.keyboard.press("Enter");
  const [tokens, money, minutes] = ["Tokens, at most", "Cost, at most", "Minutes, at most"].map((label) => page.getByLabel(label));
  expect(await money?.isDisabled()).toBe(true);
  expect(await page.textContent("#limit-money-hint")).toContain("Needs the model’s prices");
  await page.click('summary:has-text("Prices")');
  await page.fill("[name=price-input]", "1");
  await page.fill("[name=price-output]", "2");
  await page.click('button:has-text("Test connection")');
  await page.waitForSelector(connected);
  await expect.poll(() => money?.isDisabled()).toBe(false);

  await reach(page, "#limit-tokens");
  await page.keyboard.type("100");
  await reach(page, "#limit-money");
  await page.waitForSelector('[data-forecast] [role=status]:has-text("tokens is probably too small")');
  await page.keyboard.type("2.5");
  await reach(page, "#limit-minutes");
  await page.keyboard.type("-3");
  await page.keyboard.press("Tab");
  expect(await minutes?.inputValue()).toBe("");
  await minutes?.fill("90");
  await tokens?.fill("300000");
  await page.keyboard.press("Tab");
  await page.waitForSelector("[data-forecast]:not(:has([role=status]))");
  await checkScreen(page);

  await page.click("[data-action=start]:enabled");
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 90_000 });
  await page.waitForSelector('live-panel strong:has-text("what is left of the tokens you allowed")');
  expect(await page.locator("[data-action=start]").isDisabled()).toBe(true);
  await page.reload();
  await page.waitForSelector('model-panel p:has-text("kept in memory only")');
  await expect.poll(() => tokens?.inputValue()).toBe("300000");
  expect([await money?.inputValue(), await minutes?.inputValue()]).toEqual(["2.5", "90"]);
  expect(await page.locator("[data-action=start]").isDisabled()).toBe(true);
  await tokens?.fill("400000");
  await page.keyboard.press("Tab");
  await page.waitForSelector("[data-action=start]:enabled");
});

test("after a test that failed, Start tries again", async () => {
  const { invite } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await chooseEndpoint(page);
  refusing = true;
  await page.click('button:has-text("Test connection")');
  await page.waitForSelector("model-panel [role=alert]");
  refusing = false;
  await page.fill("#budget", "300");
  await page.click("[data-action=start]:enabled");
  await page.waitForSelector(connected);
  await page.waitForSelector("[data-tuned-prompt]", { timeout: 90_000 });
  // Chromium itself reports the refused requests.
  system.recording.complaints.length = 0;
});

test("an endpoint that is not there is named", async () => {
  const { invite } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await chooseEndpoint(page);
  await page.fill("#model-url", "http://127.0.0.1:9/v1");
  await page.fill("#model-key", "");
  await page.click('button:has-text("Test connection")');
  await page.waitForSelector("model-panel [role=alert] a[href^='/help#']");
  // Chromium itself reports the refused connections; they went where they were told to go.
  const { complaints, foreign } = system.recording;
  expect(new Set(foreign.map((address) => new URL(address).origin))).toEqual(new Set(["http://127.0.0.1:9"]));
  foreign.length = 0;
  complaints.length = 0;
});

/** Everything in the page's database, as text: bytes count as Latin-1. */
function storedText(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const result = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const db = await result(indexedDB.open("asyndbt"));
    const all = await Promise.all([...db.objectStoreNames].map((name) => result(db.transaction(name).objectStore(name).getAll())));
    return JSON.stringify(all, (_, value) => (value instanceof Uint8Array ? String.fromCharCode(...value) : value));
  });
}

test("an endpoint that answers without CORS headers is told from one that is not there", async () => {
  const { invite } = await system.createSampleTask();
  const page = await system.coldTab(invite);
  await page.click('[data-sample="1"]');
  await page.check('input[value="http"]');
  await page.fill("#model-name", "known-model");
  const link = page.locator("model-panel [role=alert] a[href^='/help#']");
  const testAt = async (address: string, finding: string): Promise<void> => {
    await page.fill("#model-url", address);
    await page.click('button:has-text("Test connection")');
    await expect.poll(() => link.getAttribute("href"), { timeout: 30_000 }).toBe(`/help#${finding}`);
  };
  withoutCors = true;
  try {
    await testAt(`${url}/v1`, "cors");
    // Port 9 is nobody's.
    await testAt("http://127.0.0.1:9/v1", "unreachable");
  } finally {
    withoutCors = false;
  }
  // Chromium itself reports what was blocked.
  const { complaints, foreign } = system.recording;
  expect(complaints.filter((text) => !/CORS policy|net::ERR_/.test(text))).toEqual([]);
  expect(foreign.filter((address) => !address.startsWith("http://127.0.0.1:9/"))).toEqual([]);
  complaints.length = 0;
  foreign.length = 0;
});
