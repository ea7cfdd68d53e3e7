// The flags of every command that asks an endpoint: how it talks, and its key.

import { DEFAULT_DIALECT, DIALECT_NAMES, type DialectName, isDialectName } from "../../client/language-model/dialects/dialects.ts";
import { CommandFailure } from "./command.ts";

/** For a command's help. */
export const OTHER_DIALECTS = DIALECT_NAMES.filter((name) => name !== DEFAULT_DIALECT).join(", ");

/** `--dialect`. @throws CommandFailure that lists the names, or where the chosen model is no endpoint. */
export function dialectOption(name: string | undefined, model: "endpoint" | "other"): DialectName | undefined {
  if (name === undefined) return undefined;
  if (!isDialectName(name)) throw new CommandFailure(`--dialect must be one of ${DIALECT_NAMES.join(", ")}, not ${JSON.stringify(name)}`);
  if (model === "other") throw new CommandFailure("--dialect is for an endpoint: give its address with --language-model");
  return name;
}

/**
 * `--key-env`: the key itself would stay in the shell's history. @throws CommandFailure where the variable is not set; never repeats a key.
 */
export function keyOption(variable: string | undefined): string | undefined {
  if (variable === undefined) return undefined;
  const key = process.env[variable];
  if (key) return key;
  // What does not look like a name may be the key itself.
  if (!/^[A-Z_][0-9A-Z_]*$/.test(variable))
    throw new CommandFailure("--key-env wants the name of an environment variable that holds the key; there is none of the name given");
  throw new CommandFailure(`the environment variable ${variable} is not set`);
}
