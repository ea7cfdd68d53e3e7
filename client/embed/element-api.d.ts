// The exports of embed.js besides the types of in-page mode. The build serves them behind those, as embed.d.ts.

import type { Example, Participant, ParticipantOptions } from "./in-page/api.ts";

/** Sends nothing before start(). Throws a TypeError when something is missing. */
export declare function createParticipant(options: ParticipantOptions): Participant;

/** Why a participant cannot go on. `code` is stable: never branch on the message. */
export declare class EmbedError extends Error {
  readonly name: "EmbedError";
  readonly code: string;
  constructor(code: string, message: string);
}

export declare const version: string;

export type ParticipantOutcome = { readonly type: "done" } | { readonly type: "failed"; readonly code: string; readonly message: string };

/** What each event of the element carries in `detail`. */
export interface ParticipantEvents {
  /** Somebody has to read and agree before anything starts. */
  readonly consent: Record<never, never>;
  /** `kept` is false where the browser stores nothing for the frame. */
  readonly storage: { readonly kept: boolean };
  readonly joined: Record<never, never>;
  readonly contributing: { readonly contributions: number; readonly iteration: number };
  readonly progress: { readonly activity: string; readonly queries: number; readonly budgetQueries: number };
  readonly finished: { readonly reason: string };
  readonly refused: { readonly code: string; readonly message: string };
  readonly failed: { readonly code: string; readonly message: string };
}

/** <asyndbt-participant task invite aggregator seat theme lang>, styled with --asyndbt-accent, --asyndbt-radius and --asyndbt-font. */
export declare class AsyndbtParticipantElement extends HTMLElement {
  readonly status: { [T in keyof ParticipantEvents]: { readonly type: T } & ParticipantEvents[T] }[keyof ParticipantEvents] | null;
  start(): Promise<ParticipantOutcome>;
  pause(): Promise<ParticipantOutcome>;
  /** Hands over examples that the page has anyway. */
  provideExamples(examples: readonly Example[]): Promise<ParticipantOutcome>;
  addEventListener<T extends keyof ParticipantEvents>(
    type: T,
    listener: (event: CustomEvent<ParticipantEvents[T]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "asyndbt-participant": AsyndbtParticipantElement;
  }
}
