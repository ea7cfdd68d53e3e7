// From a request's prompt to tokens. Texts and messages are data: a special token's name inside them never becomes that token.

import { type ChatTemplate, chatTemplate } from "../../client/language-model/in-tab/chat-template.ts";
import { continuationTokens } from "../../client/language-model/in-tab/label-trie.ts";
import type { LlamaModel } from "./llama.ts";
import { BadRequest, type PromptRequest } from "./requests.ts";

export interface PromptTokens {
  /** The prompt, after the token that begins every text where the model wants one. */
  readonly tokens: readonly number[];
  /** Tokens at the start that stand for no text: 0 or 1. */
  readonly silent: number;
  /** The tokens that `form` adds after the prompt. */
  continuation(form: string): readonly number[];
}

export type Tokenize = (request: PromptRequest) => PromptTokens;

/** Reads the model's template once. Chat requests to a model without a template are refused. */
export async function createTokenize(model: LlamaModel): Promise<Tokenize> {
  const source = model.fileInfo.metadata.tokenizer?.chat_template;
  const { bos, eos, shouldPrependBosToken } = model.tokens;
  const piece = (token: number | null) => (token === null ? "" : model.detokenize([token], true));
  const template: ChatTemplate | undefined = source ? await chatTemplate(source, { bos: piece(bos), eos: piece(eos) }) : undefined;

  return (request) => {
    const special = request.messages !== undefined;
    const text = request.messages ? renderChat(model, template, request.messages) : (request.prompt ?? "");
    const encode = (whole: string) => {
      const tokens = model.tokenize(whole, special);
      return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens;
    };
    const tokens = encode(text);
    const silent = !special && shouldPrependBosToken && tokens[0] === bos ? 1 : 0;
    return { tokens, silent, continuation: (form) => asRefusal(() => continuationTokens(encode(text + form), tokens, form)) };
  };
}

function renderChat(model: LlamaModel, template: ChatTemplate | undefined, messages: Parameters<ChatTemplate>[0]): string {
  if (!template) throw new BadRequest("this model has no chat template: use /v1/completions or /v1/score with a prompt");
  for (const { content } of messages) {
    if (model.tokenize(content, true).join() !== model.tokenize(content, false).join())
      throw new BadRequest("a message contains the name of a special token, which would end its turn");
  }
  return asRefusal(() => template(messages));
}

/** What the model's template or tokenizer refuses is the request's fault, not the server's. */
function asRefusal<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof BadRequest ? error : new BadRequest(error instanceof Error ? error.message : String(error));
  }
}
