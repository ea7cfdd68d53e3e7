// How answers are told in OpenAI's two shapes: chat completions and legacy completions.

import type { GeneratedText, Step } from "./generate.ts";
import type { LlamaModel } from "./llama.ts";
import type { PromptTokens } from "./prompt-tokens.ts";
import { usageOf } from "./usage.ts";

type Answered = { readonly model: LlamaModel; readonly prompt: PromptTokens; readonly generated: GeneratedText };

export function chatCompletion({ model, prompt, generated }: Answered, logprobs: "with-logprobs" | "plain") {
  const entry = (token: number, logprob: number | null) => {
    const text = piece(model, token);
    return { token: text, logprob, bytes: text.includes("\ufffd") ? null : [...Buffer.from(text)] };
  };
  const content = generated.steps.map((step) => ({
    ...entry(step.token, step.logProb),
    top_logprobs: step.top.map(([token, logProb]) => entry(token, logProb)),
  }));
  return {
    object: "chat.completion",
    choices: [
      {
        index: 0,
        finish_reason: generated.finish,
        message: { role: "assistant", content: generated.text },
        logprobs: logprobs === "with-logprobs" ? { content } : null,
      },
    ],
    usage: usage(prompt, generated),
  };
}

export function textCompletion(
  { model, prompt, generated }: Answered,
  { echoed, logprobs }: { readonly echoed: string; readonly logprobs: boolean },
) {
  const steps = [...generated.echoed, ...generated.steps];
  return {
    object: "text_completion",
    choices: [
      {
        index: 0,
        finish_reason: generated.finish,
        text: echoed + generated.text,
        logprobs: logprobs
          ? {
              tokens: steps.map((step) => piece(model, step.token)),
              token_logprobs: steps.map((step) => step.logProb),
              // Two tokens may read the same, as broken characters do: the likelier one keeps the name.
              top_logprobs: steps.map((step) =>
                Object.fromEntries([...step.top].reverse().map(([token, logProb]) => [piece(model, token), logProb])),
              ),
              text_offset: textOffsets(model, steps),
            }
          : null,
      },
    ],
    usage: usage(prompt, generated),
  };
}

function usage(prompt: PromptTokens, generated: GeneratedText) {
  return usageOf({ prompt: prompt.tokens.length, completion: generated.steps.length, cached: generated.cachedTokens });
}

/** Where each token's text begins, in characters. The tokens of a character that was split share its place. */
function textOffsets(model: LlamaModel, steps: readonly Step[]): number[] {
  let offset = 0;
  let pending: number[] = [];
  return steps.map((step) => {
    const here = offset;
    pending.push(step.token);
    const text = model.detokenize(pending, true);
    if (!text.endsWith("\ufffd")) {
      offset += text.length;
      pending = [];
    }
    return here;
  });
}

function piece(model: LlamaModel, token: number): string {
  return model.detokenize([token], true);
}
