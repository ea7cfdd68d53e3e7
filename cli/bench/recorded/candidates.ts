// Which prompts of a line a person may choose from.

import type { Space } from "./space.ts";

/** Prompts without demonstrations, one for each instruction. */
export function barePrompts(space: Space): number[] {
  return promptsWhere(space, ({ kind }) => kind === "none");
}

/** Prompts with the private demonstrations of one owner. */
export function privatePrompts(space: Space, owner: number): number[] {
  return promptsWhere(space, (prompt) => prompt.kind === "owner" && prompt.owner === owner);
}

/** Prompts with public texts and their true labels. */
export function publishedPrompts(space: Space): number[] {
  return promptsWhere(space, ({ kind }) => kind === "published");
}

/** The owner's header without demonstrations: what everybody begins with. */
export function initialPrompt(space: Space): number {
  const own = space.line.plan.instructions.indexOf("own");
  const prompt = space.prompts.findIndex(({ kind, instruction }) => kind === "none" && instruction === own);
  if (prompt < 0) throw new RangeError(`${space.line.name} has no initial prompt`);
  return prompt;
}

function promptsWhere(space: Space, wanted: (prompt: Space["prompts"][number]) => boolean): number[] {
  return space.prompts.flatMap((prompt, i) => (wanted(prompt) ? [i] : []));
}
