// A ledger with the sample task, and nobody in it.

import { initialAggregatorState } from "../../shared/algorithm/aggregator/aggregator.ts";
import { defaultSettings } from "../../shared/algorithm/settings.ts";
import type { AggregatorState } from "../../shared/algorithm/state.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { sampleSpace } from "./sample-task.ts";

export function createIn(ledger: Ledger): AggregatorState {
  const state = initialAggregatorState(sampleSpace);
  const { task, digest } = sampleSpace;
  const stored = {
    taskId: "t",
    task,
    settings: defaultSettings,
    taskDigest: digest,
    phase: "open",
    maxParticipants: 4,
    allowedOrigins: [],
  };
  const credential = { digest: "d", role: "owner", participant: null, usesLeft: null, expiresAt: null, invite: null } as const;
  const invite = {
    id: "i",
    label: "",
    maxUses: 4,
    createdAt: 0,
    credential: { ...credential, digest: "e", role: "invite", usesLeft: 4 },
  } as const;
  ledger.create({ ...stored, phase: "open" }, state, { owner: credential, invite });
  return state;
}
