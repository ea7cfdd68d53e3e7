// A real HTTP server on loopback that answers as language-model providers do (see mock-provider.ts), and fails as they do.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type MockAnswer, type MockOptions, mockAnswer } from "./mock-provider.ts";

export type Fault =
  | { readonly type: "status"; readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  | { readonly type: "truncated" }
  | { readonly type: "reset" }
  | { readonly type: "hang" }
  | { readonly type: "late"; readonly afterMs: number }
  | { readonly type: "redirect" }
  | { readonly type: "html" }
  | { readonly type: "reply"; readonly body: unknown; readonly contentType?: string };

export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
}

export interface FaultServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Most requests that were being answered at the same time. */
  readonly mostAtOnce: () => number;
  close(): Promise<void>;
}

export interface FaultServerOptions extends MockOptions {
  /** What goes wrong with the n-th request, from 0. */
  readonly fault?: (n: number, request: SeenRequest) => Fault | undefined;
}

const listeners = new Set<() => void>();

/** Called whenever a request is left without an answer, until the returned function is called. */
export function onHang(heard: () => void): () => void {
  listeners.add(heard);
  return () => void listeners.delete(heard);
}

export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const seen: SeenRequest[] = [];
  const sockets = new Set<import("node:net").Socket>();
  let answering = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    // As providers that allow browsers do; Node sends no Origin.
    if (request.headers.origin) {
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-headers", "authorization, content-type");
      response.setHeader("access-control-expose-headers", "retry-after");
    }
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    answering++;
    most = Math.max(most, answering);
    response.once("close", () => answering--);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString("utf8");
    const one: SeenRequest = { path: request.url ?? "", headers: request.headers, body: text === "" ? {} : JSON.parse(text) };
    const n = seen.push(one) - 1;
    respond(response, options.fault?.(n, one), () => mockAnswer(one, options));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  return {
    url: `http://127.0.0.1:${port}/v1`,
    seen,
    mostAtOnce: () => most,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function respond(response: ServerResponse, fault: Fault | undefined, answer: () => MockAnswer): void {
  const json = (status: number, body: unknown, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
  switch (fault?.type) {
    case undefined: {
      const { status, body } = answer();
      json(status, body);
      return;
    }
    case "status":
      json(fault.status, fault.body ?? { error: { message: "Bearer sk-canary said: wonderful music", type: "some_error" } }, fault.headers);
      return;
    case "truncated": {
      const text = JSON.stringify(answer().body);
      return void response.writeHead(200, { "content-type": "application/json" }).end(text.slice(0, text.length / 2));
    }
    case "reset":
      return void response.socket?.destroy();
    case "hang":
      for (const heard of [...listeners]) heard();
      return;
    case "late":
      setTimeout(() => {
        const { status, body } = answer();
        json(status, body);
      }, fault.afterMs);
      return;
    case "redirect":
      json(307, {}, { location: "http://127.0.0.1:9/v1/elsewhere" });
      return;
    case "html":
      return void response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>");
    case "reply":
      return void response
        .writeHead(200, { "content-type": fault.contentType ?? "application/json" })
        .end(typeof fault.body === "string" ? fault.body : JSON.stringify(fault.body));
  }
}
