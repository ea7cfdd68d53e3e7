import { expect, it } from "vitest";
import { redactedModel } from "./redacted-model.ts";

it.each([
  ["https://model.example/v1", "https://model.example/v1"],
  ["https://somebody:secret@model.example/v1?key=secret#secret", "https://model.example/v1"],
  ["no address: secret", ""],
])("names %s without what may be a key", (url, shown) => {
  const choice = { type: "http", url, model: "m", key: "secret", layout: null, withoutLogProbs: null } as const;
  expect(redactedModel(choice)).toEqual({ type: "http", name: "m", dialect: "openai-compatible", url: shown });
});

it("names a model in the tab by its file", () => {
  const address = { type: "address", url: "https://models.example/a/tiny.gguf?token=secret" } as const;
  expect(redactedModel({ type: "in-tab", source: address, layout: null })).toEqual({ type: "in-tab", name: "tiny.gguf" });
  const file = { type: "file", name: "mine.gguf", sizeBytes: 1, file: null } as const;
  expect(redactedModel({ type: "in-tab", source: file, layout: null })).toEqual({ type: "in-tab", name: "mine.gguf" });
  expect(redactedModel(null)).toEqual({ type: "simulated" });
});
