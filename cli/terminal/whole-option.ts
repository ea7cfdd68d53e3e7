// Flags whose value is a whole number.

import { CommandFailure } from "./command.ts";

/** @throws CommandFailure that names flag, range and what was given. */
export function wholeOption(flag: string, text: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < min || value > max)
    throw new CommandFailure(`${flag} must be a whole number from ${min} to ${max}, not "${text}"`);
  return value;
}
