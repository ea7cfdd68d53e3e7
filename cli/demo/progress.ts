// Live progress in the terminal: one line per participant, redrawn in place; plain lines where the output is no terminal.

import type { ParticipantSnapshot } from "../../client/participant/snapshot.ts";
import type { Watcher } from "./federation-run.ts";
import type { Temperament } from "./thread-messages.ts";

export interface DemoProgress extends Watcher {
  /** Ends the drawing, leaving the last picture. */
  end(): void;
}

const silent: DemoProgress = { onSnapshots: () => undefined, onNote: () => undefined, end: () => undefined };

/** `out` null draws nothing. */
export function createProgress(out: NodeJS.WriteStream | null, budget: number, temperaments: readonly Temperament[]): DemoProgress {
  if (!out) return silent;
  let drawn = 0;
  let lastMs = 0;
  let lastStep = "";
  const draw = (snapshots: readonly (ParticipantSnapshot | undefined)[]): void => {
    const lines = snapshots.map((snapshot, p) => lineOf(snapshot, p, budget, temperaments[p]));
    if (out.isTTY) {
      out.write(`${drawn > 0 ? `\u001b[${drawn}A` : ""}${lines.map((line) => `\u001b[2K${line}\n`).join("")}`);
      drawn = lines.length;
      return;
    }
    const step = snapshots.map((snapshot) => `${snapshot?.activity.type}${Math.floor((snapshot?.step ?? 0) / 3)}`).join();
    if (step === lastStep) return;
    lastStep = step;
    out.write(`${lines.join("\n")}\n\n`);
  };
  let latest: readonly (ParticipantSnapshot | undefined)[] = [];
  return {
    onSnapshots(snapshots) {
      latest = snapshots;
      const now = Date.now();
      if (now - lastMs < (out.isTTY ? 100 : 1_000)) return;
      lastMs = now;
      draw(snapshots);
    },
    onNote(participant, note) {
      out.write(`${out.isTTY ? "\u001b[2K" : ""}    participant ${participant + 1} ${note}\n`);
      drawn = 0;
    },
    end: () => draw(latest),
  };
}

function lineOf(snapshot: ParticipantSnapshot | undefined, p: number, budget: number, temperament: Temperament | undefined): string {
  const name = `${p + 1}${(temperament?.slowdown ?? 1) > 1 ? " (slow)" : temperament?.leavesHalfway ? " (leaves)" : ""}`.padEnd(11);
  if (!snapshot) return `  ${name} starting`;
  const share = Math.min(1, snapshot.queries / Math.max(1, budget));
  const bar = `${"█".repeat(Math.round(share * 20))}${"·".repeat(20 - Math.round(share * 20))}`;
  const losses = snapshot.history.map(({ loss }) => loss).filter(Number.isFinite);
  const loss = losses.length > 0 ? `loss ${losses.at(-1)?.toFixed(3)} ${sparkline(losses)}` : "";
  const merged = `${snapshot.contributions.merged} merged`;
  const behind = `${snapshot.staleness.last} behind`;
  return `  ${name} ${bar} ${activityText(snapshot).padEnd(34)} ${merged.padEnd(9)} iteration ${String(snapshot.iteration).padEnd(4)} ${behind.padEnd(9)} ${loss}`;
}

function activityText({ activity }: ParticipantSnapshot): string {
  switch (activity.type) {
    case "scoring":
      return `scoring ${activity.prompts} prompts on ${activity.rows} examples`;
    case "waiting-for-aggregator":
      return `waiting: ${activity.reason}`;
    case "waiting-for-language-model":
      return waitText(activity.untilMs - Date.now(), activity.reason);
    case "selecting":
      return `selecting ${activity.done}/${activity.total}`;
    case "testing":
      return `testing ${activity.done}/${activity.total}`;
    case "finished":
      return "finished";
    case "failed":
      return `failed: ${activity.code}`;
    case "paused":
      return "away";
    default:
      return activity.type;
  }
}

function waitText(restMs: number, reason: string): string {
  const rest = restMs > 90_000 ? `${Math.ceil(restMs / 60_000)} min` : `${Math.max(1, Math.ceil(restMs / 1000))} s`;
  return `model waits ${rest}: ${reason}`;
}

function sparkline(values: readonly number[]): string {
  const shown = values.slice(-16);
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low || 1;
  return shown.map((value) => "▁▂▃▄▅▆▇█".charAt(Math.round(((value - low) / span) * 7))).join("");
}
