import { expect, test } from "vitest";
import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import { en } from "../catalogue/english/english.ts";
import { de } from "../catalogue/german/german.ts";
import { activityText, failureText } from "./failure-text.ts";

const spent = { code: "invite-spent", message: "This invite was used up." };
const denied = { code: "unauthorised", message: "The endpoint does not accept the key." };

test("a failure speaks the language in use, English in its own words", () => {
  expect(failureText(en, spent)).toBe(spent.message);
  expect(failureText(de, spent)).toBe(de.help.refusals?.["invite-spent"]);
  expect(failureText(de, { code: "no-examples", message: "Add examples first." })).toBe(de.help.pageCodes["no-examples"]);
});

test("a code that aggregator and language model share is not taken for the wrong one", () => {
  expect(failureText(de, denied, "model")).toBe(de.help.models?.unauthorised);
  expect(failureText(de, denied, "aggregator")).toBe(de.help.refusals?.unauthorised);
  expect(failureText(de, denied)).toBe(denied.message);
});

test("what an endpoint said itself is quoted in any language", () => {
  const { code, message } = new LanguageModelError("quota", { quote: "Insufficient balance" });
  expect(failureText(en, { code, message }, "model")).toBe(message);
  expect(failureText(de, { code, message }, "model")).toBe(`${de.help.models?.quota} Der Endpunkt schreibt: „Insufficient balance“.`);
});

test("a failure nobody has words for shows its code", () => {
  expect(failureText(en, { code: "odd", message: "" })).toBe("odd");
  expect(failureText(de, { code: "odd", message: "" })).toBe("odd");
  expect(failureText(en, { code: "offline", message: "" }, "aggregator")).toBe(en.help.pageCodes.offline);
});

test("a run that ends on its budget does not claim that every query was asked", () => {
  const activity = { type: "finished", reason: "budget" } as const;
  expect(activityText(en, activity)).toMatch(/what is left of the budget is too little/);
  expect(activityText(de, activity)).toMatch(/Was vom Budget übrig ist, reicht für keinen weiteren Schritt/);
});

test("a run that stopped says why in the language in use", () => {
  const activity = { type: "failed", ...spent } as const;
  expect(activityText(en, activity)).toBe(`Stopped: ${spent.message}`);
  expect(activityText(de, activity)).toBe(`Abgebrochen: ${de.help.refusals?.["invite-spent"]}`);
});
