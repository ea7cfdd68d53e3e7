// Requests as no page of ours sends them: each makes an aggregator complain, none has a token that is worth anything.

import { Agent, type ClientRequest, request } from "node:http";
import { connect } from "node:net";

/** In every request: a log that holds it has written down what it must not. */
export const CANARY = "soak-canary-60331";

const PATIENCE_MS = 10_000;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** How one bad request ended: a status, or "cut" where there was no answer to wait for, or "silent". */
export type Ending = number | "cut" | "silent";

/** The n-th of them; the kinds take turns. */
export function badRequest(origin: string, n: number): Promise<Ending> {
  const kind = KINDS[n % KINDS.length] ?? badHost;
  return kind(origin);
}

const headers = { authorization: `Bearer ${CANARY}`, "content-type": "application/json" };

/** Makes the runtime itself print a stack. */
const badHost = (origin: string) => ended(request(`${origin}/api/health`, { agent, headers: { ...headers, host: "a b" } }));
const badMethod = (origin: string) => ended(request(`${origin}/api/tasks`, { agent, headers, method: "MKCOL" }));
const badPath = (origin: string) => ended(request(`${origin}/api/tasks/%zz%00?${CANARY}`, { agent, headers }));
const badBody = (origin: string) => ended(request(`${origin}/api/tasks`, { agent, headers, method: "POST" }), `{"task":"${CANARY}`);
const badUpgrade = (origin: string) =>
  ended(
    request(`${origin}/api/tasks/${"0".repeat(64)}/socket`, {
      agent,
      headers: { ...headers, connection: "upgrade", upgrade: "websocket" },
    }),
  );

/** A body that stops in the middle, and a line that is no request at all. */
const cutOff =
  (text: string) =>
  (origin: string): Promise<Ending> =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(origin);
      const socket = connect(Number(port), hostname, () => socket.end(text));
      socket.setTimeout(PATIENCE_MS, () => socket.destroy());
      socket.on("error", () => undefined).on("close", () => resolve("cut"));
      socket.resume();
    });
const halfBody = cutOff(
  `POST /api/tasks HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${CANARY}\r\nContent-Length: 9000\r\n\r\n{"task":`,
);
const noRequest = cutOff(`${CANARY} \r\n\r\n`);

const KINDS = [badHost, badMethod, badPath, badBody, badUpgrade, halfBody, badHost, noRequest] as const;

function ended(sent: ClientRequest, body = ""): Promise<Ending> {
  return new Promise((resolve) => {
    sent.setTimeout(PATIENCE_MS, () => sent.destroy());
    sent.on("response", (response) => {
      response.resume().on("close", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", () => resolve("silent"));
    sent.end(body);
  });
}
