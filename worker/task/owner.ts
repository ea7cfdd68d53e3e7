// Answers a task's owner: invites, versions, figures, audit and export. The phase is set elsewhere (aggregator.ts).

import { ballotsOf, decidedLabels, tallyVotes } from "../../shared/algorithm/aggregator/votes.ts";
import { lowerIdentityOf } from "../../shared/algorithm/participant/problem.ts";
import { likeliestChoice } from "../../shared/algorithm/participant/sampling.ts";
import { openCandidates } from "../../shared/prompt/public-texts.ts";
import { contentOf } from "../../shared/prompt/render.ts";
import { ABSENT, type SearchSpace } from "../../shared/prompt/search-space.ts";
import type { CreateInvite } from "../../shared/protocol/messages.ts";
import type {
  AuditEntry,
  Dashboard,
  Evidence,
  Invite,
  LabelText,
  Publish,
  Published,
  TaskExport,
  Version,
  Votes,
} from "../../shared/protocol/owner-messages.ts";
import { granted, type Result, refused } from "../result.ts";
import { capacityOf, newInvite } from "./admission.ts";
import type { LiveTask, OutgoingReply } from "./live-task.ts";
import { answerMembers, joinedWith, type MemberAnswer, type MemberRequest, removeParticipants } from "./members.ts";
import { statusOf } from "./task-status.ts";

export type OwnerRequest =
  | { readonly type: "invites" | "versions" | "dashboard" | "audit" | "export" | "votes" | "vote-round" }
  | { readonly type: "label-text"; readonly input: LabelText }
  | { readonly type: "revoke"; readonly id: string; readonly withParticipants: boolean }
  | MemberRequest
  | { readonly type: "publish"; readonly input: Publish }
  | { readonly type: "roll-back"; readonly number: number };

interface Versions {
  readonly current: number | null;
  readonly versions: readonly Version[];
}

export type OwnerAnswer =
  | MemberAnswer
  | { readonly invites: readonly Invite[] }
  | Versions
  | Dashboard
  | Votes
  | { readonly entries: readonly AuditEntry[] }
  | TaskExport;

/** Every request compares its token with all of them. */
const MAX_INVITES = 256;
/** A version's loss and share of right answers are means over so many minutes with contributions. */
const EVIDENCE_MINUTES = 10;

export function makeInvite(task: LiveTask, input: CreateInvite, now: number): Result<{ readonly invite: string; readonly id: string }> {
  if (task.ledger.readInvites().length >= MAX_INVITES) return refused("too-many-invites", `a task keeps ${MAX_INVITES} invites`);
  const { token, invite } = newInvite(input, now);
  task.addInvite(invite);
  return granted({ invite: token, id: invite.id });
}

/** `merged` gets the replies to contributions that had waited for somebody who is removed. */
export function answerOwner(task: LiveTask, request: OwnerRequest, now: number, merged: OutgoingReply[]): Result<OwnerAnswer> {
  const { ledger } = task;
  switch (request.type) {
    case "invites":
      return granted({ invites: ledger.readInvites() });
    case "revoke": {
      const invite = ledger.readInvites().find(({ id }) => id === request.id);
      if (!invite) return refused("unknown-invite", "no invite of this id");
      if (request.withParticipants) merged.push(...removeParticipants(task, joinedWith(task, invite.id)));
      task.revokeInvite(invite);
      return granted({ invites: ledger.readInvites() });
    }
    case "versions":
      return granted(ledger.readVersions());
    case "publish":
      return publish(task, request.input, now);
    case "roll-back": {
      const { versions } = ledger.readVersions();
      if (!versions.some(({ number }) => number === request.number)) return refused("unknown-version", `no version ${request.number}`);
      ledger.rollBack(request.number, now);
      return granted(ledger.readVersions());
    }
    case "dashboard":
      return granted(dashboardOf(task));
    case "votes":
      return granted(votesOf(task));
    case "vote-round":
      if (!task.state.votes) return refused("wrong-shape", "the task has no public texts");
      task.applyEvents([{ type: "vote-round" }]);
      return granted(votesOf(task));
    case "label-text":
      return labelText(task, request.input);
    case "audit":
      return granted({ entries: ledger.readAudit() });
    case "export":
      ledger.noteExport(now);
      return granted(exportOf(task, now));
    default:
      return answerMembers(task, request, now, merged);
  }
}

export function publishedOf(task: LiveTask): Result<Published> {
  const { current, versions } = task.ledger.readVersions();
  const version = versions.find(({ number }) => number === current);
  if (!version) return refused("unpublished", "nothing is published");
  const { taskId, task: described } = task.stored;
  const content = contentOf(task.space, version.choice, []);
  // A field that is undefined must be left out: the schema has an optional field, and RPC would pass undefined on.
  const demonstrations = content.demonstrations.map(({ text, text2, label, inputs, answer }) => ({
    text,
    ...(text2 === undefined ? {} : { text2 }),
    label,
    ...(inputs === undefined ? {} : { inputs: { ...inputs } }),
    ...(answer === undefined ? {} : { answer }),
  }));
  return granted({
    taskId,
    name: described.name,
    language: described.language,
    version,
    content: {
      ...(content.kind === undefined ? {} : { kind: content.kind }),
      header: content.header,
      example: content.example,
      labels: [...content.labels],
      labelWords: [...content.labelWords],
      phrases: [...content.phrases],
      demonstrations,
    },
  });
}

function publish(task: LiveTask, { choice }: Publish, now: number): Result<Versions> {
  const { space, state, ledger } = task;
  const fault = choice && choiceFault(space, choice);
  if (fault) return refused("wrong-shape", fault);
  const open = openCandidates(space, [decidedLabels(space, task.stored.settings, state)]);
  const likeliest = likeliestChoice({ shape: space, distribution: state.z, identity: lowerIdentityOf(space), open });
  const number = 1 + (ledger.readVersions().versions[0]?.number ?? 0);
  const evidence = evidenceOf(task);
  // Losses of prompts that participants tried say nothing about a choice of the owner's that perhaps nobody tried.
  ledger.publish({
    number,
    at: now,
    chosenBy: choice ? "owner" : "consensus",
    choice: choice ?? likeliest,
    evidence: choice ? { ...evidence, loss: null, accuracy: null } : evidence,
  });
  return granted(ledger.readVersions());
}

function labelText(task: LiveTask, { text, label }: LabelText): Result<Votes> {
  const texts = task.state.votes?.settled.length ?? 0;
  if (text >= texts) return refused("wrong-shape", `text: the task has ${texts} public texts`);
  if (label >= task.space.task.labels.length) return refused("wrong-shape", `label: the task has ${task.space.task.labels.length} labels`);
  task.applyEvents([{ type: "label-text", text, label }]);
  return granted(votesOf(task));
}

function votesOf({ space, state, stored }: LiveTask): Votes {
  const tallies = tallyVotes(space, stored.settings, state);
  return {
    round: state.votes?.round ?? 0,
    voters: ballotsOf(state).length,
    texts: (stored.task.publicTexts ?? []).flatMap((text, i) => {
      const tally = tallies[i];
      return tally ? [{ ...text, ...tally, counts: [...tally.counts] }] : [];
    }),
  };
}

function choiceFault({ slots }: SearchSpace, choice: readonly number[]): string | undefined {
  if (choice.length !== slots.length) return `choice: expected ${slots.length} entries, got ${choice.length}`;
  const wrong = slots.findIndex((slot, i) => {
    const candidate = choice[i] ?? slot.size;
    return candidate >= slot.size || (candidate === ABSENT && slot.kind !== "public-demonstration");
  });
  return wrong < 0 ? undefined : `choice: slot ${wrong} has ${slots[wrong]?.size ?? 0} candidates`;
}

function evidenceOf(task: LiveTask): Evidence {
  const { iteration, merged, queries, tokens, disagreement, entropy } = statusOf(task);
  const participants = task.state.participants.filter(({ merges }) => merges > 0).length;
  const means = task.ledger.recentMeans(EVIDENCE_MINUTES);
  return { iteration, contributions: merged, participants, queries, tokens, ...means, disagreement, entropy };
}

function dashboardOf(task: LiveTask): Dashboard {
  const { participants, planes } = task.state;
  const having = (status: string): number => participants.filter((record) => record.status === status).length;
  return {
    participants: { live: having("live"), suspended: having("suspended"), left: having("left") },
    capacity: capacityOf(task),
    minutes: task.ledger.readMinutes(),
    staleness: task.ledger.readStaleness(),
    planes: planes.map(({ slot, born, dual }) => ({ slot, born, dual })),
  };
}

function exportOf(task: LiveTask, now: number): TaskExport {
  const { taskId, phase, task: described, settings, taskDigest } = task.stored;
  const { iteration, z } = statusOf(task);
  return {
    format: "asyndbt-task",
    formatVersion: 1,
    exportedAt: now,
    taskId,
    phase,
    task: described,
    settings,
    taskDigest,
    iteration,
    z,
    ...task.ledger.readVersions(),
    audit: task.ledger.readAudit(),
    minutes: task.ledger.readMinutes(),
  };
}
