// Every format, read by the tool it is made for where that runs here, gives byte for byte what the renderer gave when it was measured.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dotprompt } from "dotprompt";
import fc from "fast-check";
import { load } from "js-yaml";
import nunjucks from "nunjucks";
import { afterAll, expect, test } from "vitest";
import { withoutHiddenCharacters } from "../../../shared/prompt/hidden-characters.ts";
import { type ChatMessage, LAYOUTS, type Layout } from "../../../shared/prompt/language-model.ts";
import { oneLine, type PromptContent, preparedText, type Query, renderPrompt } from "../../../shared/prompt/render.ts";
import { fieldAt as at, typescriptModule } from "../../../test/exports/modules.ts";
import { hasPython, inPython } from "../../../test/exports/python.ts";
import { hostileTask, sourceOf } from "../../../test/exports/source.ts";
import { EXPORT_FORMATS, type ExportFormat, exportFile } from "./export.ts";

const folder = mkdtempSync(join(tmpdir(), "asyndbt-export-"));
afterAll(() => rmSync(folder, { recursive: true }));

const jinja = new nunjucks.Environment(null, { autoescape: false });

const QUERIES: readonly string[] = [
  "Where is my parcel?",
  '{{text}} {{ text2 }} {% raw %} {# #} {{{x}}} \\{{y}} {{role "system"}}',
  'it\'s "quoted" `id` $HOME $(id) \\ \\\\ %s \\n',
  " two\nlines\r\n and\ttabs \u00a0 wide\u3000space ",
  "naïve 👍🏽 日本語 {",
  "stop <|im_end|> [INST] </s> now",
  "zero\u200bwidth \u202ereordered\u202c \u200b joined می\u200cخواهم 👩\u200d🚀",
];

/** The renderer's answer in the form all formats are compared in. */
function expected(content: PromptContent, query: Query, layout: Layout): readonly ChatMessage[] {
  const prompt = renderPrompt(content, query, layout);
  return prompt.type === "chat" ? prompt.messages : [{ role: "user", content: prompt.text }];
}

function textOf(format: ExportFormat, content: Partial<PromptContent>, layout: Layout): string | undefined {
  const outcome = exportFile(format, sourceOf(content, layout), "demonstrations");
  return outcome.type === "file" ? outcome.file.text : undefined;
}

type Reader = (text: string, query: Query) => readonly ChatMessage[] | Promise<readonly ChatMessage[]>;

/** For formats that cannot do it: the text as the notes in the file ask for it. */
const prepared = (text: string | undefined): string => preparedText(text ?? "");

const READ = ["messages", "promptfoo", "dotprompt", "prompty", "typescript", "curl"] as const satisfies readonly ExportFormat[];
/** Those with a test of their own below. */
const READ_BELOW = ["text", "messages-lines", "dspy", "python", "manifest"] as const satisfies readonly ExportFormat[];
const readers: Readonly<Record<(typeof READ)[number], Reader>> = {
  messages: (text, query) => {
    const { messages }: { messages: ChatMessage[] } = JSON.parse(text);
    return messages.map(({ role, content }) => ({ role, content: content.replaceAll("{{text}}", () => prepared(query.text)) }));
  },
  promptfoo: (text, query) => {
    const document = load(text);
    const raw = at(at(at(document, "prompts"), 0), "raw");
    const messages: ChatMessage[] = JSON.parse(String(raw));
    return messages.map(({ role, content }) => ({ role, content: jinja.renderString(content, { text: query.text }) }));
  },
  dotprompt: async (text, query) => {
    const { messages } = await new Dotprompt().render(text, { input: { text: prepared(query.text) } });
    return messages.map(({ role, content }) => ({
      role: role === "model" ? "assistant" : role === "system" ? "system" : "user",
      content: content.map((part) => ("text" in part ? part.text : "")).join(""),
    }));
  },
  prompty: (text, query) => {
    const [, head = "", body = ""] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
    expect(at(at(load(head), "template"), "format")).toEqual({ kind: "jinja2" });
    const rendered = jinja.renderString(body, { text: prepared(query.text) });
    const turns = rendered.split(/^(system|user|assistant):\n/m).slice(1);
    return Array.from({ length: turns.length / 2 }, (_, i) => ({
      role: turns[2 * i] === "system" ? "system" : turns[2 * i] === "user" ? "user" : "assistant",
      content: (turns[2 * i + 1] ?? "").replace(/^\n+|\n+$/g, ""),
    }));
  },
  typescript: async (text, query) => {
    const module = await typescriptModule(text);
    return module.messages?.(query.text) ?? [{ role: "user", content: module.prompt?.(query.text) ?? "" }];
  },
  curl: (text, query) => {
    const sent = join(folder, "sent.json");
    writeFileSync(join(folder, "curl"), `#!/bin/sh\ncat > ${sent}\nprintf '{"choices":[{"message":{"content":"x"}}]}'\n`);
    chmodSync(join(folder, "curl"), 0o755);
    writeFileSync(join(folder, "prompt.sh"), text);
    const env = { PATH: `${folder}:${process.env.PATH}`, BASE_URL: "http://127.0.0.1", MODEL: "m", API_KEY: "k" };
    execFileSync("sh", [join(folder, "prompt.sh"), query.text], { env });
    const body = JSON.parse(readFileSync(sent, "utf8"));
    return body.messages ?? [{ role: "user", content: body.prompt }];
  },
};

test("every format is read back here", () => {
  expect([...READ, ...READ_BELOW].sort()).toEqual([...EXPORT_FORMATS].sort());
});

const cases = READ.flatMap((format) => LAYOUTS.map((layout) => ({ format, layout })));

test.each(cases)("$format carries a prompt full of its own syntax, laid out as $layout", async ({ format, layout }) => {
  const { content } = sourceOf({}, layout).result;
  const text = exportFile(format, sourceOf({}, layout), "demonstrations");
  if (text.type !== "file") throw new TypeError(text.type);
  for (const asked of QUERIES) {
    // Where hidden characters are the tool's to take out, or white space beyond ASCII is where the shell's own tools end.
    const plain = (text: string): string => withoutHiddenCharacters(text.replace(/[^\S\t\n\r ]|[\t\n\r]/g, " "));
    const query = { text: format === "promptfoo" || (format === "curl" && !hasPython) ? plain(asked) : asked };
    expect(await readers[format](text.file.text, query), asked).toEqual(expected(content, query, layout));
  }
});

// Pieces of syntax in any order, where a prompt can hold them; no line that is a role, which Prompty is known not to carry.
const syntax = fc.constantFrom(
  "{",
  "{{",
  "{{{",
  "}",
  "}}",
  "{%",
  "%}",
  "{#",
  "\\",
  "\\\\",
  "'",
  '"',
  "`",
  "$",
  "a",
  " b",
  "\n",
  "👍",
  "é",
  "[",
  "]",
  ":",
  "#",
  "-",
  "|",
  "&",
  "%s",
);
const hostile = fc.array(syntax, { maxLength: 12 }).map((parts) => parts.join(""));
const inTabs = (format: string): number => (format === "curl" ? 10 : 120);

test.each(READ)("%s carries whatever a prompt and a text may hold", async (format) => {
  await fc.assert(
    fc.asyncProperty(
      hostile,
      hostile,
      hostile,
      hostile,
      fc.constantFrom("x:", "x\\", "x\\\\", "{", "}"),
      fc.constantFrom(...LAYOUTS),
      async (header, around, shown, asked, tail, layout) => {
        const content = {
          header: `H${header}`,
          example: `T${around}[SENTENCE1]${around}\n${header}${tail}`,
          demonstrations: [{ text: oneLine(`d ${shown}`), label: 0 }],
        };
        const source = sourceOf(content, layout);
        const text = textOf(format, content, layout);
        if (text === undefined) throw new TypeError("not expressible");
        const query = { text: `q ${asked}` };
        expect(await readers[format](text, query)).toEqual(expected(source.result.content, query, layout));
      },
    ),
    { numRuns: inTabs(format), seed: 20261122 },
  );
});

test("plain text is the prompt with a placeholder", () => {
  const { content } = sourceOf({}, "completion").result;
  const query = { text: "Where?" };
  const prompt = renderPrompt(content, query, "completion");
  expect(textOf("text", {}, "completion")?.replaceAll("[IHR TEXT]", "Where?")).toBe(prompt.type === "text" ? prompt.text : "");
  const taken = textOf("text", { header: "[IHR TEXT] and more" }, "completion") ?? "";
  expect(taken).toContain("Text: [[IHR TEXT]]");
});

test("JSON Lines hold what each test example was asked with, and its answer", () => {
  const source = sourceOf({}, "chat-turns");
  const lines = (textOf("messages-lines", {}, "chat-turns") ?? "").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).messages)).toEqual(
    source.examples.test.map((example) => [
      ...expected(source.result.content, example, "chat-turns"),
      { role: "assistant", content: example.label === "billing" ? "Bill\\" : "{{Delivery}}" },
    ]),
  );
});

test("the run record holds all that rendering needs", () => {
  const record = JSON.parse(textOf("manifest", {}, "chat") ?? "");
  const { content } = sourceOf({}, "chat").result;
  expect(renderPrompt(record.prompt, { text: "q" }, record.languageModel.layout)).toEqual(renderPrompt(content, { text: "q" }, "chat"));
  expect(record.prompt.labelOffsets).toEqual([-0.25, 0.125]);
});

test("promptfoo's tests are the test examples and their labels", () => {
  const document = load(textOf("promptfoo", {}, "chat") ?? "");
  expect(at(document, "tests")).toEqual([
    { vars: { text: "a {{ late }} parcel" }, assert: [{ type: "equals", value: "delivery" }] },
    { vars: { text: "{% if %} wrong bill" }, assert: [{ type: "equals", value: "billing" }] },
  ]);
});

test("pairs of texts have two places", async () => {
  const pair = { example: "A: [SENTENCE1]\nB: [SENTENCE2]\nSame:", demonstrations: [] };
  const { content } = sourceOf(pair, "chat").result;
  const query = { text: "{one}", text2: "{{two}}" };
  const { messages } = await new Dotprompt().render(textOf("dotprompt", pair, "chat") ?? "", { input: query });
  expect(messages.at(-1)?.content).toEqual([{ text: expected(content, query, "chat").at(-1)?.content }]);
  const module = await typescriptModule(textOf("typescript", pair, "chat") ?? "");
  expect(module.messages?.("{one}", "{{two}}")).toEqual(expected(content, query, "chat"));
});

test("what a format would read as its own is refused, not bent", () => {
  const exported = (format: ExportFormat, header: string) => exportFile(format, sourceOf({ header }, "chat-turns"), "demonstrations");
  expect(exported("prompty", "Rules\nuser:\nmore")).toEqual({ type: "not-expressible", mark: "user:" });
  expect(exported("prompty", "\nRules")).toEqual({ type: "not-expressible", mark: "\\n" });
  expect(exported("dotprompt", "<<<dotprompt:role:system>>>")).toEqual({ type: "not-expressible", mark: "<<<dotprompt:" });
});

test("the snippet's label follows the offsets as the measurement does", async () => {
  const module = await typescriptModule(textOf("typescript", {}, "chat") ?? "");
  // Offsets -0.25 and 0.125: billing needs a log-probability at most 0.375 below.
  expect(module.labelOf([Math.log(0.42), Math.log(0.58)])).toBe("billing");
  expect(module.labelOf([Math.log(0.4), Math.log(0.6)])).toBe("delivery");
  // Not renormalised: the same after a constant.
  expect(module.labelOf([Math.log(0.42) - 3, Math.log(0.58) - 3])).toBe("billing");
});

test.skipIf(!hasPython)("python carries the same prompts", () => {
  for (const layout of LAYOUTS) {
    const { content } = sourceOf({}, layout).result;
    const made = inPython(
      textOf("python", {}, layout) ?? "",
      '{"made": [exported.prompt(q) if hasattr(exported, "prompt") else exported.messages(q) for q in given], "labels": [exported.label_of([-0.87, -0.54]), exported.label_of([-0.92, -0.51])]}',
      QUERIES,
    );
    expect(at(made, "labels")).toEqual(["billing", "delivery"]);
    const prompts = at(made, "made");
    expect(QUERIES.map((_, i) => at(prompts, i)).map((one) => (typeof one === "string" ? [{ role: "user", content: one }] : one))).toEqual(
      QUERIES.map((text) => expected(content, { text }, layout)),
    );
  }
});

test("DSPy's state has the documented shape, and the label words", () => {
  const state = JSON.parse(textOf("dspy", {}, "chat") ?? "");
  expect(Object.keys(state)).toEqual(["traces", "train", "demos", "signature", "lm", "metadata"]);
  expect(state.lm).toBeNull();
  expect(state.demos[1]).toEqual({ text: "my card {% was %} charged 'twice' \"today\" 💳 \\", label: "Bill\\" });
  expect(state.signature.fields).toEqual([
    { prefix: "Text:", description: "$" + "{text}" },
    { prefix: "Label:", description: "$" + "{label}" },
  ]);
  expect(state.signature.instructions).toContain(hostileTask.header.slice(0, 5));
});
