// A mistake of the user's, told in one line and without a stack trace.

/** Thrown for wrong flags, missing files, unreachable endpoints. The message says what is wrong and what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** Runs a command: prints a CommandError as one line, anything else with its stack, and exits non-zero on both. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof CommandError ? `error: ${error.message}` : error);
    process.exitCode = 1;
  }
}
