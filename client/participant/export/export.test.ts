import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Example } from "../../../shared/prompt/task.ts";
import { hostileTask, sourceOf } from "../../../test/exports/source.ts";
import type { LocalExamples } from "../participant.ts";
import { EXPORT_FORMATS, type ExportFormat, exportFile } from "./export.ts";
import type { ExportSource } from "./format.ts";

const none: LocalExamples = { train: [], pool: [], validation: [], test: [] };

function withExamples(source: ExportSource, texts: readonly string[]): ExportSource {
  const pool = texts.map((text): Example => ({ text, label: "billing" }));
  return { ...source, examples: { ...none, pool } };
}

/** Every word of every private example, whatever the format's own escapes do to it. */
function leaks(text: string, { examples }: ExportSource): string[] {
  const all = [...examples.train, ...examples.pool, ...examples.validation, ...examples.test];
  return all.flatMap((example) => example.text.match(/\p{L}{5,}/gu) ?? []).filter((word) => text.includes(word));
}

test.each(EXPORT_FORMATS)("%s: a fragment holds no word of a private example, the other choice says that it does", (format) => {
  const source = sourceOf({}, "chat-turns");
  const fragment = exportFile(format, source, "fragment");
  if (fragment.type !== "file") throw new TypeError(fragment.type);
  expect(leaks(fragment.file.text, source)).toEqual([]);
  expect(fragment.file.text).toContain("public");
  const whole = exportFile(format, source, "demonstrations");
  if (whole.type !== "file") throw new TypeError(whole.type);
  expect(leaks(whole.file.text, source)).toContain("charged");
  expect(whole.file.fileName).toMatch(/private/);
  expect(fragment.file.fileName).toMatch(/shared/);
  if (!["text", "messages", "messages-lines"].includes(format)) {
    expect(whole.file.text).toContain("HOLDS PRIVATE EXAMPLES");
    expect(fragment.file.text).toContain("no private example is in it");
    expect(whole.file.text).toMatch(/need the log-probability of every label/);
  }
});

test.each(EXPORT_FORMATS)("%s: a fragment has none of the offsets that were fitted to the whole prompt, and says why", (format) => {
  const source = sourceOf({}, "chat-turns");
  const texts = (["fragment", "demonstrations"] as const).map((choice) => {
    const made = exportFile(format, source, choice);
    return made.type === "file" ? made.file.text : made.type;
  });
  const holds = (text = ""): boolean => source.result.labelOffsets.some((offset) => text.includes(String(offset)));
  const bare = ["text", "messages-lines"].includes(format);
  expect(texts.map(holds)).toEqual([false, !bare]);
  if (bare || format === "messages") return;
  expect(texts[0]).toContain("Label offsets are left out: they were fitted to the whole prompt");
  expect(texts[0]).not.toMatch(/subtract|with offsets/);
});

test("a shared part says how it did by itself, as far as that was measured", () => {
  const compared = (tunedRight: number) => ({ rows: 60, startRight: 30, tunedRight, gained: 0, lost: 0, pValue: 1, lossDifference: null });
  const judgement = { measuredOn: "test", verdict: "better-prompt", calibrated: null } as const;
  const noteFor = (source: ExportSource) => {
    const made = exportFile("python", source, "fragment");
    return made.type === "file" ? made.file.text.split("\n").find((line) => line.includes("Shared part only")) : undefined;
  };
  const source = sourceOf({}, "chat");
  const measured = { ...source.result, judgement: { ...judgement, pasted: compared(50), shared: compared(41) } };
  expect(noteFor({ ...source, result: measured })).toContain("right for 41 of 60 test examples");
  const whole = { ...measured, judgement: { ...judgement, pasted: compared(50), shared: null } };
  const allShared = { ...whole, content: { ...whole.content, demonstrations: whole.content.demonstrations.slice(0, 1) } };
  expect(noteFor({ ...source, result: allShared })).toContain("right for 50 of 60 test examples");
  expect(noteFor({ ...source, result: whole })).toContain("not the prompt that was measured");
});

test("where labels have a place for an offset, a fragment has 0 there", () => {
  const parsed = (format: ExportFormat) => {
    const made = exportFile(format, sourceOf({}, "chat"), "fragment");
    return made.type === "file" ? JSON.parse(made.file.text) : null;
  };
  const offsets = (labels: readonly { offset: number }[]) => labels.map(({ offset }) => offset);
  expect(offsets(parsed("messages").labels)).toEqual([0, 0]);
  expect(offsets(parsed("dspy").metadata.asyndbt.labels)).toEqual([0, 0]);
  expect(parsed("manifest").prompt.labelOffsets).toEqual([0, 0]);
});

test.each(EXPORT_FORMATS)("%s: docs/exports.md says how it was checked", (format) => {
  const made = exportFile(format, sourceOf({}, "chat-turns"), "fragment");
  if (made.type !== "file") throw new TypeError(made.type);
  const ending = made.file.fileName.slice(made.file.fileName.indexOf("shared") + "shared".length);
  const rows = readFileSync(new URL("../../../docs/exports.md", import.meta.url), "utf8").split("\n");
  expect(rows.filter((row) => row.startsWith("| ") && row.includes(`\`${ending}\``))).toHaveLength(1);
});

test.each(EXPORT_FORMATS)("%s: five private words in a fragment stop it and are named", (format) => {
  const source = sourceOf({ phrases: ["Note: My card, was CHARGED twice yesterday!"] }, "chat");
  const private_ = withExamples(source, ["I think my card was charged twice"]);
  expect(exportFile(format, private_, "fragment")).toEqual({ type: "private-words", words: ["my card was charged twice"] });
  expect(exportFile(format, private_, "demonstrations").type).toBe("file");
});

test("four words are not enough, nor five that the task publishes", () => {
  const source = sourceOf({ phrases: ["my card was charged again"] }, "chat");
  expect(exportFile("text", withExamples(source, ["I think my card was charged twice"]), "fragment").type).toBe("file");
  const published = withExamples(sourceOf({}, "chat"), ["oh a public text with five words here"]);
  expect(exportFile("text", published, "fragment").type).toBe("file");
});

test("words of a header that the task offers are published, as those of its own are", () => {
  const header = "Say which desk my card was charged twice by. [VAR]";
  const source = sourceOf({ header }, "chat", { ...hostileTask, instructions: [header] });
  expect(exportFile("text", withExamples(source, ["I think my card was charged twice"]), "fragment").type).toBe("file");
  const unoffered = sourceOf({ header }, "chat");
  expect(exportFile("text", withExamples(unoffered, ["I think my card was charged twice"]), "fragment").type).toBe("private-words");
});

test("the whole of a shorter example counts, in the prompt but not in a format's own words", () => {
  const source = sourceOf({ phrases: ["answer refund please now"] }, "chat");
  expect(exportFile("typescript", withExamples(source, ["Refund please!", "export function"]), "fragment")).toEqual({
    type: "private-words",
    words: ["refund please"],
  });
  expect(exportFile("typescript", withExamples(sourceOf({}, "chat"), ["export function"]), "fragment").type).toBe("file");
});

test("words of scripts without spaces count by the character, the second text counts, accents' encoding does not matter", () => {
  const source = sourceOf({ phrases: ["荷物が届かない場合は", "cafe\u0301 au lait est trop cher"] }, "chat");
  const examples: LocalExamples = { ...none, test: [{ text: "x", text2: "昨日の荷物が届かない", label: "billing" }] };
  expect(exportFile("text", { ...source, examples }, "fragment").type).toBe("private-words");
  expect(exportFile("text", withExamples(source, ["Le Café au lait est trop froid"]), "fragment")).toEqual({
    type: "private-words",
    words: ["café au lait est trop"],
  });
});

test("a private demonstration with a published text but another label is private", () => {
  const source = sourceOf({ demonstrations: [{ text: "A public {{ text }} with five words", label: 0 }] }, "chat-turns");
  const made = exportFile("messages", source, "fragment");
  if (made.type !== "file") throw new TypeError(made.type);
  expect(JSON.parse(made.file.text).messages.map(({ role }: { role: string }) => role)).toEqual(["system", "user"]);
});

test("any run of five words that is put into a fragment is found", () => {
  const word = fc.stringMatching(/^[a-z]{3,8}q$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 5, maxLength: 12 }), fc.nat(), (words, start) => {
      const at = start % (words.length - 4);
      const source = sourceOf({ phrases: [`Note ${words.slice(at, at + 5).join(", ")}.`] }, "completion");
      expect(exportFile("prompty", withExamples(source, [words.join(" ")]), "fragment").type).toBe("private-words");
    }),
    { numRuns: 40 },
  );
});

test("digests of the parts are for the participant only", () => {
  const parts = (choice: "fragment" | "demonstrations") => {
    const made = exportFile("manifest", sourceOf({}, "chat"), choice);
    return made.type === "file" ? JSON.parse(made.file.text).examples : null;
  };
  expect(parts("fragment").train).toEqual({ count: 1 });
  expect(parts("demonstrations").train.sha256).toMatch(/^[0-9a-f]{64}$/);
});
