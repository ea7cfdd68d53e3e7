// The real HTTP client connected to a fault server: what the tests of its promises share. Each test file closes what it started.

import { connectLanguageModel } from "../client/language-model/connect.ts";
import type { CapabilityRecord } from "../client/language-model/scoring/capability-record.ts";
import type { ConnectedLanguageModel } from "../client/language-model/scoring/endpoint.ts";
import type { HttpSettings } from "../client/language-model/settings.ts";
import type { Label } from "../shared/prompt/language-model.ts";
import { type Fault, type FaultServer, type FaultServerOptions, startFaultServer } from "./fault-server.ts";
import { TIME_LIMIT_MS, type VirtualRuntime, virtualRuntime } from "./virtual-runtime.ts";

export const KEY = "sk-canary-0123456789";
export const LABELS: readonly Label[] = [
  { name: "good", form: " Great" },
  { name: "bad", form: " Terrible" },
];
export const CANARY = "my private example about the blue heron";
export const prompt = (i: number) => ({ type: "text", text: `${CANARY} ${i}\nSentiment:` }) as const;

/** Spares the probe, so that tests count only what they mean. */
export const EXACT: CapabilityRecord = {
  version: 1,
  dialect: "openai-compatible",
  model: "known-model",
  reportedModel: undefined,
  route: "score",
  rung: "exact",
  layout: "completion",
  topK: 0,
  votes: 1,
  quirks: { tokenLimit: "max_tokens", thinkingOff: -1 },
  sharedFirstTokens: [],
  deterministic: true,
  latencyMs: 1,
};
export const TOP_K: CapabilityRecord = { ...EXACT, route: "completions", rung: "top-k", topK: 20 };

export const FAULTS: readonly Fault[] = [
  ...[408, 409, 425, 429, 500, 502, 503, 504, 529].map((status) => ({ type: "status", status }) as const),
  { type: "status", status: 429, headers: { "retry-after": "300" } },
  { type: "status", status: 503, body: "not json" },
  { type: "truncated" },
  { type: "reset" },
  { type: "hang" },
];

export interface FaultyConnection {
  readonly model: ConnectedLanguageModel;
  readonly server: FaultServer;
  readonly seen: FaultServer["seen"];
  readonly runtime: VirtualRuntime;
  readonly settings: HttpSettings;
}

const open: FaultServer[] = [];

export async function start(
  options: FaultServerOptions,
  settings: Partial<HttpSettings> = {},
  runtime = virtualRuntime(),
): Promise<FaultyConnection> {
  const server = await startFaultServer(options);
  open.push(server);
  const all: HttpSettings = {
    type: "http",
    url: server.url,
    model: "known-model",
    key: KEY,
    timeoutMs: TIME_LIMIT_MS,
    capability: EXACT,
    ...settings,
  };
  return { model: await connectLanguageModel(all, runtime), server, seen: server.seen, runtime, settings: all };
}

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((server) => server.close()));
}
