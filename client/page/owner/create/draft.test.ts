// A draft keeps what was typed, becomes the task it says, and tells its faults by field.

import { describe, expect, it } from "vitest";
import {
  checked,
  draftOf,
  emptyDraft,
  emptyWriting,
  inputOf,
  instructionsOf,
  jsonOf,
  type Writing,
  withDemonstrations,
  withJson,
  withPhrases,
  writingFrom,
} from "./draft.ts";

const task = {
  name: "mood",
  description: "",
  language: "en",
  header: "Say how it sounds. [VAR]",
  example: "Text: [SENTENCE1]\nMood:",
  publicShots: 0,
  privateShots: 2,
  tuneOrder: true,
  labels: ["good", "bad"],
  labelWords: [["good", "fine, really"], ["bad"]],
  phrases: [["Think first.", "Be quick."]],
  publicDemonstrations: [{ text: "Nice.", label: "good" }],
};
const written: Writing = { ...emptyWriting, draft: draftOf(task) };

/** Fields of the problems. */
function fieldsOf(change: object): string[] {
  const found = checked({ ...written, draft: { ...written.draft, ...change } });
  return found.type === "problems" ? found.problems.map(({ field, kind }) => `${field} ${kind}`) : [];
}

describe("a draft", () => {
  it("is the task it was made from, commas within words included", () => {
    expect(inputOf(written.draft)).toEqual(task);
    expect(checked(written)).toMatchObject({ type: "task", space: { dimension: 31, slots: { length: 7 } } });
  });

  it("makes other beginnings by rule, which follow the rest until the list is the owner's", () => {
    const made = { ...written.draft, instructions: null };
    const headers = instructionsOf(made);
    expect(headers).toContain("Say how it sounds. Answer with one of: [LABEL:good] or [LABEL:bad]. [VAR]");
    const [good, bad] = made.labels;
    const defined = { ...made, labels: [{ name: "good", words: good?.words ?? "", definition: " it praises " }, ...(bad ? [bad] : [])] };
    expect(instructionsOf(defined).length).toBe(headers.length + 4);
    expect(inputOf(defined)).toMatchObject({ definitions: { good: "it praises" }, instructions: instructionsOf(defined) });
    expect(instructionsOf({ ...defined, header: "Good or bad? [VAR]" })).not.toEqual(instructionsOf(defined));
    // Through the task and back they still follow it; a changed list is the owner's.
    expect(draftOf(inputOf(defined))).toEqual({ ...defined, labels: [{ ...defined.labels[0], definition: "it praises" }, bad] });
    const own = { ...defined, instructions: [...instructionsOf(defined).slice(1), " "] };
    expect(inputOf(own).instructions).toEqual(own.instructions.slice(0, -1));
    expect(draftOf(inputOf(own)).instructions).toEqual(own.instructions.slice(0, -1));
    expect(inputOf({ ...defined, instructions: [] }).instructions).toBe(undefined);
  });

  it("makes none while a label has no name, and offers them in a new draft", () => {
    expect([emptyDraft.instructions, instructionsOf(emptyDraft)]).toEqual([null, []]);
    expect(instructionsOf({ ...emptyDraft, header: "Which? [VAR]", labels: [{ name: "a", words: "", definition: "" }] })).not.toEqual([]);
  });

  it("reads a draft that an older page kept, which had no other beginnings", () => {
    const { instructions: _, requiredModel: __, labels, ...rest } = written.draft;
    const older = { ...written, draft: { ...rest, labels: labels.map(({ name, words }) => ({ name, words })) } };
    expect(writingFrom(JSON.stringify(older))).toEqual(written);
  });

  it("names the model that everybody must use, or none", () => {
    expect(inputOf({ ...written.draft, requiredModel: " tiny " }).requiredModel).toBe("tiny");
    expect(draftOf({ ...task, requiredModel: "tiny" }).requiredModel).toBe("tiny");
  });

  it("takes a space still being typed at an end of the name for no fault", () => {
    expect(fieldsOf({ name: " guest mood " })).toEqual([]);
    expect(inputOf({ ...written.draft, name: " guest mood " }).name).toBe("guest mood");
  });

  it("takes settings as JSON, and tells what is wrong with them beside what is wrong with the task", () => {
    const withSettings = (settings: string, change = {}) => checked({ ...written, draft: { ...written.draft, ...change }, settings });
    expect(withSettings(" ")).toMatchObject({ type: "task", settings: {} });
    expect(withSettings('{"aggregation": "median", "minActive": 2}')).toMatchObject({ settings: { aggregation: "median", minActive: 2 } });
    const wrong = (settings: string, change = {}) => {
      const found = withSettings(settings, change);
      return found.type === "problems" ? found.problems.map(({ field, kind }) => `${field} ${kind}`) : [];
    };
    expect(wrong("{")).toEqual(["settings json"]);
    expect(wrong("5")).toEqual(["settings form"]);
    expect(wrong('{"nonsense": 1}')).toEqual(["settings.nonsense form"]);
    expect(wrong('{"samplesPerStep": 1000}', { name: "" })).toEqual(["name empty", "settings.samplesPerStep many"]);
  });

  it("names the field of each fault", () => {
    expect(fieldsOf({ name: "" })).toEqual(["name empty"]);
    expect(fieldsOf({ name: "x".repeat(201) })).toEqual(["name long"]);
    expect(fieldsOf({ example: "no place for a text" })).toEqual(["example check"]);
    expect(fieldsOf({ labels: [{ name: "good", words: "", definition: "" }] })).toContain("labels few");
    expect(fieldsOf({ labels: [written.draft.labels[0], { name: "good", words: "x", definition: "" }] })).toContain("labels check");
    expect(fieldsOf({ slots: ["", "a\nb", "c\nc"] })).toEqual(["phrases check"]);
    expect(fieldsOf({ publicShots: 17 })).toEqual(["publicShots many"]);
    expect(fieldsOf({ slots: [`${"y".repeat(401)}`] })).toEqual(["phrases.0 long"]);
    expect(fieldsOf({ instructions: ["Which?", "", "z".repeat(8_001)] })).toEqual(["instructions.1 long"]);
    expect(fieldsOf({ instructions: [task.header] })).toEqual(["instructions check"]);
    expect(fieldsOf({ labels: [{ name: "good", words: "", definition: "z".repeat(401) }, written.draft.labels[1]] })).toEqual([
      "definitions.good long",
    ]);
  });

  it("says when there are too many candidates", () => {
    const slot = Array.from({ length: 4_096 }, (_, i) => `phrase ${i}`).join("\n");
    expect(fieldsOf({ slots: Array.from({ length: 33 }, () => slot) })).toEqual([" too-large"]);
  });

  it("keeps JSON that is no task as it was typed, and follows it where it can", () => {
    const broken = withJson(written, '{"name": "moo');
    expect([jsonOf(broken), broken.draft]).toEqual(['{"name": "moo', written.draft]);
    expect(checked(broken)).toMatchObject({ problems: [{ kind: "json" }] });
    const renamed = withJson(written, JSON.stringify({ ...task, name: "other" }));
    expect(renamed.draft.name).toBe("other");
    expect(checked(withJson(written, JSON.stringify({ ...task, extra: 1 })))).toMatchObject({
      problems: [{ field: "extra", kind: "form" }],
    });
    expect(withJson(written, "7").draft).toEqual(emptyDraft);
  });

  it("keeps every public example when one of them cannot be used, and says so", () => {
    const lists = [
      { text: "Nice.", label: "good" },
      { text: "Two\nlines.", label: "bad" },
      { text: "Awful.", label: "bad" },
    ];
    const followed = withJson(written, JSON.stringify({ ...task, publicDemonstrations: [...lists, 7] }));
    const edited = { ...followed, draft: { ...followed.draft, name: "other" }, json: null };
    expect(inputOf(edited.draft).publicDemonstrations).toEqual(lists);
    expect(writingFrom(JSON.stringify(edited))).toEqual(edited);
    expect(checked(edited)).toMatchObject({ problems: [{ field: "publicDemonstrations", kind: "check" }] });
  });

  it("survives a reload, and a foreign record does no harm", () => {
    expect(writingFrom(JSON.stringify(written))).toEqual(written);
    for (const kept of [null, "", "7", '{"draft":3}']) expect(writingFrom(kept)).toBeUndefined();
  });

  it("takes phrases and public examples once", () => {
    const more = withPhrases(written.draft, 0, ["Be quick.", "Be kind."]);
    expect(more.slots).toEqual(["Think first.\nBe quick.\nBe kind."]);
    expect(withPhrases(more, 1, ["New."]).slots).toEqual([...more.slots, "New."]);
    const shown = withDemonstrations(written.draft, [
      { text: "Nice.", label: "good" },
      { text: "Awful.", label: "bad" },
    ]);
    expect([shown.publicDemonstrations.length, shown.publicShots]).toEqual([2, 1]);
  });
});
