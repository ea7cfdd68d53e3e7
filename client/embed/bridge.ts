// The messages between a partner's page and the aggregator's page in its frame. Two window messages meet, each checked for window and
// origin; everything else goes over two MessagePorts, one per direction of calls, each behind a guard (guarded-port.ts).

import type { Example } from "./in-page/api.ts";

/** Raised with every change that an older embed.js, which partners may have pinned, could not understand. */
export const BRIDGE = 1;

/** Frame to host, once its script runs. */
export const READY = "asyndbt-ready";
/** Frame to host, instead: the aggregator refuses this host. */
export const REFUSED = "asyndbt-refused";
/** Host to frame, with the two ports: calls of the frame's methods, then calls of the host's. */
export const CONNECT = "asyndbt-connect";

/** What the host's style may change: nothing that could hide what the frame says about consent. */
export const STYLE_PROPERTIES = ["accent", "radius", "font"] as const;
export type FrameStyle = Readonly<Partial<Record<(typeof STYLE_PROPERTIES)[number], string>>>;

export interface FrameSettings {
  readonly invite: string | null;
  readonly seat: string;
  readonly theme: string;
  readonly language: string;
  readonly style: FrameStyle;
}

export type FrameOutcome = { readonly type: "done" } | { readonly type: "failed"; readonly code: string; readonly message: string };

/** What the host may ask of the frame. */
export interface FrameApi {
  configure(settings: FrameSettings): Promise<FrameOutcome>;
  start(): Promise<FrameOutcome>;
  pause(): Promise<FrameOutcome>;
  provideExamples(examples: readonly Example[]): Promise<FrameOutcome>;
}
export const FRAME_METHODS = ["configure", "start", "pause", "provideExamples"] as const satisfies readonly (keyof FrameApi)[];

/** What the frame tells the host. No text of an example, no prompt, no loss, no key has a field here. */
export type FrameEvent =
  /** Somebody has to read and agree before anything starts. */
  | { readonly type: "consent" }
  /** `kept` is false where the browser stores nothing for the frame: closing the page then forgets the participant. */
  | { readonly type: "storage"; readonly kept: boolean }
  | { readonly type: "joined" }
  /** The aggregator took in a contribution. */
  | { readonly type: "contributing"; readonly contributions: number; readonly iteration: number }
  | { readonly type: "progress"; readonly activity: string; readonly queries: number; readonly budgetQueries: number }
  | { readonly type: "finished"; readonly reason: string }
  /** The aggregator, or the person, said no. */
  | { readonly type: "refused"; readonly code: string; readonly message: string }
  /** Something else ended the run, such as the language model. */
  | { readonly type: "failed"; readonly code: string; readonly message: string };

/** What the frame may ask of the host. */
export interface HostApi {
  report(event: FrameEvent): void;
  /** Height of the frame's content. */
  resize(heightPx: number): void;
}
export const HOST_METHODS = ["report", "resize"] as const satisfies readonly (keyof HostApi)[];
