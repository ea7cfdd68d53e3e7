// Runs a command's body; a failure is one line for the person at the terminal, without a stack.

/** Something outside the program is not as needed; the message says what to do. */
export class CommandFailure extends Error {}

/** Runs a command's body. A failure is one line and exit code 1, or 2 where the command line itself is wrong; a bug keeps its stack. */
export async function runCommand(name: string, body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    const wrongFlag = isParseArgsError(error);
    if (wrongFlag) console.error(`${name}: ${error.message.split(/\.\s/)[0]}. See --help.`);
    else if (error instanceof CommandFailure) console.error(`${name}: ${error.message}`);
    else console.error(error);
    process.exitCode = wrongFlag ? 2 : 1;
  }
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("ERR_PARSE_ARGS");
}
