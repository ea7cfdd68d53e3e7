import { describe, expect, it } from "vitest";
import { builtInInstructions } from "./instructions.ts";
import { renderPrompt } from "./render.ts";

const TREC = {
  language: "en",
  labels: ["NUM", "LOC", "HUM"],
  header: 'What kind of answer does the question ask for? Respond ONLY with "[LABEL:NUM]", "[LABEL:LOC]" or "[LABEL:HUM]". [VAR]',
  example: "Question: [SENTENCE1]\nAnswer:",
};

const byId = (...args: Parameters<typeof builtInInstructions>): Record<string, string> =>
  Object.fromEntries(builtInInstructions(...args).map(({ id, header }) => [id, header]));

describe("built-in instructions", () => {
  it("begin with the owner's own header, untouched", () => {
    expect(builtInInstructions(TREC)[0]).toEqual({ id: "own", header: TREC.header });
  });

  it("are made from the owner's question, the name of the text and the labels", () => {
    expect(byId(TREC)).toEqual({
      own: TREC.header,
      classify: "Classify the question. Answer with one of: [LABEL:NUM], [LABEL:LOC], [LABEL:HUM]. [VAR]",
      question: "What kind of answer does the question ask for? Answer with one of: [LABEL:NUM], [LABEL:LOC] or [LABEL:HUM]. [VAR]",
      "one-label":
        "What kind of answer does the question ask for? Answer with one label and nothing else: [LABEL:NUM], [LABEL:LOC] or [LABEL:HUM]. [VAR]",
      "labels-first": "[LABEL:NUM], [LABEL:LOC] or [LABEL:HUM]: which of these fits? What kind of answer does the question ask for? [VAR]",
      role: "You are a careful annotator. What kind of answer does the question ask for? Answer with one of: [LABEL:NUM], [LABEL:LOC] or [LABEL:HUM]. [VAR]",
      "list-behind": "What kind of answer does the question ask for?\n- [LABEL:NUM]\n- [LABEL:LOC]\n- [LABEL:HUM]\n[VAR]",
    });
  });

  it("show definitions before and behind the question, for the labels that have one", () => {
    const made = byId(TREC, { NUM: "asks for a number", HUM: "  ", LOC: "asks for a place" });
    const lines = "[LABEL:NUM]: asks for a number\n[LABEL:LOC]: asks for a place";
    expect(made["definitions-own"]).toBe(`${lines}\n\n${TREC.header}`);
    expect(made["own-definitions"]).toBe(`${TREC.header}\n\n${lines}`);
    expect(made["definitions-classify"]).toBe(`${lines}\n\n${made.classify}`);
    expect(made["classify-definitions"]).toBe(`${made.classify}\n\n${lines}`);
  });

  it("speak German to a German task", () => {
    const made = byId({
      language: "de-CH",
      labels: ["gut", "schlecht"],
      header: "Wie ist die Bewertung? Antworte mit [LABEL:gut] oder [LABEL:schlecht]. [VAR]",
      example: "Text: [SENTENCE1]\nUrteil:",
    });
    expect(made.classify).toBe("Ordne ein: Text. Antworte mit einem von: [LABEL:gut], [LABEL:schlecht]. [VAR]");
    expect(made.question).toBe("Wie ist die Bewertung? Antworte mit einem von: [LABEL:gut] oder [LABEL:schlecht]. [VAR]");
    expect(Object.values(made).join(" ")).not.toMatch(/Answer with|Classify/);
  });

  it("use no word but the owner's in any other language", () => {
    const header = "商品评论的情感倾向是什么？只回答“[LABEL:Positive]”或“[LABEL:Negative]”。 [VAR]";
    const made = byId(
      { language: "zh", labels: ["Positive", "Negative"], header, example: "Text: [SENTENCE1]\nAnswer:" },
      { Positive: "满意" },
    );
    expect(Object.keys(made)).toEqual(["own", "list-behind", "definitions-own", "own-definitions"]);
    expect(made["list-behind"]).toBe("商品评论的情感倾向是什么？\n- [LABEL:Positive]\n- [LABEL:Negative]\n[VAR]");
  });

  it("ask the owner's question where the texts come in pairs", () => {
    const made = byId({ ...TREC, example: "Question: [SENTENCE1]\nSentence: [SENTENCE2]\nAnswer:" });
    expect(made.classify).toBe(
      "What kind of answer does the question ask for? Answer with one of: [LABEL:NUM], [LABEL:LOC], [LABEL:HUM]. [VAR]",
    );
  });

  it("leave out what says the same as an earlier one", () => {
    const header = "Classify the question. Answer with one of: [LABEL:NUM], [LABEL:LOC], [LABEL:HUM]. [VAR]";
    const ids = builtInInstructions({ ...TREC, header }).map(({ id }) => id);
    expect(ids).not.toContain("classify");
    expect(ids[0]).toBe("own");
  });

  it("are headers that the renderer fills: label words, and phrases where [VAR] is", () => {
    for (const { header } of builtInInstructions(TREC, { NUM: "asks for a number" })) {
      expect(header).toContain("[VAR]");
      const prompt = renderPrompt(
        {
          header,
          example: TREC.example,
          labels: TREC.labels,
          labelWords: ["Number", "Place", "Person"],
          phrases: ["Be brief."],
          demonstrations: [],
        },
        { text: "How many?" },
        "completion",
      );
      expect(prompt.type === "text" && prompt.text).toContain("Be brief.");
      expect(JSON.stringify(prompt)).not.toMatch(/\[LABEL|\[VAR/);
      expect(JSON.stringify(prompt)).toContain("Number");
    }
  });
});
