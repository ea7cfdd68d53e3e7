// An endpoint ready to be asked: address, credentials and the transport every request passes.

import type { Dialect, Endpoint } from "../dialects/dialect.ts";
import type { ModelReply, Transport } from "../transport/transport.ts";

export interface Connection {
  readonly dialect: Dialect;
  readonly endpoint: Endpoint;
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: Transport;
}

export interface Size {
  readonly promptChars: number;
  readonly completionTokens: number;
}

/** Sends one body and returns the JSON answer, with what it cost. */
export function send(
  connection: Connection,
  request: {
    readonly url: string;
    readonly body?: Readonly<Record<string, unknown>>;
    readonly size: Size;
    readonly onSent?: (() => void) | undefined;
  },
  signal?: AbortSignal,
): Promise<ModelReply> {
  const { url, body, size, onSent } = request;
  const headers = body === undefined ? connection.headers : { ...connection.headers, "content-type": "application/json" };
  return connection.transport(
    { url, headers, ...(body === undefined ? {} : { body }), ...size, readUsage: connection.dialect.readUsage, onSent },
    signal,
  );
}
