// The load on an aggregator: a task with numbered candidates, and contributions as large as the default settings make them, whose
// losses come from a black box instead of a model. Participants agree in part, so that cutting planes are needed as in earnest.

import { defaultSettings } from "../../../shared/algorithm/settings.ts";
import { integerBelow, randomStream } from "../../../shared/math/random.ts";
import { lossBound } from "../../../shared/prompt/loss.ts";
import type { SearchSpace } from "../../../shared/prompt/search-space.ts";
import { encodeContribution } from "../../../shared/protocol/codec.ts";
import type { ContributeMessage } from "../../../shared/protocol/messages.ts";
import { blackBoxSpace } from "../../../shared/simulation/black-box/black-box-problem.ts";
import { createFederatedBlackBox, type FederatedBlackBox } from "../../../shared/simulation/black-box/federated-black-box.ts";

export interface LoadShape {
  readonly slots: number;
  /** Per slot. */
  readonly candidates: number;
  readonly participants: number;
  readonly seed: number;
}

export interface LoadTask {
  readonly space: SearchSpace;
  /** By participant, in the order of sending. The base of each is the sender's to fill in: it depends on who came between. */
  readonly contributions: readonly (readonly ContributeMessage[])[];
}

/** `each`: contributions of one participant. */
export function loadTask({ slots, candidates, participants, seed }: LoadShape, each: number): LoadTask {
  const space = blackBoxSpace({ slots, candidates, demonstrationSlots: 0 });
  // Whole prompts' losses spread equally far whatever the number of slots.
  const effects = { slotEffect: 0.5 / Math.sqrt(slots), deviation: 0.25 / Math.sqrt(slots), noise: 0.2, lead: 0 };
  const noDemonstrations = { demonstrationSlots: 0, demonstrations: 0, demonstrationEffect: 0 };
  const box = createFederatedBlackBox({ slots, candidates, ...effects, ...noDemonstrations }, participants, `load/${seed}`);
  const contributions = box.participants.map((own, p) =>
    Array.from({ length: each }, (_, i) => contributionOf(space, own, { seed: `${seed}/${p}`, seq: i + 1 })),
  );
  return { space, contributions };
}

function contributionOf(
  space: SearchSpace,
  own: FederatedBlackBox["participants"][number],
  { seed, seq }: { readonly seed: string; readonly seq: number },
): ContributeMessage {
  const rng = randomStream("load", seed, seq);
  const prompts = Array.from({ length: defaultSettings.samplesPerStep }, () => space.slots.map(({ size }) => integerBelow(rng, size)));
  const most = lossBound("plain", space.task.labels.length);
  const queries = prompts.length * space.task.labels.length;
  return encodeContribution({
    participant: "",
    epoch: 1,
    seq,
    base: 0,
    samples: Uint16Array.from(prompts.flat()),
    losses: Float32Array.from(prompts, (choice) => Math.min(most, Math.max(0, own.query(choice, [], seq, rng)))),
    onDistribution: prompts.length,
    scale: { loss: "plain", rung: "exact" },
    queries,
    tokens: 400 * queries,
  });
}
