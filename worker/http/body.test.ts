// A body is counted while it arrives.

import * as v from "valibot";
import { expect, test } from "vitest";
import { readBody } from "./body.ts";

const schema = v.strictObject({ a: v.string() });

function requestOf(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request("https://aggregator.test/", { method: "POST", body, headers });
}

async function codeOf(request: Request, limits = {}): Promise<string> {
  const body = await readBody(request, schema, limits);
  return body.ok ? "ok" : body.refusal.code;
}

test("[P5] a body in many chunks and without a length is stopped at the limit, and the stream is cancelled", async () => {
  let sent = 0;
  let cancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 100;
      controller.enqueue(new Uint8Array(100).fill(32));
    },
    cancel() {
      cancelled = true;
    },
  });
  expect(await codeOf(requestOf(endless), { maxBytes: 1_000 })).toBe("too-large");
  expect(cancelled).toBe(true);
  expect(sent).toBeLessThan(2_000);
});

test("[P5] a body that does not arrive is not waited for", async () => {
  const silent = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
  expect(await codeOf(requestOf(silent), { deadlineMs: 1 })).toBe("too-slow");
});

test("[P5] exactly the limit is read; encodings, wrong UTF-8 and emptiness are refused", async () => {
  const text = JSON.stringify({ a: "é" });
  const size = new TextEncoder().encode(text).length;
  expect(await codeOf(requestOf(text), { maxBytes: size })).toBe("ok");
  expect(await codeOf(requestOf(text), { maxBytes: size - 1 })).toBe("too-large");
  expect(await codeOf(requestOf(text, { "content-encoding": "gzip" }))).toBe("unsupported-encoding");
  expect(await codeOf(requestOf(Uint8Array.of(0x7b, 0xff, 0x7d)))).toBe("malformed");
  expect(await codeOf(requestOf(`\uFEFF${text}`))).toBe("malformed");
  expect(await codeOf(new Request("https://aggregator.test/", { method: "POST" }))).toBe("malformed");
});
