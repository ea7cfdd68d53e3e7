// The count for a key is never less than what was sent with it, whatever runs, tabs, crashes or the browser's database do.

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { TokenUsage } from "../../language-model/transport/transport.ts";
import { type Account, openAccount } from "./account.ts";
import { openBooks } from "./books.ts";

const URL_OF_MODEL = "https://model.example/v1";
const PRICES = { input: 1, output: 10 };
const free = { prices: null };
const usage = (promptTokens: number, completionTokens = 0): TokenUsage => ({ promptTokens, cachedTokens: 0, completionTokens });

beforeEach(() => void vi.stubGlobal("indexedDB", new IDBFactory()));
afterEach(() => vi.unstubAllGlobals());

/** As another tab, or the next visit, opens it: nothing in memory is shared. */
function visit(key = "sk-1", url = URL_OF_MODEL): Promise<Account> {
  return openAccount({ url, key, onChange() {}, books: openBooks() });
}

async function spend(account: Account, { tokens = 100, times = 1, terms = free as Parameters<Account["ledger"]>[0] } = {}): Promise<void> {
  const ledger = account.ledger(terms);
  for (let i = 0; i < times; i++) await (await ledger.reserve(usage(tokens))).settle(usage(tokens));
}

const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => "sent",
    (error: LanguageModelError) => error.code,
  );

it("an attempt counts before it is sent, and still counts when the tab dies with it", async () => {
  await (await visit()).ledger(free).reserve(usage(70, 1));
  expect((await visit()).view(null)).toMatchObject({ requests: 1, tokens: 71, total: { requests: 1, tokens: 71 } });
});

it("an estimate gives way to what the endpoint counted", async () => {
  const account = await visit();
  const entry = await account.ledger({ prices: PRICES }).reserve(usage(500, 1));
  await entry.settle(usage(90, 1));
  expect((await visit()).view(PRICES)).toMatchObject({ requests: 1, tokens: 91, money: 100 / 1e6 });
});

it("two tabs never count over each other, and pass no limit together", async () => {
  const tabs = await Promise.all([visit(), visit()]);
  await tabs[0].agree(40);
  await tabs[1].agree(4000);
  const sent = await Promise.all(tabs.flatMap((tab) => Array.from({ length: 30 }, () => codeOf(spend(tab)))));
  expect(sent.filter((how) => how === "sent")).toHaveLength(40);
  expect(sent.filter((how) => how === "budget-key")).toHaveLength(20);
  expect((await visit()).view(null)).toMatchObject({ requests: 40, allowed: 40, left: 0, tokens: 4_000 });
});

it("each key and endpoint has an account of its own, and one total is of all", async () => {
  await spend(await visit(), { times: 3 });
  await spend(await visit("sk-2"), { times: 2 });
  await spend(await visit("sk-1", "https://other.example/v1"));
  // The same endpoint under another path is the same bill.
  await spend(await visit("sk-1", "https://model.example/openai/v1"));
  expect((await visit()).view(null)).toMatchObject({ host: "model.example", requests: 4, total: { requests: 7 } });
  expect((await visit("sk-2")).view(null)).toMatchObject({ requests: 2, total: { requests: 7 } });
});

it("tokens and money hold over all runs, and wait for what is under way rather than refuse", async () => {
  await spend(await visit(), { tokens: 400 });
  const account = await visit();
  const ledger = account.ledger({ tokens: 1_000, money: 1, prices: PRICES });
  const first = await ledger.reserve(usage(500));
  const second = ledger.reserve(usage(500));
  await first.settle(usage(50));
  await (await second).settle(usage(500));
  expect(await codeOf(ledger.reserve(usage(100)))).toBe("budget-tokens");
  // 400 of them were spent when no price was known: they cost what they would cost now.
  const poor = account.ledger({ money: 0.00096, prices: PRICES });
  expect(await codeOf(poor.reserve(usage(20)))).toBe("budget-money");
  expect(await codeOf(account.ledger({ money: 1, prices: null }).reserve(usage(1)))).toBe("price-unknown");
});

it("only the person's own acts allow more or count anew; what was spent stays in the total", async () => {
  const account = await visit();
  await account.agree(10);
  await spend(account, { times: 10 });
  await account.agree(10);
  expect(account.view(null)).toMatchObject({ allowed: 10, left: 0 });
  await account.allowMore(5);
  expect((await visit()).view(null)).toMatchObject({ allowed: 15, left: 5 });
  await account.changeAllowed(-3);
  expect(account.view(null)).toMatchObject({ left: 2 });
  await account.countAnew();
  expect((await visit()).view(null)).toMatchObject({ requests: 0, tokens: 0, allowed: null, total: { requests: 10, tokens: 1_000 } });
});

it("what could not be written for a while is written with the next change, and nothing is lost or refused meanwhile", async () => {
  const books = openBooks();
  let shut = false;
  const account = await openAccount({
    url: URL_OF_MODEL,
    key: "sk-1",
    onChange() {},
    books: { ...books, change: (...given) => (shut ? Promise.reject(new DOMException("", "InvalidStateError")) : books.change(...given)) },
  });
  await account.agree(6);
  await spend(account);
  shut = true;
  await spend(account, { times: 4 });
  // Another tab spends, too.
  await spend(await visit());
  expect((await visit()).view(null)).toMatchObject({ requests: 2 });
  shut = false;
  expect(await codeOf(spend(account))).toBe("budget-key");
  expect((await visit()).view(null)).toMatchObject({ requests: 6, tokens: 600 });
});

it("neither the key nor what could be compared with another device's is in the books", async () => {
  await visit("sk-secret-canary");
  const name = async (): Promise<readonly unknown[]> => {
    const request = indexedDB.open("asyndbt-spending");
    const database = await new Promise<IDBDatabase>((resolve) => {
      request.onsuccess = () => resolve(request.result);
    });
    const keys = database.transaction("accounts").objectStore("accounts").getAllKeys();
    await new Promise((resolve) => {
      keys.onsuccess = resolve;
    });
    database.close();
    return keys.result;
  };
  const here = await name();
  expect(JSON.stringify(here)).not.toContain("canary");
  vi.stubGlobal("indexedDB", new IDBFactory());
  await visit("sk-secret-canary");
  expect(await name()).not.toEqual(here);
});

it("where the browser keeps nothing it counts in memory", async () => {
  vi.stubGlobal("indexedDB", undefined);
  const account = await visit();
  await account.agree(3);
  await spend(account, { times: 3 });
  expect(await codeOf(spend(account))).toBe("budget-key");
  expect(account.view(null)).toMatchObject({ requests: 3, left: 0 });
});
