// The aggregator as the simulation sees it: texts in, texts out, through the production messages and the production event function. What the
// Durable Object adds (storage, tokens, rates) is left out; what it promises (each contribution once, repeats answered alike) is kept.

import * as v from "valibot";
import { type AggregatorEvent, applyEvent, initialAggregatorState, type MergeReply } from "../algorithm/aggregator/aggregator.ts";
import { viewFor } from "../algorithm/aggregator/consensus-step.ts";
import { checkContribution } from "../algorithm/aggregator/contribution-check.ts";
import type { Settings } from "../algorithm/settings.ts";
import type { AggregatorState } from "../algorithm/state.ts";
import { levelDigest } from "../algorithm/state-digest.ts";
import type { SearchSpace } from "../prompt/search-space.ts";
import { decodeContribution, encodeLevel, encodeView } from "../protocol/codec.ts";
import { type ContributeMessage, type Downlink, PROTOCOL_VERSION, uplinkSchema } from "../protocol/messages.ts";

/** A message on its way to a participant. */
export interface Envelope {
  readonly participant: string;
  readonly text: string;
}

export interface SimulatedAggregator {
  readonly state: AggregatorState;
  /** Everything that happened, in order: applying it to the initial state again gives the same bits. */
  readonly log: readonly AggregatorEvent[];
  /** Contributions that were refused, by code; repeats are answered, not refused. */
  readonly refused: Readonly<Record<string, number>>;
  /** A socket opens: joins, or wakes who was suspended, and says where the participant stands. */
  connect(participant: string): readonly Envelope[];
  receive(participant: string, text: string): readonly Envelope[];
  /** The lease ran out. */
  suspend(participant: string): readonly Envelope[];
  /** With the barrier: from an iteration that is to update the polytope until `release`, nobody is answered and nothing taken in. */
  readonly held: boolean;
  /** Updates the polytope by `shape`, answers, and takes in what waited, until it is held again. */
  release(shape: (state: AggregatorState) => AggregatorState): readonly Envelope[];
}

export interface SimulatedAggregatorOptions {
  /** Called after each event with the state before and after. */
  readonly onEvent: (event: AggregatorEvent, before: AggregatorState, after: AggregatorState) => void;
  /** `polytope`: updates of the polytope wait for `release`, and the log alone does not replay. */
  readonly barrier: "none" | "polytope";
}

export function createSimulatedAggregator(
  space: SearchSpace,
  settings: Settings,
  { onEvent, barrier }: SimulatedAggregatorOptions,
): SimulatedAggregator {
  const production = barrier === "polytope" ? { ...settings, cutUntil: 0 } : settings;
  const inbox: (() => readonly Envelope[])[] = [];
  let held: readonly MergeReply[] | null = null;
  let state = initialAggregatorState(space);
  const log: AggregatorEvent[] = [];
  const refused: Record<string, number> = {};
  const answers = new Map<string, { readonly epoch: number; readonly seq: number; readonly text: string }>();

  const apply = (event: AggregatorEvent): readonly Envelope[] => {
    const before = state;
    const outcome = applyEvent(space, production, state, event);
    state = outcome.state;
    log.push(event);
    onEvent(event, before, state);
    const cut = state.iteration > before.iteration && state.iteration % settings.cutPeriod === 0 && before.iteration < settings.cutUntil;
    if (barrier === "none" || !cut) return outcome.replies.map(answered);
    held = outcome.replies;
    return [];
  };
  const presence = (): { live: number; joined: number } => ({
    live: state.participants.filter(({ status }) => status === "live").length,
    joined: state.participants.length,
  });
  const answered = ({ participant, view, ...rest }: MergeReply): Envelope => {
    const message: Downlink = { type: "merged", ...rest, view: encodeView(view), presence: presence() };
    const text = JSON.stringify(message);
    answers.set(participant, { epoch: rest.epoch, seq: rest.seq, text });
    return { participant, text };
  };
  const countRefusal = (code: string): void => {
    refused[code] = (refused[code] ?? 0) + 1;
  };
  const recordOf = (participant: string) => state.participants.find(({ id }) => id === participant);

  const contribute = (participant: string, message: ContributeMessage): readonly Envelope[] => {
    const { epoch, seq } = message;
    const earlier = answers.get(participant);
    if (earlier && earlier.epoch === epoch && earlier.seq === seq) return [{ participant, text: earlier.text }];
    const record = recordOf(participant);
    if (record?.active && record.epoch === epoch && record.seq === seq) return [said(participant, { type: "received", epoch, seq })];
    const contribution = decodeContribution(message, participant);
    const fault = contribution ? checkContribution(space, settings, state, contribution) : ({ code: "malformed" } as const);
    if (fault || !contribution) {
      const code = fault?.code ?? "malformed";
      countRefusal(code);
      return [said(participant, { type: "refused", seq, code, detail: "" })];
    }
    const replies = apply({ type: "contribute", contribution });
    const own = replies.some((reply) => reply.participant === participant);
    return own ? replies : [said(participant, { type: "received", epoch, seq }), ...replies];
  };

  const whenReleased = (act: () => readonly Envelope[]): readonly Envelope[] => {
    if (held === null) return act();
    inbox.push(act);
    return [];
  };
  const welcomed = (participant: string): readonly Envelope[] => {
    const record = recordOf(participant);
    if (!record) throw new RangeError(`${participant} is not there after joining`);
    const { epoch, seq, level, offered } = record;
    const welcome: Downlink = {
      type: "welcome",
      protocol: PROTOCOL_VERSION,
      participant,
      epoch,
      seq,
      digest: levelDigest(level),
      phase: "open",
      view: encodeView(offered),
      presence: presence(),
    };
    return [said(participant, welcome)];
  };
  const receive = (participant: string, text: string): readonly Envelope[] => {
    const message = v.safeParse(uplinkSchema, JSON.parse(text));
    if (message.success && message.output.type === "contribute") return contribute(participant, message.output);
    if (message.success && message.output.type === "leave") {
      return apply({ type: message.output.withdraw ? "withdraw" : "leave", participant });
    }
    const record = recordOf(participant);
    if (message.success && message.output.type === "resync" && record) {
      const { epoch, seq, level, offered } = record;
      return [said(participant, { type: "state", epoch, seq, ...encodeLevel(level), view: encodeView(offered) })];
    }
    countRefusal("malformed");
    return [said(participant, { type: "refused", code: "malformed", detail: "" })];
  };

  return {
    get state() {
      return state;
    },
    get held() {
      return held !== null;
    },
    log,
    refused,
    connect(participant) {
      const known = recordOf(participant);
      const replies = known
        ? known.status === "suspended"
          ? apply({ type: "resume", participant })
          : []
        : apply({ type: "join", participant });
      return [...replies, ...whenReleased(() => welcomed(participant))];
    },
    receive: (participant, text) => whenReleased(() => receive(participant, text)),
    suspend(participant) {
      return recordOf(participant)?.status === "live" ? apply({ type: "suspend", participant }) : [];
    },
    release(shape) {
      state = shape(state);
      const replies = (held ?? []).map((reply) => {
        const record = recordOf(reply.participant);
        if (!record) return reply;
        const view = viewFor(space, state, record);
        const participants = state.participants.map((other) => (other.id === record.id ? { ...record, offered: view } : other));
        state = { ...state, participants };
        return { ...reply, view };
      });
      held = null;
      const envelopes = replies.map(answered);
      while (held === null) {
        const act = inbox.shift();
        if (!act) break;
        envelopes.push(...act());
      }
      return envelopes;
    },
  };
}

function said(participant: string, message: Downlink): Envelope {
  return { participant, text: JSON.stringify(message) };
}
