// The requests the local server understands: OpenAI's shapes, with unknown fields ignored, and one extension that scores labels.

import * as v from "valibot";

/** A request that cannot be answered as it is; the message is for whoever sent it. */
export class BadRequest extends Error {
  readonly status: number;
  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

const message = v.object({ role: v.picklist(["system", "user", "assistant"]), content: v.string() });
const messages = v.pipe(v.array(message), v.minLength(1));
const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));

const generation = {
  temperature: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(2)))),
  seed: v.optional(v.nullable(v.pipe(v.number(), v.safeInteger()))),
  stop: v.optional(v.nullable(v.union([v.string(), v.array(v.string())]))),
  n: v.optional(v.nullable(v.literal(1, "one answer per request: send several requests with different seeds"))),
  stream: v.optional(v.nullable(v.literal(false, "answers are not streamed"))),
};

export const chatRequest = v.object({
  messages,
  max_tokens: v.optional(v.nullable(count(4096))),
  max_completion_tokens: v.optional(v.nullable(count(4096))),
  logprobs: v.optional(v.nullable(v.boolean())),
  top_logprobs: v.optional(v.nullable(count(20))),
  ...generation,
});
export type ChatRequest = v.InferOutput<typeof chatRequest>;

export const completionRequest = v.object({
  prompt: v.string(),
  max_tokens: v.optional(v.nullable(count(4096))),
  logprobs: v.optional(v.nullable(count(20))),
  echo: v.optional(v.nullable(v.boolean())),
  ...generation,
});

const labels = v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1), v.maxLength(256));
/** Extension: exact log P of each label as the continuation of a prompt or as the answer to messages. */
export const scoreRequest = v.pipe(
  v.object({ prompt: v.optional(v.string()), messages: v.optional(messages), labels }),
  v.check(({ prompt, messages }) => (prompt === undefined) !== (messages === undefined), "give either prompt or messages"),
);

export interface PromptRequest {
  readonly prompt?: string | undefined;
  readonly messages?: ChatRequest["messages"] | undefined;
}

/** @throws BadRequest that names the first field that is wrong. */
export function parse<Schema extends v.GenericSchema>(schema: Schema, body: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new BadRequest(`${v.getDotPath(issue) ?? "body"}: ${issue.message}`);
}
