// Votes on public texts: what one voter may say, how votes are counted, and which labels they decide ([A50b], [A51], [A51a], [A52],
// [A52a]). Everything here follows from the state, so that a replayed log decides the same.

import { NO_LABEL } from "../../prompt/public-texts.ts";
import type { SearchSpace } from "../../prompt/search-space.ts";
import type { Settings } from "../settings.ts";
import type { AggregatorState, ParticipantRecord, VotesState } from "../state.ts";

/** The owner has not decided about a text: the votes do. */
export const BY_VOTES = -2;

/** More than this share of the round's voters must give a label, if the settings name no other: a third of liars decides nothing alone. */
const VOTE_QUORUM = 1 / 3;
/** The lead over the label in second place, if the settings name no other. */
const VOTE_MARGIN = 1;
/** However few voters there are, one vote decides nothing. */
const VOTES_LEAST = 2;

export interface VoteEvent {
  readonly type: "vote";
  readonly participant: string;
  readonly round: number;
  /** A class per public text, or NO_LABEL to abstain. Shape [texts]. */
  readonly labels: Int8Array;
}

/** The reason why a vote cannot be counted. The codes are those of shared/protocol/refusal.ts. */
export type VoteFault =
  | { readonly code: "unknown-participant" | "already-voted" }
  | { readonly code: "wrong-round"; readonly round: number }
  | { readonly code: "wrong-shape" | "out-of-range"; readonly detail: string };

/** How one public text stands. */
export interface TextTally {
  /** Votes of this round by class. Shape [labels]. */
  readonly counts: readonly number[];
  /** Voters of this round that gave no label. */
  readonly abstained: number;
  /** The lead of the label with most votes over the next; 0 for a tie. */
  readonly margin: number;
  /** The class that the text is a demonstration of, or NO_LABEL. */
  readonly decision: number;
  /** Who decided: this round's votes, those of an earlier round, the owner, or nobody yet. */
  readonly by: "votes" | "earlier" | "owner" | "none";
}

/** The first round is open from the beginning. undefined for a task without public texts. */
export function initialVotes({ task }: SearchSpace): VotesState | undefined {
  const texts = task.publicTexts?.length;
  if (texts === undefined) return undefined;
  return { round: 1, settled: new Int8Array(texts).fill(NO_LABEL), byOwner: new Int8Array(texts).fill(BY_VOTES) };
}

/** Checks a vote before it is applied. undefined means that it may be counted. A repeat of the same vote is the caller's matter. */
export function checkVote({ task }: SearchSpace, state: AggregatorState, vote: Omit<VoteEvent, "type">): VoteFault | undefined {
  const { votes } = state;
  const record = state.participants.find(({ id }) => id === vote.participant);
  if (!record) return { code: "unknown-participant" };
  if (!votes) return { code: "wrong-shape", detail: "the task has no public texts" };
  const texts = votes.settled.length;
  if (vote.labels.length !== texts) return { code: "wrong-shape", detail: `labels: expected ${texts} entries, got ${vote.labels.length}` };
  if (vote.round !== votes.round) return { code: "wrong-round", round: votes.round };
  const fits = (label: number): boolean => label >= NO_LABEL && label < task.labels.length;
  if (!vote.labels.every(fits)) return { code: "out-of-range", detail: `labels must lie in [-1, ${task.labels.length - 1}]` };
  return record.ballot?.round === votes.round ? { code: "already-voted" } : undefined;
}

/** Counts a vote that was checked. */
export function withBallot(record: ParticipantRecord, { round, labels }: VoteEvent): ParticipantRecord {
  return { ...record, ballot: { round, labels } };
}

/** How every public text stands, in the task's order. Empty for a task without public texts. Cost: participants x texts. */
export function tallyVotes({ task }: SearchSpace, settings: Settings, state: AggregatorState): readonly TextTally[] {
  const { votes } = state;
  if (!votes) return [];
  const ballots = ballotsOf(state);
  const { voteQuorum = VOTE_QUORUM, voteMargin = VOTE_MARGIN } = settings;
  return Array.from(votes.settled, (settled, text): TextTally => {
    const counts = task.labels.map((_, label) => ballots.filter((labels) => labels[text] === label).length);
    const [most = 0, second = 0] = [...counts].sort((a, b) => b - a);
    const margin = most - second;
    const reached = most >= VOTES_LEAST && most > voteQuorum * ballots.length && margin >= voteMargin;
    const abstained = ballots.length - counts.reduce((sum, count) => sum + count, 0);
    const byOwner = votes.byOwner[text] ?? BY_VOTES;
    const standing = { counts, abstained, margin };
    if (byOwner !== BY_VOTES) return { ...standing, decision: byOwner, by: "owner" };
    if (reached) return { ...standing, decision: counts.indexOf(most), by: "votes" };
    return { ...standing, decision: settled, by: settled === NO_LABEL ? "none" : "earlier" };
  });
}

/** The class of each public text by the votes and the owner, or NO_LABEL. Shape [texts]. */
export function decidedLabels(space: SearchSpace, settings: Settings, state: AggregatorState): Int8Array {
  return Int8Array.from(tallyVotes(space, settings, state), ({ decision }) => decision);
}

/** Voters of the present round. */
export function ballotsOf({ votes, participants }: AggregatorState): readonly Int8Array[] {
  return participants.flatMap(({ ballot }) => (ballot && ballot.round === votes?.round ? [ballot.labels] : []));
}

/** Everybody may vote anew. What the rounds so far decided stands until this one decides otherwise. @throws RangeError without texts. */
export function withNextRound(space: SearchSpace, settings: Settings, state: AggregatorState): AggregatorState {
  const votes = votesOf(state);
  const settled = Int8Array.from(tallyVotes(space, settings, state), ({ decision, by }, text) =>
    by === "owner" ? (votes.settled[text] ?? NO_LABEL) : decision,
  );
  return { ...state, votes: { ...votes, round: votes.round + 1, settled } };
}

/**
 * The owner gives a text a class, takes it out (NO_LABEL), or leaves it to the votes again (BY_VOTES). @throws RangeError without texts.
 */
export function withOwnersLabel(
  state: AggregatorState,
  { text, label }: { readonly text: number; readonly label: number },
): AggregatorState {
  const votes = votesOf(state);
  if (text < 0 || text >= votes.byOwner.length) throw new RangeError(`text must lie in [0, ${votes.byOwner.length - 1}], got ${text}`);
  const byOwner = Int8Array.from(votes.byOwner, (was, at) => (at === text ? label : was));
  return { ...state, votes: { ...votes, byOwner } };
}

function votesOf({ votes }: AggregatorState): VotesState {
  if (!votes) throw new RangeError("the task has no public texts");
  return votes;
}
