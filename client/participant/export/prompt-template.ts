// A prompt cut open where the query goes: what every template format is written from. Made by rendering, not by a second renderer.

import type { ChatMessage, Layout } from "../../../shared/prompt/language-model.ts";
import { type PromptContent, renderPrompt } from "../../../shared/prompt/render.ts";

/** Text as it stands, or the place of one of the query's texts. */
export type Piece = string | { readonly input: InputName };
export type InputName = "text" | "text2";

export interface TemplateMessage {
  readonly role: ChatMessage["role"];
  readonly pieces: readonly Piece[];
}

export interface PromptTemplate {
  /** A raw text becomes one user message: only some formats know raw texts. */
  readonly messages: readonly TemplateMessage[];
  /** The inputs there is a place for, `text` first. */
  readonly inputs: readonly InputName[];
}

export function templateOf(content: PromptContent, layout: Layout): PromptTemplate {
  const mark = unusedMark(JSON.stringify(content));
  const prompt = renderPrompt(content, { text: `${mark}1`, text2: `${mark}2` }, layout);
  const messages = prompt.type === "chat" ? prompt.messages : [{ role: "user" as const, content: prompt.text }];
  const cut = messages.map(({ role, content: text }) => ({ role, pieces: piecesOf(text, mark) }));
  const inputs = (["text", "text2"] as const).filter((input) =>
    cut.some(({ pieces }) => pieces.some((piece) => typeof piece !== "string" && piece.input === input)),
  );
  return { messages: cut, inputs };
}

/** Writes a message in a format's own way. */
export function writePieces(pieces: readonly Piece[], literal: (text: string) => string, place: (input: InputName) => string): string {
  return pieces.map((piece) => (typeof piece === "string" ? literal(piece) : place(piece.input))).join("");
}

/** The message as text, with something else in the places. */
export function withPlaceholders(pieces: readonly Piece[], place: (input: InputName) => string): string {
  return writePieces(pieces, (text) => text, place);
}

/** A word that the content does not hold. */
function unusedMark(text: string): string {
  for (let i = 0; ; i++) {
    const mark = `query${i}place`;
    if (!text.includes(mark)) return mark;
  }
}

function piecesOf(text: string, mark: string): Piece[] {
  return text
    .split(new RegExp(`(${mark}[12])`))
    .map((part): Piece => (part.startsWith(mark) ? { input: part.endsWith("1") ? "text" : "text2" } : part))
    .filter((piece) => piece !== "");
}
