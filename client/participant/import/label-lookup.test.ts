// A label that is written otherwise is the same label; one that only resembles another is a guess, and two that differ stay two.

import { expect, test } from "vitest";
import { guessLabel } from "./guess-labels.ts";
import { labelLookup } from "./label-lookup.ts";

const TEAMS = ["billing", "delivery", "account", "technical"];
const found = (written: string, labels: readonly string[]) => {
  const reading = labelLookup(labels)(written);
  return reading.type === "label" ? reading.label : reading;
};

test.each([
  ["case and spaces", "  BILLING ", ["billing"], "billing"],
  ["spaces within", "very  good", ["very good"], "very good"],
  ["a no-break space", "very\u00A0good", ["very good"], "very good"],
  ["letters and marks apart, as macOS writes them", "Gebu\u0308hr", ["Gebühr"], "Gebühr"],
  ["letters and marks apart in the task", "Gebühr", ["Gebu\u0308hr"], "Gebu\u0308hr"],
  ["Korean letters apart", "배송".normalize("NFD"), ["배송"], "배송"],
  ["Vietnamese with marks in another order", "Kho\u0302\u0301".normalize("NFD"), ["Khố".normalize("NFC")], "Khố".normalize("NFC")],
  ["Turkish capital with its dot", "İADE", ["iade"], "iade"],
  ["Turkish small letter without one", "ıade", ["IADE"], "IADE"],
  ["sharp s in capitals", "STRASSE", ["Straße"], "Straße"],
  ["final sigma", "ΛΟΓΑΡΙΑΣΜΟΣ", ["λογαριασμός".normalize("NFC"), "ΛΟΓΑΡΙΑΣΜΟΣ"], "ΛΟΓΑΡΙΑΣΜΟΣ"],
  ["sigmas", "ΤΥΠΟΣ", ["τυπος"], "τυπος"],
  ["wide letters", "ｂｉｌｌｉｎｇ", ["billing"], "billing"],
  ["a whole number with a point", "1.0", ["0", "1"], "1"],
  ["a whole number with a comma", "1,00", ["0", "1"], "1"],
  ["a number without a point", "1", ["0.0", "1.0"], "1.0"],
  ["below zero", "-1.0", ["-1", "0", "1"], "-1"],
  ["a list of one", '["billing"]', TEAMS, "billing"],
  ["a list of one, from Python", "['billing']", TEAMS, "billing"],
  ["a tuple of one", "('billing',)", TEAMS, "billing"],
  ["a list of the same", "['billing', \"Billing\"]", TEAMS, "billing"],
  ["a list of a number", "[1]", ["0", "1"], "1"],
  ["a name with an apostrophe in a list", '["don\'t know"]', ["don't know"], "don't know"],
  ["fastText", "__label__billing", TEAMS, "billing"],
  ["fastText with another prefix", "__class__billing", TEAMS, "billing"],
  ["a list with an empty place", '["billing", ""]', TEAMS, "billing"],
  ["quotation marks", '"billing"', TEAMS, "billing"],
  ["a label that is a list by name", "[other]", ["[other]", "other"], "[other]"],
  ["a label with a comma", "billing, delivery", ["billing, delivery", "billing", "delivery"], "billing, delivery"],
  ["case that the task keeps apart", "us", ["US", "us"], "us"],
  ["forms that the task keeps apart", "1.0", ["1", "1.0"], "1.0"],
])("%s", (_, written, labels, label) => {
  expect(found(written, labels)).toBe(label);
});

test.each([
  ["case that two labels share", "Us", ["US", "us"]],
  ["a number that two labels are", "1.00", ["1", "1.0"]],
  ["an empty list", "[]", TEAMS],
  ["part of a label", "bill", TEAMS],
  ["another number", "2.5", ["2", "3"]],
])("no label for sure: %s", (_, written, labels) => {
  expect(found(written, labels)).toMatchObject({ type: "unknown" });
});

test.each([
  ["a list", '["billing", "account"]', ["billing", "account"]],
  ["a list with one that is none", "['billing', 'other']", ["billing", "other"]],
  ["joined by doccano", "billing#account", ["billing", "account"]],
  ["joined by others", "billing; account", ["billing", "account"]],
  ["fastText", "__label__billing __label__account", ["billing", "account"]],
])("several: %s", (_, written, parts) => {
  expect(found(written, TEAMS)).toEqual({ type: "several", written: parts });
});

test("a label of nobody's is told without its wrapping", () => {
  expect(found("['refunds']", TEAMS)).toEqual({ type: "unknown", written: "refunds" });
  expect(found("__label__refunds", TEAMS)).toEqual({ type: "unknown", written: "refunds" });
});

test.each([
  ["not_duplicate", ["duplicate", "not duplicate"], "not duplicate"],
  ["Technical Support", TEAMS, "technical"],
  ["Tech support", TEAMS, "technical"],
  ["tech", TEAMS, "technical"],
  ["Billing question", TEAMS, "billing"],
  ["acct", TEAMS, "account"],
  ["accounts", TEAMS, "account"],
  ["biling", TEAMS, "billing"],
  ["delivrey", TEAMS, "delivery"],
  ["pos", ["positive", "negative"], "positive"],
  ["NEG", ["positive", "negative"], "negative"],
  ["LABEL_1", ["0", "1"], "1"],
  ["5 stars", ["1", "2", "3", "4", "5"], "5"],
  ["Gebuehr", ["Gebühr", "Versand"], "Gebühr"],
  // An Arabic keyboard's letter for a Persian one, and a non-joiner for a space.
  ["كتاب\u200Cها", ["کتاب ها"], "کتاب ها"],
  ["true", ["yes", "no"], "yes"],
  ["0", ["yes", "no"], "no"],
  // What turns the meaning around is no resemblance.
  ["not billing", TEAMS, undefined],
  ["non-toxic", ["toxic", "clean"], undefined],
  ["unhelpful", ["helpful", "other"], undefined],
  ["irrelevant", ["relevant", "spam"], undefined],
  ["nurse", ["not nurse", "surgeon"], undefined],
  ["false positive", ["positive", "negative"], undefined],
  // Numbers resemble nothing, and neither does what fits two labels.
  ["1", TEAMS, undefined],
  ["12", ["1", "2", "13"], undefined],
  ["delivery billing", TEAMS, undefined],
  ["refunds", TEAMS, undefined],
  ["\u{1F937}", ["\u{1F44D}", "bad"], undefined],
  ["", TEAMS, undefined],
])("a guess for %j among %j: %j", (written, labels, label) => {
  expect(guessLabel(written, labels)).toBe(label);
});
