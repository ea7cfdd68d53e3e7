// A link to a task is its address, with nothing in it that is no token.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepInTab, keptInTab, parseLink, showInvite } from "./links.ts";

const origin = "https://aggregator.example";
const token = "Zm9vYmFyLWZvb2Jhci1mb29iYXItZm9vYmFyLWZvb2I";

beforeEach(() => {
  vi.stubGlobal("location", new URL(`${origin}/embed`));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test("an invite link is read with its token, and without one", () => {
  expect(parseLink(`${origin}/join#task=t-1&invite=${token}`, "invite")).toEqual({ taskId: "t-1", token });
  expect(parseLink(`${origin}/join#task=t-1`, "invite")).toEqual({ taskId: "t-1", token: null });
});

test.each([
  "",
  "https://elsewhere.example/join#task=t&invite=i",
  `${origin}/join#invite=i`,
  `${origin}/join#task=t"&invite=i`,
  `${origin}/join#task=t&invite=`,
  `${origin}/join#task=t&invite=${"i".repeat(101)}`,
  `${origin}/join#task=t&invite=x"></asyndbt-participant><script src="https://evil.example/x.js"></script>`,
])("%s is no invite link", (address) => {
  expect(parseLink(address, "invite")).toBeNull();
});

test("an invite that the browser does not keep stays in the address, from where it is read again", () => {
  const shown: string[] = [];
  vi.stubGlobal("history", { replaceState: (_: unknown, __: string, address: string) => shown.push(address) });
  showInvite("t-1", token);
  expect(parseLink(origin + shown.join().replace("/embed", "/join"), "invite")).toEqual({ taskId: "t-1", token });
});

test("a tab that may keep nothing says so, and does not end the page", () => {
  const forbidden = (): never => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.stubGlobal("sessionStorage", { setItem: forbidden, getItem: forbidden });
  expect([keepInTab("name", "value"), keptInTab("name")]).toEqual([false, null]);
});
