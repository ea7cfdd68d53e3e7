// Firefox through WebDriver BiDi, which it speaks itself over a WebSocket: https://w3c.github.io/webdriver-bidi/

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "ws";
import { type Engine, heard, type Page, programs } from "./engine.ts";

/** Saved files go where the test looks, and nothing asks or reports home. */
const preferences = (downloads: string) => ({
  "browser.download.folderList": 2,
  "browser.download.dir": downloads,
  "browser.download.useDownloadDir": true,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
  "app.update.enabled": false,
});

/** `scratch`: for its profile and what it saves. */
export async function openFirefox(program: string, scratch: string): Promise<Engine> {
  const [profile, downloads] = [join(scratch, "profile"), join(scratch, "downloads")];
  for (const folder of [profile, downloads]) mkdirSync(folder, { recursive: true });
  const lines = Object.entries(preferences(downloads)).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const running = programs();
  const browser = running.start(program, ["--headless", "--profile", profile, "--remote-debugging-port", "0"], {
    LANGUAGE: "en_US",
    LANG: "en_US.UTF-8",
  });
  browser.stdout.resume();
  const send = await connect(`${await heard(browser.stderr, /BiDi listening on (ws:\S+)\s/)}/session`);
  await send("session.new", { capabilities: {} });
  const { context } = await send("browsingContext.create", { type: "tab" });
  return {
    ...pageOf(send, context),
    name: "firefox",
    downloads,
    go: async (url) => void (await send("browsingContext.navigate", { context, url, wait: "complete" })),
    back: async () => void (await send("browsingContext.traverseHistory", { context, delta: -1 })),
    reload: async () => void (await send("browsingContext.reload", { context, wait: "complete" })),
    async frame(find) {
      const functionDeclaration = `() => (${find})().contentWindow`;
      const found = await send("script.callFunction", { functionDeclaration, awaitPromise: false, target: { context } });
      return pageOf(send, found.result.value.context);
    },
    async close() {
      await send("browser.close", {}).catch(() => undefined);
      await running.end();
    },
  };
}

/** What BiDi answers is loose, and read where it is used. */
// biome-ignore lint/suspicious/noExplicitAny: each command has its own shape of answer, and a test that misreads one fails
type Send = (method: string, params: object) => Promise<any>;

async function connect(address: string): Promise<Send> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  socket.on("message", (data) => {
    const { id, type, result, error, message } = JSON.parse(String(data));
    if (type === "success") waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(`${error}: ${message}`));
    waiting.delete(id);
  });
  let sent = 0;
  return (method, params) =>
    new Promise((resolve, reject) => {
      const id = sent++;
      waiting.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, method, params }));
    });
}

function pageOf(send: Send, context: string): Page {
  const find = async (value: string): Promise<{ sharedId: string }> => {
    const { nodes } = await send("browsingContext.locateNodes", { context, locator: { type: "css", value } });
    if (nodes.length === 0) throw new Error(`firefox: there is no ${value}`);
    return { sharedId: nodes[0].sharedId };
  };
  return {
    async run(work, ...args) {
      const expression = `Promise.resolve((${work})(...${JSON.stringify(args)})).then((value) => JSON.stringify(value ?? null))`;
      const { type, result, exceptionDetails } = await send("script.evaluate", { target: { context }, awaitPromise: true, expression });
      if (type === "exception") throw new Error(`firefox: ${exceptionDetails.text}`);
      return JSON.parse(result.value);
    },
    async click(css) {
      const actions = [
        { type: "pointerMove", x: 0, y: 0, origin: { type: "element", element: await find(css) } },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ];
      await send("input.performActions", { context, actions: [{ type: "pointer", id: "mouse", actions }] });
    },
    async choose(css, path) {
      await send("input.setFiles", { context, element: await find(css), files: [path] });
    },
  };
}
