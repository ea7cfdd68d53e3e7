// The account of the chosen model's key, as the session holds and shows it. Of a key that this visit has not heard yet, nothing is known.

import type { KeySpending } from "../limits.ts";
import { type LanguageModelChoice, mostRequests, pricesOf } from "../model/model-choice.ts";
import { testedRows } from "../run/tested-rows.ts";
import type { Account } from "../spending/account.ts";
import type { SessionState } from "./session-state.ts";
import type { LanguageModelView } from "./worker-api.ts";

export interface KeyAccount {
  /** Another model was chosen, or another key. */
  open(held: LanguageModelView["held"]): void;
  /** Once it is read; null where no key is asked with. */
  account(): Promise<Account | null>;
  now(): KeySpending | null;
  /** The most that a run of the present settings may send. */
  requestsOfRun(): number;
  show(): void;
}

export function createKeyAccount(state: SessionState, choiceOf: () => LanguageModelChoice | null): KeyAccount {
  let opening: Promise<Account | null> = Promise.resolve(null);
  let account: Account | null = null;

  const requestsOfRun = (): number => {
    const { kept, opened, examples } = state;
    const { budgetQueries, limits, connection: known } = kept;
    const testRows = testedRows(examples?.split.test ?? [], limits).length;
    return mostRequests({ budgetQueries, known, labels: opened?.task.labels.length ?? 0, testRows });
  };
  const show = (): void => {
    state.show({ account: account && { ...account.view(pricesOf(choiceOf())), more: requestsOfRun() } });
  };
  /** Whoever uses no endpoint does not load it. */
  const openLater = async (url: string, key: string): Promise<Account> => {
    const { openAccount } = await import("../spending/account.ts");
    return openAccount({ url, key, onChange: () => account && show() });
  };
  return {
    requestsOfRun,
    show,
    account: () => opening,
    open(held) {
      account = null;
      const choice = choiceOf();
      const known = choice?.type === "http" && held !== "sealed" && held !== "gone";
      opening = known ? openLater(choice.url, choice.key) : Promise.resolve(null);
      const mine = opening;
      mine.then(
        (found) => {
          if (opening !== mine) return;
          account = found;
          show();
        },
        // Whoever asks the endpoint hears of it: nothing is spent uncounted.
        () => undefined,
      );
    },
    now() {
      if (!account) return null;
      const { tokens, money, left } = account.view(pricesOf(choiceOf()));
      return { tokens, money, left };
    },
  };
}
