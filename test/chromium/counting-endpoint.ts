// A language model's endpoint that remembers which prompts it answered, and can be told to hold its answers back.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mockAnswer, textOfBody } from "../mock-provider.ts";

export interface CountingEndpoint {
  readonly origin: string;
  /** Prompts with the word, and how often each was answered. */
  readonly answered: ReadonlyMap<string, number>;
  /** Answers sent in all. */
  readonly count: number;
  /** Answers `more` prompts, then none; resolves when the next one waits and everything before it was sent. */
  holdAfter(more: number): Promise<void>;
  /** Forgets what it answered. */
  reset(): void;
  /** Answers again, once nobody waits any more for what was held back: a page that is ending may still send what it had queued. */
  release(): Promise<void>;
  close(): void;
}

/** Longer than a browser takes to notice that a tab's requests are of no use any more. */
const QUIET_MS = 300;

/** `word`: only prompts that hold it are counted, so that probes are left out. */
export async function startCountingEndpoint(word: string): Promise<CountingEndpoint> {
  const answered = new Map<string, number>();
  let count = 0;
  let left = Number.POSITIVE_INFINITY;
  let inFlight = 0;
  let waiting = 0;
  let lastHeldMs = 0;
  let reached: (() => void) | undefined;
  const server = createServer(async (request, response) => {
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, content-type" };
    if (request.method === "OPTIONS") return void response.writeHead(204, { ...cors, "access-control-max-age": "600" }).end();
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const body: Record<string, unknown> = text === "" ? {} : JSON.parse(text);
    const prompt = textOfBody(body);
    const counts = prompt.includes(word);
    if (counts && left <= 0) {
      waiting++;
      lastHeldMs = Date.now();
      response.on("close", () => waiting--);
      if (inFlight === 0) reached?.();
      return;
    }
    if (counts) {
      left--;
      inFlight++;
    }
    const { status, body: answer } = mockAnswer({ path: request.url ?? "", body }, { routes: ["/completions", "/models"] });
    response.writeHead(status, { ...cors, "content-type": "application/json" }).end(JSON.stringify(answer), () => {
      if (!counts) return;
      inFlight--;
      count++;
      answered.set(prompt, (answered.get(prompt) ?? 0) + 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return {
    origin: `http://127.0.0.1:${port}`,
    answered,
    get count() {
      return count;
    },
    holdAfter(more) {
      left = more;
      return new Promise((resolve) => {
        reached = resolve;
      });
    },
    reset() {
      answered.clear();
      count = 0;
    },
    async release() {
      while (waiting > 0 || Date.now() - lastHeldMs < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 10));
      left = Number.POSITIVE_INFINITY;
      reached = undefined;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
