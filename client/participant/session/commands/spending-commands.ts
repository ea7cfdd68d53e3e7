// The commands about what was spent with the model's key: acts of the person, which no page around a frame can do.

import { done, failed, type Outcome } from "../../outcome.ts";
import type { Account } from "../../spending/account.ts";
import type { SessionParts } from "../session-parts.ts";
import type { ParticipantWorkerApi } from "../worker-api.ts";

export function spendingCommands({ chosen, run }: SessionParts): Pick<ParticipantWorkerApi, "allowMore" | "countAnew"> {
  const change = async (act: (account: Account) => Promise<void>): Promise<Outcome> => {
    const account = await chosen.account();
    if (!account) return failed("key-needed", "There is no key that anything could be counted for.");
    // A participant that has ended because of the limit does not look again.
    await run.retire();
    await act(account);
    return done;
  };
  return {
    allowMore: () => change((account) => account.allowMore(chosen.requestsOfRun())),
    countAnew: () => change((account) => account.countAnew()),
  };
}
