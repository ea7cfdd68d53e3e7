// How long an endpoint may keep a run waiting without the person being asked.

/** An endpoint that asks for more ends the run, which goes on where it was when it is started again. */
export const LONGEST_WAIT_MS = 600_000;

/** For the detail of an error; "" for a wait that nobody would notice. */
export function waitText(ms: number): string {
  if (ms < NOTICED_MS) return "";
  const minutes = Math.ceil(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [days && `${days} d`, hours && `${hours} h`, rest && `${rest} min`].filter((part) => part !== 0);
  return `, a wait of ${parts.join(" ")}`;
}

const NOTICED_MS = 60_000;
