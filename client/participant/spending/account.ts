// The account of one key with one endpoint: what was spent with it by every run, task and tab of this browser. Where the browser keeps
// nothing for a while the account goes on in memory, and what it counted meanwhile is written with the next change that can be.

import { digestOf } from "../../../shared/math/digest.ts";
import type { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { SpendingLedger } from "../../language-model/transport/spending-ledger.ts";
import type { TokenUsage } from "../../language-model/transport/transport.ts";
import {
  type AccountRecord,
  type AccountTerms,
  allowMore,
  type Bill,
  billedTokens,
  billOf,
  changeAllowed,
  corrected,
  countAnew,
  freshAccount,
  moneyOf,
  nothingBilled,
  plusBill,
  requestsLeft,
  spendingRefusal,
} from "./account-record.ts";
import { type BookPage, type Books, openBooks } from "./books.ts";

/** What the page shows of an account. */
export interface AccountView {
  readonly host: string;
  readonly requests: number;
  readonly tokens: number;
  /** null where prices are unknown. */
  readonly money: number | null;
  /** null before the first run with this key. */
  readonly allowed: number | null;
  readonly left: number;
  /** With every key, since this browser began to count. */
  readonly total: { readonly requests: number; readonly tokens: number; readonly money: number | null };
}

export interface Account {
  view(prices: AccountTerms["prices"]): AccountView;
  /** For the endpoint's client. */
  ledger(terms: AccountTerms): SpendingLedger;
  /** The first run sets the limit; later ones keep it. */
  agree(requests: number): Promise<void>;
  allowMore(requests: number): Promise<void>;
  /** With the budget of a run; `by` may be negative. */
  changeAllowed(by: number): Promise<void>;
  countAnew(): Promise<void>;
}

export interface AccountOptions {
  /** As the person entered it. */
  readonly url: string;
  readonly key: string;
  onChange(): void;
  /** Default: the browser's. */
  readonly books?: Books;
}

/** Where the browser keeps nothing, the account is of this visit. */
const UNKEPT_SALT = "unkept";
const browser: { books?: Books } = {};

export async function openAccount(options: AccountOptions): Promise<Account> {
  browser.books ??= openBooks();
  const { books = browser.books } = options;
  const salt = (await books.salt()) ?? UNKEPT_SALT;
  const endpoint = URL.canParse(options.url) ? new URL(options.url) : null;
  // A key has far too many possible values for its digest to tell it.
  const name = digestOf([salt, endpoint?.origin ?? options.url, options.key].join("\n"));
  const account = new KeyAccount(name, endpoint?.host ?? "", books, options.onChange);
  await account.read();
  return account;
}

type Change = (page: BookPage) => BookPage;

class KeyAccount implements Account {
  readonly #name: string;
  readonly #books: Books;
  readonly #onChange: () => void;
  /** As last seen in the books, with what could not be written since. */
  #page: BookPage;
  #unwritten: readonly Change[] = [];
  readonly #queued: Change[] = [];
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  /** Attempts of this tab whose bill is an estimate, and those settled. */
  #underWay = 0;
  #settled = 0;
  #waiting: (() => void)[] = [];

  constructor(name: string, host: string, books: Books, onChange: () => void) {
    this.#name = name;
    this.#books = books;
    this.#onChange = onChange;
    this.#page = { record: freshAccount(host), total: nothingBilled };
  }

  async read(): Promise<void> {
    await this.#write((page) => page);
  }

  view(prices: AccountTerms["prices"]): AccountView {
    const { record, total } = this.#page;
    const { host, spent, allowed } = record;
    const totals = { requests: total.requests, tokens: billedTokens(total), money: moneyOf(total, null) };
    const { requests } = spent;
    return {
      host,
      requests,
      tokens: billedTokens(spent),
      money: moneyOf(spent, prices),
      allowed,
      left: requestsLeft(record),
      total: totals,
    };
  }

  ledger(terms: AccountTerms): SpendingLedger {
    return {
      reserve: async (estimate, signal) => {
        const bill = billOf(1, estimate, terms.prices);
        for (;;) {
          const settledBefore = this.#settled;
          const refusal = await this.#spend(bill, terms);
          if (!refusal) break;
          // What is under way was estimated, and may turn out to need less.
          const mayChange = this.#underWay > 0 || this.#settled > settledBefore;
          if (!mayChange || refusal.code === "budget-key") throw refusal;
          if (this.#settled === settledBefore) await this.#somethingSettled(signal);
        }
        this.#underWay++;
        return { settle: (usage) => this.#settle(bill, usage, terms) };
      },
    };
  }

  agree(requests: number): Promise<void> {
    return this.#change((record) => (record.allowed === null ? allowMore(record, requests) : record));
  }

  allowMore(requests: number): Promise<void> {
    return this.#change((record) => allowMore(record, requests));
  }

  changeAllowed(by: number): Promise<void> {
    return this.#change((record) => changeAllowed(record, by));
  }

  countAnew(): Promise<void> {
    return this.#change(countAnew);
  }

  async #spend(bill: Bill, terms: AccountTerms): Promise<LanguageModelError | undefined> {
    let refusal: LanguageModelError | undefined;
    await this.#write((page) => {
      refusal = spendingRefusal(page.record, bill, terms);
      if (refusal) return page;
      const { record, total } = page;
      return { record: { ...record, spent: plusBill(record.spent, bill) }, total: plusBill(total, bill) };
    });
    return refusal;
  }

  async #settle(estimate: Bill, usage: TokenUsage, { prices }: AccountTerms): Promise<void> {
    const real = billOf(1, usage, prices);
    await this.#write(({ record, total }) => ({
      record: { ...record, spent: corrected(record.spent, estimate, real) },
      total: corrected(total, estimate, real),
    }));
    this.#underWay--;
    this.#settled++;
    for (const go of this.#waiting.splice(0)) go();
  }

  #somethingSettled(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal?.reason);
      signal?.addEventListener("abort", stop, { once: true });
      this.#waiting.push(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      });
    });
  }

  #change(change: (record: AccountRecord) => AccountRecord): Promise<void> {
    return this.#write((page) => ({ ...page, record: change(page.record) }));
  }

  /** Resolves when it is in the books, or in memory where they are shut. What waits meanwhile is written together. */
  #write(change: Change): Promise<void> {
    this.#queued.push(change);
    this.#next ??= this.#writing.then(() => {
      this.#next = null;
      const changes = this.#queued.splice(0);
      this.#writing = this.#writeAll(changes);
      return this.#writing;
    });
    return this.#next;
  }

  async #writeAll(changes: readonly Change[]): Promise<void> {
    const { host } = this.#page.record;
    let written = this.#page;
    try {
      await this.#books.change(this.#name, (record = freshAccount(host), total) => {
        written = [...this.#unwritten, ...changes].reduce((page, change) => change(page), { record, total });
        return written;
      });
      this.#unwritten = [];
    } catch {
      written = changes.reduce((page, change) => change(page), this.#page);
      this.#unwritten = [...this.#unwritten, ...changes];
    }
    this.#page = written;
    this.#onChange();
  }
}
