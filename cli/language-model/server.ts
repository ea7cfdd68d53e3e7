// HTTP around a scorer: routes, limits, and CORS for the one page that may ask.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BadRequest } from "./requests.ts";
import type { LocalScorer } from "./scorer.ts";

export interface ListenSettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** The page that may read answers, e.g. "http://localhost:8787"; none by default. */
  readonly origin: string | undefined;
}

export interface ListeningServer {
  readonly url: string;
  /** Stops listening, drops open connections and waits for them. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 2 ** 20;

export async function listen(scorer: LocalScorer, settings: ListenSettings): Promise<ListeningServer> {
  const server = createServer((request, response) => {
    void answer(scorer, settings.origin, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.port, settings.host, resolve);
  });
  return { url: `http://${urlHost(settings.host)}:${portOf(server)}`, close: () => closeServer(server) };
}

async function answer(scorer: LocalScorer, origin: string | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const cors: Record<string, string> =
    origin === undefined
      ? {}
      : {
          "access-control-allow-origin": origin,
          "access-control-allow-headers": "authorization, content-type",
          "access-control-allow-methods": "GET, POST",
          "access-control-max-age": "600",
          vary: "origin",
        };
  const send = (status: number, body?: object) => {
    response.writeHead(status, { ...cors, ...(body ? { "content-type": "application/json" } : {}) }).end(body && JSON.stringify(body));
  };
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  try {
    if (request.method === "OPTIONS") send(204);
    else send(200, await reply(scorer, request, gone.signal));
  } catch (error) {
    if (response.destroyed) return;
    const refused = error instanceof BadRequest;
    if (!refused) console.error(error instanceof Error ? error.stack : error);
    // A fault's own message may quote a prompt, so only refusals are told in full.
    const told = refused ? error.message : "the model failed; its message is in the server's log";
    send(refused ? error.status : 500, { error: { message: told, type: refused ? "invalid_request_error" : "server_error" } });
  }
}

async function reply(scorer: LocalScorer, request: IncomingMessage, signal: AbortSignal): Promise<object> {
  const { pathname } = new URL(request.url ?? "/", "http://loopback");
  if (request.method === "GET" && pathname === "/health") return { status: "ok", model: scorer.id, engine: scorer.engine };
  if (request.method === "GET" && pathname === "/v1/models")
    return { object: "list", data: [{ id: scorer.id, object: "model", owned_by: "local", engine: scorer.engine }] };
  const route = scorer.routes.get(pathname);
  if (!route) throw new BadRequest("no such route: /health, /v1/models, /v1/score, /v1/completions, /v1/chat/completions", 404);
  if (request.method !== "POST") throw new BadRequest("use POST", 405);
  // Pages may send other types without asking first; this one makes the browser ask.
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? ""))
    throw new BadRequest("content-type must be application/json", 415);
  return route(await readJson(request), signal);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    sizeBytes += bytes.length;
    if (sizeBytes > MAX_BODY_BYTES) throw new BadRequest("the body is over 1 MiB", 413);
    parts.push(bytes);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    throw new BadRequest("the body is not JSON");
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
