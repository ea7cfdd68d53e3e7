// Leaving without taking part first: after a reload the goodbye needs only who the participant is, neither its examples nor its language
// model.

import type { Runtime } from "../../platform/platform.ts";
import { openLink } from "./aggregator-link.ts";
import type { Identity } from "./identity.ts";

/** How long a goodbye waits for a connection and for its answer. */
export const GOODBYE_PATIENCE_MS = 10_000;

/**
 * Connects, says goodbye and hangs up. False when the aggregator has not answered in time; `withdraw` asks it to forget the participant.
 */
export function sayGoodbye(identity: Identity, withdraw: boolean, runtime: Runtime): Promise<boolean> {
  return new Promise((resolve) => {
    const waiting = new AbortController();
    const end = (heard: boolean): void => {
      waiting.abort();
      link.close();
      resolve(heard);
    };
    const { aggregator: origin, taskId, participantToken } = identity;
    const link = openLink({ origin, taskId, participantToken }, runtime, {
      onMessage: ({ type }) => {
        if (type === "left") end(true);
      },
      onConnection: (state) => {
        if (state === "online") link.send({ type: "leave", withdraw });
      },
      onUnreadable: () => {},
      onBytes: () => {},
    });
    runtime.sleep(GOODBYE_PATIENCE_MS, waiting.signal).then(
      () => end(false),
      () => undefined,
    );
  });
}
