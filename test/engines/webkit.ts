// WebKitGTK's MiniBrowser through WebKitWebDriver, on a screen that nobody sees: https://www.w3.org/TR/webdriver2/

import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Engine, heard, type InPage, type Page, programs } from "./engine.ts";

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };
/** Where Debian's library keeps its browser. */
export const miniBrowser = `/usr/lib/${ARCHITECTURES[process.arch]}-linux-gnu/webkit2gtk-4.1/MiniBrowser`;

/** Of what WebDriver answers for an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
/** A page that hangs must fail the test that looks at it, rather than the whole run. */
const PATIENCE_MS = 60_000;

/** `scratch`: for what it keeps and saves. */
export async function openWebKit(program: string, scratch: string): Promise<Engine> {
  // Without a folder for downloads it saves at home.
  const home = join(scratch, "home");
  mkdirSync(home);
  const running = programs();
  const screen = running.start("Xvfb", ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]);
  screen.stderr.resume();
  const display = `:${await heard(screen.stdout, /(\d+)\n/)}`;
  const port = await freePort();
  // Under LANG=C, or C.UTF-8, a page would be told that its language is "C", which no formatter of numbers takes.
  const driver = running.start(program, [`--port=${port}`], {
    DISPLAY: display,
    LANGUAGE: "en_US",
    LANG: "en_US.UTF-8",
    LC_ALL: "en_US.UTF-8",
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
  });
  driver.stdout.resume();
  driver.stderr.resume();
  let address = `http://127.0.0.1:${port}/session`;
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own shape of answer, and a test that misreads one fails
  const send = async (method: string, path: string, body?: object): Promise<any> => {
    const answer = await fetch(address + path, {
      method,
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { value } = await answer.json();
    if (value?.error) throw new Error(`webkit: ${value.message || value.error}`);
    return value;
  };
  const options = { binary: miniBrowser, args: ["--automation"] };
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": options } };
  for (let i = 0; i < 100 && address.endsWith("/session"); i++)
    await send("POST", "", { capabilities }).then(
      ({ sessionId }) => {
        address += `/${sessionId}`;
      },
      () => sleep(100),
    );
  await send("POST", "/timeouts", { script: PATIENCE_MS });
  const top = pageOf(send, async () => void (await send("POST", "/frame", { id: null })));
  return {
    ...top,
    name: "webkit",
    downloads: home,
    go: (url) => send("POST", "/url", { url }),
    back: () => send("POST", "/back", {}),
    reload: () => send("POST", "/refresh", {}),
    frame: async (find) =>
      pageOf(send, async () => {
        await send("POST", "/frame", { id: null });
        const element = await send("POST", "/execute/sync", { script: `return (${find})()`, args: [] });
        await send("POST", "/frame", { id: element });
      }),
    async close() {
      // A driver that is only killed leaves its browser behind.
      await send("DELETE", "").catch(() => undefined);
      await running.end();
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: as above
type Send = (method: string, path: string, body?: object) => Promise<any>;

/** `enter`: makes the document the one that commands are about. */
function pageOf(send: Send, enter: () => Promise<void>): Page {
  const find = async (value: string): Promise<string> => (await send("POST", "/element", { using: "css selector", value }))[ELEMENT];
  return {
    async run<A extends readonly unknown[], T>(work: InPage<A, T>, ...args: A): Promise<T> {
      await enter();
      const script = `const done = arguments[arguments.length - 1];
        Promise.resolve().then(() => (${work})(...arguments[0])).then((value) => done({ value: value ?? null }), (error) => done({ error: String(error) }));`;
      const { value, error } = await send("POST", "/execute/async", { script, args: [args] });
      if (error) throw new Error(`webkit: ${error}`);
      return value;
    },
    async click(css) {
      await enter();
      await send("POST", `/element/${await find(css)}/click`, {});
    },
    async choose(css, path) {
      await enter();
      await send("POST", `/element/${await find(css)}/value`, { text: path });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function hasMiniBrowser(): boolean {
  return existsSync(miniBrowser);
}
