// A frame as its host sees it: what is refused is told once, and what answers after all is met.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { READY, REFUSED } from "./bridge.ts";
import { openFrame } from "./frame.ts";

const aggregator = "https://aggregator.example";
const page = new EventTarget();
const contentWindow = { postMessage() {} };
let element: EventTarget;
let told: unknown[];
let met: number;

beforeEach(() => {
  vi.useFakeTimers();
  element = Object.assign(new EventTarget(), { contentWindow, style: {}, setAttribute() {}, remove() {} });
  vi.stubGlobal("self", { origin: "https://partner.example" });
  vi.stubGlobal("document", Object.assign(page, { createElement: () => element }));
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  told = [];
  met = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open() {
  return openFrame({
    aggregator,
    task: "t",
    title: "",
    settings: () => ({ invite: null, seat: "", theme: "auto", language: "en", style: {} }),
    onConnect: () => void met++,
    onEvent: (event) => told.push("code" in event ? event.code : event.type),
  });
}

const says = (data: unknown): boolean =>
  page.dispatchEvent(Object.assign(new Event("message"), { source: contentWindow, origin: aggregator, data }));
const violates = (change: object): boolean =>
  page.dispatchEvent(
    Object.assign(new Event("securitypolicyviolation"), {
      effectiveDirective: "frame-src",
      disposition: "enforce",
      blockedURI: `${aggregator}/embed/task/t`,
      ...change,
    }),
  );

/** The load event comes after whatever the page said while it loaded. */
function loads(): void {
  element.dispatchEvent(new Event("load"));
  vi.advanceTimersByTime(60_000);
}

test("a page that says nothing is told as that", () => {
  const frame = open();
  loads();
  expect(told).toEqual(["no-answer"]);
  frame.close();
});

test("a refusal is not followed by another for the same page", () => {
  const frame = open();
  says({ type: REFUSED, code: "wrong-origin" });
  loads();
  expect(told).toEqual(["wrong-origin"]);
  frame.close();
});

test("a policy that only reports refuses nothing", () => {
  const frame = open();
  violates({ disposition: "report" });
  violates({ blockedURI: `${aggregator}.evil.example/` });
  says({ type: READY });
  loads();
  expect([told, met]).toEqual([[], 1]);
  violates({});
  expect(told).toEqual(["content-policy"]);
  frame.close();
});
