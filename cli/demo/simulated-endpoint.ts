// The simulated learner behind HTTP, on loopback, in OpenAI's two shapes: for exported files, which can only ask an endpoint. It answers in
// words as models do: with a capital, a full stop, in bold, after another word.

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { hash32 } from "../../shared/math/random.ts";
import type { ChatMessage, Label, LanguageModel, Prompt } from "../../shared/prompt/language-model.ts";

export interface SimulatedEndpoint {
  /** Ends before /chat/completions. */
  readonly url: string;
  close(): Promise<void>;
}

interface Body {
  readonly prompt?: string;
  readonly messages?: readonly ChatMessage[];
  readonly logprobs?: boolean | number;
  readonly top_logprobs?: number;
  readonly max_tokens?: number;
}

/** `labels`: what the prompts that it will be asked with have answers for. */
export async function serveSimulated(model: LanguageModel, labels: readonly Label[]): Promise<SimulatedEndpoint> {
  const server = createServer((request, response) => {
    answer(model, labels, request).then(
      (body) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body)),
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(model: LanguageModel, labels: readonly Label[], request: IncomingMessage): Promise<object> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  const body: Body = JSON.parse(Buffer.concat(parts).toString("utf8"));
  const prompt: Prompt = body.prompt === undefined ? { type: "chat", messages: body.messages ?? [] } : { type: "text", text: body.prompt };
  const { logProbs } = await model.scoreLabels(prompt, labels);
  const ranked = labels.map(({ form }, i) => ({ form, logProb: logProbs[i] ?? 0 })).sort((a, b) => b.logProb - a.logProb);
  const text = spelled(ranked[0]?.form ?? "", JSON.stringify(prompt));
  const asked = body.top_logprobs ?? (typeof body.logprobs === "number" ? body.logprobs : 0);
  const top = ranked.slice(0, asked);
  // The answer ends after its one token, where more were asked for.
  const ends = (body.max_tokens ?? 1) > 1;
  if (prompt.type === "text") {
    const first = Object.fromEntries(top.map(({ form, logProb }) => [form, logProb]));
    const written = top[0]?.form ?? "";
    const logprobs = { tokens: ends ? [written, END] : [written], top_logprobs: ends ? [first, { [END]: 0 }] : [first] };
    return { choices: [{ text: ` ${text}`, ...(asked > 0 ? { logprobs } : {}) }] };
  }
  const entry = (token: string, logprob: number) => ({ token, logprob, bytes: [...Buffer.from(token)] });
  const likeliest = top.map(({ form, logProb }) => entry(form, logProb));
  const first = { ...likeliest[0], top_logprobs: likeliest };
  const content = ends ? [first, { ...entry(END, 0), top_logprobs: [entry(END, 0)] }] : [first];
  return { choices: [{ message: { role: "assistant", content: text }, ...(asked > 0 ? { logprobs: { content } } : {}) }] };
}

const END = "<|end|>";

/** As one of several models would write it; the same prompt always gets the same. */
function spelled(form: string, prompt: string): string {
  const word = form.trim();
  const ways = [word, `${word}.`, `**${word}**`, word.toUpperCase(), `Label: ${word}`, `“${word}”\n`, `The answer is ${word}, I think.`];
  return ways[hash32(prompt) % ways.length] ?? word;
}
