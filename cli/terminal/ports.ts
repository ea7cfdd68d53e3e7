// Ports that a command is told to listen on.

import { createServer } from "node:net";
import { CommandFailure } from "./command.ts";
import { wholeOption } from "./whole-option.ts";

/** The value of a flag; 0 takes a free port. @throws CommandFailure for anything that is no port. */
export function portOption(flag: string, text: string): number {
  return wholeOption(flag, text, { min: 0, max: 65_535 });
}

/** @throws CommandFailure where somebody listens there already: said before anything is built or started. */
export async function checkFree(flag: string, port: number, host: "127.0.0.1" | "localhost" = "127.0.0.1"): Promise<void> {
  if (port === 0) return;
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
  if (!free) throw new CommandFailure(`port ${port} is in use; choose another with ${flag}`);
}
