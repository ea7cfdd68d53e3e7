// The demo's main job: creates the task on the aggregator, starts a thread per participant, and sees to it that the one who left comes back
// and that nobody waits for the slow one.

import { Worker } from "node:worker_threads";
import * as v from "valibot";
import type { HttpSettings, SimulatedSettings } from "../../client/language-model/settings.ts";
import type { Terms } from "../../client/participant/limits.ts";
import type { LocalExamples } from "../../client/participant/participant.ts";
import type { ParticipantSnapshot } from "../../client/participant/snapshot.ts";
import type { Task } from "../../shared/prompt/task.ts";
import { type CreateTaskInput, createdTaskSchema, type Status, statusSchema } from "../../shared/protocol/messages.ts";
import { CommandFailure } from "../terminal/command.ts";
import type { Temperament, ThreadCommand, ThreadData, ThreadReport } from "./thread-messages.ts";

export interface FederationPlan {
  readonly origin: string;
  readonly task: Task;
  readonly settings: CreateTaskInput["settings"];
  readonly examples: readonly LocalExamples[];
  readonly languageModel: SimulatedSettings | HttpSettings;
  readonly budgetQueries: number;
  readonly terms: Terms;
  readonly iterations: number;
  readonly seed: number;
}

export interface Watcher {
  onSnapshots(snapshots: readonly (ParticipantSnapshot | undefined)[]): void;
  onNote(participant: number, note: string): void;
}

export interface FederationOutcome {
  readonly snapshots: readonly ParticipantSnapshot[];
  readonly status: Status;
  readonly temperaments: readonly Temperament[];
}

/** With three or more, the second is slow and the third leaves halfway; with two, the second is slow; one is left in peace. */
export function temperamentOf(participant: number, participants: number): Temperament {
  return { slowdown: participants >= 2 && participant === 1 ? 10 : 1, leavesHalfway: participants >= 3 && participant === 2 };
}

/** @throws CommandFailure when a participant fails; its message is the participant's own. */
export async function runFederation(plan: FederationPlan, watcher: Watcher): Promise<FederationOutcome> {
  const created = await createTask(plan);
  const count = plan.examples.length;
  const temperaments = plan.examples.map((_, p) => temperamentOf(p, count));
  const snapshots: (ParticipantSnapshot | undefined)[] = plan.examples.map(() => undefined);
  const ended = new Set<number>();
  let gone: number | undefined;
  let goneAtMerges = 0;
  const threads: Worker[] = [];
  const tell = (p: number, command: ThreadCommand): void => threads[p]?.postMessage(command);
  const mergedByOthers = (p: number): number =>
    snapshots.reduce((sum, snapshot, other) => sum + (other === p ? 0 : (snapshot?.contributions.merged ?? 0)), 0);

  const react = (): void => {
    // The absent one returns once the others have clearly gone on without it, or have nothing left to do; the slow one is not waited for.
    const othersIdle = temperaments.every(({ slowdown }, p) => p === gone || slowdown > 1 || ended.has(p));
    if (gone !== undefined && (othersIdle || mergedByOthers(gone) >= goneAtMerges + 3)) {
      tell(gone, { type: "return" });
      gone = undefined;
    }
    // Nobody waits for the slow: when all others are done, and one step of its own is merged, it selects with what it has, consensus
    // included.
    const slow = temperaments.findIndex(({ slowdown }) => slowdown > 1);
    const othersDone = slow >= 0 && temperaments.every((_, p) => p === slow || ended.has(p));
    const heard = (snapshots[slow]?.contributions.merged ?? 0) > 0;
    if (othersDone && heard && !ended.has(slow)) tell(slow, { type: "finish" });
    const iteration = Math.max(0, ...snapshots.map((snapshot) => snapshot?.iteration ?? 0));
    if (iteration >= plan.iterations) for (let p = 0; p < count; p++) if (!ended.has(p)) tell(p, { type: "finish" });
    watcher.onSnapshots(snapshots);
  };

  const finals = await Promise.all(
    plan.examples.map((examples, p) => {
      const data: ThreadData = {
        aggregator: { origin: plan.origin, taskId: created.taskId, invite: created.invite },
        task: plan.task,
        examples,
        languageModel: plan.languageModel,
        budgetQueries: plan.budgetQueries,
        terms: plan.terms,
        seed: `${plan.seed}/${p}`,
        temperament: temperaments[p] ?? temperamentOf(0, 1),
      };
      const thread = new Worker(new URL("./participant-thread.js", import.meta.url), { workerData: data });
      threads.push(thread);
      return new Promise<ParticipantSnapshot>((resolve, reject) => {
        thread.on("error", reject);
        thread.on("exit", (code) => reject(new Error(`participant ${p + 1} ended early with code ${code}`)));
        thread.on("message", (message: ThreadReport) => {
          if (message.type === "left") {
            [gone, goneAtMerges] = [p, mergedByOthers(p)];
            watcher.onNote(p, "left halfway");
          } else if (message.type === "returned") watcher.onNote(p, "came back");
          else {
            snapshots[p] = message.snapshot;
            if (message.type === "done") {
              ended.add(p);
              resolve(message.snapshot);
            }
          }
          react();
        });
      });
    }),
  ).finally(() => Promise.all(threads.map((thread) => thread.terminate())));
  const failed = finals.map(({ activity }) => activity).find((activity) => activity.type === "failed");
  if (failed?.type === "failed") throw new CommandFailure(failed.message);
  return { snapshots: finals, status: await readStatus(plan.origin, created), temperaments };
}

async function createTask(plan: FederationPlan): Promise<v.InferOutput<typeof createdTaskSchema>> {
  const input: CreateTaskInput = { task: plan.task, ...(plan.settings ? { settings: plan.settings } : {}) };
  const response = await fetch(`${plan.origin}/api/tasks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new CommandFailure(`the aggregator refused the task: ${JSON.stringify(body)}`);
  return v.parse(createdTaskSchema, body);
}

async function readStatus(origin: string, created: v.InferOutput<typeof createdTaskSchema>): Promise<Status> {
  const response = await fetch(`${origin}/api/tasks/${created.taskId}/status`, {
    headers: { authorization: `Bearer ${created.ownerToken}` },
  });
  return v.parse(statusSchema, await response.json());
}
