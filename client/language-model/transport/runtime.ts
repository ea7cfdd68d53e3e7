// The surroundings of a language model: the platform, and the facts about device and page that explain why a request fails.

import { ownPlatform, type Platform } from "../../platform/platform.ts";
import { type AnswerWatch, watchHiddenAnswers } from "./hidden-answers.ts";

export interface LanguageModelRuntime extends Platform {
  /** False when the device knows it is offline. Default: unknown, taken as online. */
  readonly online?: () => boolean;
  /** Origin of the page, where there is one: tells a public page from a local one. */
  readonly pageOrigin?: string;
  /** State of the browser's permission to reach the local network. */
  readonly localNetworkPermission?: () => Promise<"granted" | "denied" | "prompt" | "unknown">;
  /** Begins to watch for answers that the page may not look at; undefined where the browser does not tell of them. */
  readonly watchHiddenAnswers?: () => AnswerWatch | undefined;
  readonly onEvent?: (event: LanguageModelEvent) => void;
}

/** What a page may show while it waits. */
export type LanguageModelEvent =
  /** Nothing is sent before `untilMs` (on the runtime's clock). `parked`: the endpoint asked for more than a minute. */
  | { readonly type: "waiting"; readonly reason: string; readonly untilMs: number; readonly parked: boolean }
  /** A model in the tab is being downloaded or loaded. */
  | { readonly type: "loading"; readonly progress: InTabProgress }
  /** The number of requests at a time has changed. */
  | { readonly type: "concurrency"; readonly limit: number };

export type InTabProgress =
  /** `totalBytes` is 0 when the server does not tell. */
  | { readonly type: "downloading"; readonly receivedBytes: number; readonly totalBytes: number }
  | { readonly type: "loading"; readonly sizeBytes: number }
  | { readonly type: "ready"; readonly sizeBytes: number; readonly threads: number };

/** The runtime of a browser's Web Worker or of Node. */
export function platformRuntime(over: Partial<LanguageModelRuntime> = {}): LanguageModelRuntime {
  const navigator = globalThis.navigator;
  const origin = globalThis.location?.origin;
  return {
    ...ownPlatform(),
    online: () => navigator?.onLine !== false,
    ...(origin === undefined ? {} : { pageOrigin: origin }),
    localNetworkPermission,
    watchHiddenAnswers: () => watchHiddenAnswers(),
    ...over,
  };
}

async function localNetworkPermission(): Promise<"granted" | "denied" | "prompt" | "unknown"> {
  // Chromium has used three names for it; the types know none of them.
  for (const name of ["loopback-network", "local-network", "local-network-access"]) {
    try {
      const status = await globalThis.navigator.permissions.query({ name: name as PermissionName });
      return status.state;
    } catch {
      // Unknown name, or no permissions in this runtime.
    }
  }
  return "unknown";
}
