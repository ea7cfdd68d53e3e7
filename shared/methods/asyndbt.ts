// AsynDBT as a method: participants and aggregator in virtual time, on the production steps, messages and merge; and the centralised case.

import { viewFor } from "../algorithm/aggregator/consensus-step.ts";
import { selectionCost } from "../algorithm/participant/selection/selection.ts";
import { uniformView } from "../algorithm/participant/tuning.ts";
import type { Settings } from "../algorithm/settings.ts";
import { searchSpaceOf } from "../prompt/search-space.ts";
import { participantId } from "../simulation/simulated-participant.ts";
import { simulate } from "../simulation/simulation.ts";
import { createTuner } from "../simulation/tuner.ts";
import { createMember, selected } from "./member.ts";
import type { Method, MethodInput, MethodPrompt } from "./method.ts";

/** A variant of the method, by what it changes. */
export interface Variant {
  readonly settings?: Partial<Settings>;
  /** Changes the task, or who has which examples. */
  readonly input?: (input: MethodInput) => MethodInput;
}

function changed(input: MethodInput, variant: Variant): MethodInput {
  const settings = { ...input.settings, ...variant.settings };
  return { ...(variant.input?.(input) ?? input), settings };
}

const A_DAY_MS = 86_400_000;

/** All shares take part together. Their steps take unequal times, and nobody waits. */
export function federated(variant: Variant = {}): Method {
  return async (given) => {
    const input = changed(given, variant);
    const { settings } = input;
    const space = searchSpaceOf(input.task);
    const members = input.shares.map((share, v) => createMember({ ...input, space, share, alone: false, seed: `${input.seed}/${v}` }));
    const tuners = members.map(({ problem, answer }) =>
      createTuner(problem, answer, { queries: input.budgetQueries - selectionCost(problem) }),
    );
    const { state } = await simulate({
      space,
      settings,
      seed: input.seed,
      participants: tuners,
      delay: { type: "lognormal", sigma: 0.5 },
      queryMs: 200,
      networkMs: 50,
      leaseMs: null,
      maxMs: A_DAY_MS,
    });
    const prompts: MethodPrompt[] = [];
    for (const [v, member] of members.entries()) {
      const record = state.participants.find(({ id }) => id === participantId(v));
      const tuning = tuners[v]?.tuning;
      if (!record || !tuning) throw new RangeError(`participant ${v} is not in the aggregator's state`);
      prompts.push(await selected(member, tuning, viewFor(space, state, record)));
    }
    return prompts;
  };
}

/** Each share takes part without the others. With one share that has everything, this is the centralised case (cenDBT). */
export function centralised(variant: Variant = {}): Method {
  return async (given) => {
    const input = changed(given, variant);
    const space = searchSpaceOf(input.task);
    const prompts: MethodPrompt[] = [];
    for (const [v, share] of input.shares.entries()) {
      const member = createMember({ ...input, space, share, alone: true, seed: `${input.seed}/${v}` });
      const { problem, answer } = member;
      const tuner = createTuner(problem, answer, { queries: input.budgetQueries - selectionCost(problem) });
      const view = uniformView(problem);
      while (await tuner.step(view));
      prompts.push(await selected(member, tuner.tuning, { ...view, z: Float32Array.from(tuner.tuning.lower.distribution) }));
    }
    return prompts;
  };
}
