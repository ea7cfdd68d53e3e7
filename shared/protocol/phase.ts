/** The phases of a task, which its owner sets: open for contributions, paused for a while, or closed for good. */
export const PHASES = ["open", "paused", "closed"] as const;
export type Phase = (typeof PHASES)[number];
