// The requests that the snippets of all languages send, with the place of the text left open: as the prompt was measured, where the
// endpoint speaks OpenAI's language, with whatever its model was found to need.

import { labelForms } from "../../../shared/prompt/render.ts";
import type { Dialect, GenerateRoute, Question, Quirks } from "../../language-model/dialects/dialect.ts";
import { DEFAULT_DIALECT, dialectOf } from "../../language-model/dialects/dialects.ts";
import { answerTokens } from "../../language-model/scoring/answer-tokens.ts";
import { mayBeginAlike, tokensToPart } from "../../language-model/scoring/begin-alike.ts";
import { exactForms } from "../../language-model/scoring/exact.ts";
import type { ExportInput } from "./format.ts";
import { type Piece, type PromptTemplate, templateOf } from "./prompt-template.ts";

/** The fields of a request's body beside the model and the prompt. */
export type RequestFields = Readonly<Record<string, unknown>>;

/** How the labels' log-probabilities are asked for. */
export type ProbabilityRequest =
  /** Among the likeliest tokens of an answer; `follow` where the first token may begin several labels' words. */
  | {
      readonly type: "tokens";
      readonly topK: number;
      readonly alike: boolean;
      readonly first: RequestFields;
      readonly follow: RequestFields;
    }
  /** By the extension of the project's own local server. */
  | { readonly type: "score"; readonly forms: readonly string[] };

export interface RequestTemplate extends PromptTemplate {
  /** Raw text has a route of its own. */
  readonly route: "completions" | "chat/completions";
  /** Of a raw text; empty for chats. */
  readonly text: readonly Piece[];
  /** For an answer in words. */
  readonly words: RequestFields;
  /** null where the prompt was measured without. */
  readonly probabilities: ProbabilityRequest | null;
}

const NO_QUIRKS: Quirks = { tokenLimit: "max_tokens", thinkingOff: -1 };
/** Where nothing is known of the endpoint that will be asked: what OpenAI's API allows. */
const TOP_K = { completions: 5, chat: 20 } as const;
/** Their requests are of another shape. */
const OTHER_SHAPES: readonly string[] = ["ollama", "gemini", "anthropic"];

export function requestTemplate(input: ExportInput): RequestTemplate {
  const { content, result, capability } = input;
  const template = templateOf(content, result.layout);
  const raw = result.layout === "completion";
  const labels = labelForms(content, result.layout);
  const known = capability && !OTHER_SHAPES.includes(capability.dialect) ? capability : null;
  const quirks = known?.quirks ?? NO_QUIRKS;
  const ask = askerOf(dialectOf(known?.dialect ?? DEFAULT_DIALECT), raw ? "completions" : "chat", quirks);
  return {
    ...template,
    route: raw ? "completions" : "chat/completions",
    text: raw ? (template.messages[0]?.pieces ?? []) : [],
    words: ask({ topK: 0, maxTokens: answerTokens(labels), temperature: quirks.refuses?.includes("temperature") ? 1 : 0 }),
    probabilities: probabilitiesOf(),
  };

  function probabilitiesOf(): ProbabilityRequest | null {
    if (result.rung === "text" || result.rung === "sampled") return null;
    if (known?.route === "score") return { type: "score", forms: exactForms(labels) };
    const usual = result.rung === "simulated" ? TOP_K.chat : TOP_K[raw ? "completions" : "chat"];
    const topK = known && known.topK > 0 ? known.topK : usual;
    const forms = labels.map(({ form }) => form);
    const tokens = (least: number): RequestFields => ask({ topK, maxTokens: Math.max(quirks.firstTokens ?? 1, least), temperature: 1 });
    const named = known?.sharedFirstTokens.some((group) => labels.filter(({ name }) => group.includes(name)).length > 1) ?? false;
    return { type: "tokens", topK, alike: named || mayBeginAlike(forms), first: tokens(1), follow: tokens(tokensToPart(forms)) };
  }
}

type Asked = Pick<Question, "topK" | "maxTokens" | "temperature">;

/** The dialect's own body, without what the snippet fills in. */
function askerOf(dialect: Dialect, name: "completions" | "chat", quirks: Quirks): (asked: Asked) => RequestFields {
  const route: GenerateRoute | undefined = dialect[name] ?? dialectOf(DEFAULT_DIALECT)[name];
  const prompt = name === "chat" ? ({ type: "chat", messages: [] } as const) : ({ type: "text", text: "" } as const);
  return (asked) => {
    const body = route?.body({ url: "", model: "" }, { ...asked, prompt, samples: 1, quirks }) ?? {};
    return Object.fromEntries(Object.entries(body).filter(([field]) => !["model", "messages", "prompt"].includes(field)));
  };
}
