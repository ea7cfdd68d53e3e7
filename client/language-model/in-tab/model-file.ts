// The model's file: the one the user chose, or one that is downloaded once and kept in this origin's Cache Storage. A download that ends
// early leaves nothing behind.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { InTabProgress } from "../transport/runtime.ts";

const CACHE = "asyndbt-models";
const MAGIC = "GGUF";
const MAX_BYTES = 2 ** 31;
const SAMPLE_BYTES = 2 ** 20;

export interface ModelFile {
  readonly blob: Blob;
  readonly name: string;
  /** Short digest of the size and both ends of the file: tells two models apart without reading gigabytes. */
  readonly fingerprint: string;
}

interface OpenOptions {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly onProgress: (progress: InTabProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** @throws LanguageModelError when the file cannot be had or is no GGUF. */
export async function openModelFile(source: Blob | string, options: OpenOptions): Promise<ModelFile> {
  const blob = typeof source === "string" ? await cachedDownload(source, options) : source;
  const magic = await blob.slice(0, MAGIC.length).text();
  if (magic !== MAGIC || blob.size > MAX_BYTES) {
    if (typeof source === "string") await forgetModel(source);
    throw new LanguageModelError("invalid-settings", {
      detail: magic === MAGIC ? "the model is larger than 2 GB" : "the file is no GGUF model",
    });
  }
  return { blob, name: nameOf(source), fingerprint: await fingerprintOf(blob) };
}

/** Removes a downloaded model from this browser. */
export async function forgetModel(url: string): Promise<boolean> {
  return (await modelCache())?.delete(url) ?? false;
}

async function cachedDownload(url: string, options: OpenOptions): Promise<Blob> {
  const cache = await modelCache();
  const kept = await cache?.match(url);
  if (kept) return kept.blob();
  const response = await request(url, options);
  const counted = countBytes(response, options.onProgress);
  if (!cache) return interrupted(counted.blob(), url, options.signal);
  await interrupted(cache.put(url, counted), url, options.signal);
  const stored = await cache.match(url);
  if (!stored) throw new LanguageModelError("invalid-settings", { detail: "this browser keeps no downloads" });
  return stored.blob();
}

async function request(url: string, { fetch, signal }: OpenOptions): Promise<Response> {
  let host: string;
  try {
    host = new URL(url).host;
  } catch {
    throw new LanguageModelError("invalid-settings", { detail: "the model's address is not a URL" });
  }
  const init: RequestInit = { credentials: "omit", referrerPolicy: "no-referrer", ...(signal ? { signal } : {}) };
  const response = await interrupted(fetch(url, init), url, signal);
  if (response.ok && response.body) return response;
  await response.body?.cancel();
  throw new LanguageModelError(response.status === 404 ? "not-found" : "server-error", {
    detail: `${host}, ${response.status}`,
    status: response.status,
  });
}

/** The caller's own abort stays an abort; everything else that ends a download is told as one. */
async function interrupted<T>(step: Promise<T>, url: string, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await step;
  } catch (error) {
    signal?.throwIfAborted();
    const full = error instanceof DOMException && error.name === "QuotaExceededError";
    if (full) throw new LanguageModelError("invalid-settings", { detail: "this browser has not enough storage for the model" });
    throw new LanguageModelError("unreachable", { detail: `download from ${new URL(url).host}`, retryable: true });
  }
}

function countBytes(response: Response, onProgress: OpenOptions["onProgress"]): Response {
  const totalBytes = Number(response.headers.get("content-length") ?? 0);
  let receivedBytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      receivedBytes += chunk.length;
      onProgress({ type: "downloading", receivedBytes, totalBytes });
      controller.enqueue(chunk);
    },
    flush(controller) {
      // A connection that breaks can look like an end.
      if (totalBytes > 0 && receivedBytes < totalBytes && !response.headers.has("content-encoding"))
        controller.error(new TypeError("ended early"));
    },
  });
  return new Response(response.body?.pipeThrough(counter) ?? null, { headers: { "content-type": "application/octet-stream" } });
}

/** Undefined where pages have no Cache Storage: on plain http, and in some private windows. */
async function modelCache(): Promise<Cache | undefined> {
  return globalThis.caches?.open(CACHE).catch(() => undefined);
}

async function fingerprintOf(blob: Blob): Promise<string> {
  const ends = new Blob([blob.slice(0, SAMPLE_BYTES), blob.slice(-SAMPLE_BYTES), String(blob.size)]);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await ends.arrayBuffer()));
  return Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function nameOf(source: Blob | string): string {
  const path = typeof source === "string" ? new URL(source).pathname : source instanceof File ? source.name : "";
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.gguf$/i, "") || "model";
}
