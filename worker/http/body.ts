// Reads a request's body, counts its bytes and sets a deadline. It does not trust the length that the client states.

import type * as v from "valibot";
import { pack } from "../ledger/packing.ts";
import { type Result, refused } from "../result.ts";
import { parseStrict } from "../strict-json.ts";

/** The largest body is a new task, which is stored in one row. A row holds 2 MB. */
export const MAX_BODY_BYTES = 1_900_000;
const DEADLINE_MS = 10_000;

export interface BodyLimits {
  readonly maxBytes?: number;
  readonly deadlineMs?: number;
}

/** Returns the body as a message of `schema`, or a refusal. At either limit it cancels the stream. */
export async function readBody<S extends v.GenericSchema>(
  request: Request,
  schema: S,
  { maxBytes = MAX_BODY_BYTES, deadlineMs = DEADLINE_MS }: BodyLimits = {},
): Promise<Result<v.InferOutput<S>>> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity") return refused("unsupported-encoding", "content-encoding must be absent");
  if (!request.body) return refused("malformed", "the body is empty");
  const bytes = await readBytes(request.body, maxBytes, deadlineMs);
  if (bytes === "too-large") return refused("too-large", `a body may have ${maxBytes} bytes`);
  if (bytes === "too-slow") return refused("too-slow", `a body must arrive within ${deadlineMs} ms`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refused("malformed", "not valid UTF-8");
  }
  return parseStrict(schema, text);
}

async function readBytes(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  deadlineMs: number,
): Promise<Uint8Array | "too-large" | "too-slow"> {
  const reader = body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<"too-slow">((resolve) => {
    timer = setTimeout(() => resolve("too-slow"), deadlineMs);
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const next = await Promise.race([reader.read(), deadline]);
      if (next === "too-slow") return await stop(reader, "too-slow");
      if (next.done) return pack(chunks);
      size += next.value.length;
      if (size > maxBytes) return await stop(reader, "too-large");
      chunks.push(next.value);
    }
  } finally {
    if (timer !== undefined) clearTimeout(timer);
  }
}

async function stop<T>(reader: ReadableStreamDefaultReader<Uint8Array>, reason: T): Promise<T> {
  await reader.cancel();
  return reason;
}
