// The part of the TypeScript snippet that asks a model and reads its reply: the labels' log-probabilities where the prompt was measured
// with them, else an answer in words.

import { THOUGHT_MARKS } from "../../../../shared/checkers/reading/without-thoughts.ts";
import { labelForms } from "../../../../shared/prompt/render.ts";
import type { ExportInput } from "../format.ts";
import type { ProbabilityRequest, RequestTemplate } from "../request-body.ts";
import { embeddedRule } from "../rule-source.ts";

export function typescriptAsking(input: ExportInput, { route, inputs, words, probabilities }: RequestTemplate): string {
  const parameters = inputs.map((name) => `${name}: string, `).join("");
  const asked = `${route === "completions" ? "prompt: prompt" : "messages: messages"}(${inputs.join(", ")})`;
  const values = inputs.map((name) => `${name}, `).join("");
  const say = `/** The label by an answer in words; undefined when it names none. \`url\` ends before /${route}. */
export async function ${probabilities ? "classifyByWords" : "classify"}(${parameters}endpoint: Endpoint): Promise<string | undefined> {
  const { choices } = await ask("${route}", { ${asked}, ${fieldsIn(words)} }, endpoint);
  return labelInAnswer(answerIn(choices[0]?.message?.content ?? choices[0]?.text));
}
`;
  const both = probabilities
    ? `/**
 * The label by the log-probabilities of the label words, as it was measured; by an answer in words where the endpoint gives none.
 * Undefined when that names none. \`url\` ends before /${route}.
 */
export async function classify(${parameters}endpoint: Endpoint): Promise<string | undefined> {
  const logProbs = await labelLogProbs(${values}endpoint);
  return logProbs ? labelOf(logProbs) : classifyByWords(${values}endpoint);
}

`
    : "";
  return `export interface Endpoint {
  url: string;
  model: string;
  key: string;
}

${both}${say}
async function ask(route: string, body: object, { url, model, key }: Endpoint): Promise<any> {
  const response = await fetch(\`\${url}/\${route}\`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: \`Bearer \${key}\` },
    body: JSON.stringify({ model, ...body }),
  });
  if (!response.ok) throw Object.assign(new Error(\`the language model answered \${response.status}\`), { status: response.status });
  return response.json();
}
${probabilities ? `\n${logProbsCode(input, { probabilities, parameters, asked, route })}` : ""}
${ANSWER_IN}`;
}

interface Asking {
  readonly probabilities: ProbabilityRequest;
  readonly parameters: string;
  readonly asked: string;
  readonly route: string;
}

function logProbsCode({ content, result, rules }: ExportInput, { probabilities, parameters, asked, route }: Asking): string {
  const head = `/** One for each label; undefined where the endpoint gives none. */
async function labelLogProbs(${parameters}endpoint: Endpoint): Promise<readonly number[] | undefined> {
  try {
`;
  const tail = `  } catch (error) {
    // Some refuse to be asked for them.
    if ([400, 404, 422].includes((error as { status?: number }).status ?? 0)) return undefined;
    throw error;
  }
}
`;
  if (probabilities.type === "score") {
    return `${head}    const { logprobs } = await ask("score", { ${asked}, labels: ${JSON.stringify(probabilities.forms)} }, endpoint);
    return logprobs?.length === labels.length ? logprobs : undefined;
${tail}`;
  }
  const { topK, alike, first, follow } = probabilities;
  const forms = labelForms(content, result.layout).map(({ form }) => form);
  return `${head}    // What begins several label words is followed to where they part.
    for (let asked = 0, follow = ${alike}; asked < 3; asked++, follow = true) {
      const fields = follow ? { ${fieldsIn(follow)} } : { ${fieldsIn(first)} };
      const { choices } = await ask("${route}", { ${asked}, ...fields }, endpoint);
      const steps = stepsOf(choices[0]?.logprobs);
      if (steps.length === 0) return undefined;
      const { logProbs, observed, unresolved, returned } = tokenMasses(steps, ${JSON.stringify(forms)}, ${topK});
      if (returned > 1.001) return undefined;
      if (unresolved <= Math.min(1, observed.reduce((sum, p) => sum + p, 0))) return [...logProbs];
      if (follow && steps.length === 1) return undefined;
    }
    return undefined;
${tail}
interface TopToken {
  readonly text: string;
  readonly bytes?: readonly number[] | undefined;
  readonly logProb: number;
}

interface TokenStep {
  /** Text of the token that was written. */
  readonly written: string;
  /** The likeliest tokens there. */
  readonly top: readonly TopToken[];
}

/** The places of an answer; none where it has no log-probabilities. */
function stepsOf(logprobs: any): readonly TokenStep[] {
  const tokenOf = ({ token: text, logprob: logProb, bytes }: any): TopToken[] =>
    typeof text === "string" && typeof logProb === "number" ? [{ text, logProb, ...(Array.isArray(bytes) ? { bytes } : {}) }] : [];
  const likeliest = (place: any): TopToken[] => {
    const top: TopToken[] = (place.top_logprobs ?? []).flatMap(tokenOf);
    return top.length === 0 || top.some(({ text }) => text === place.token) ? top : [...top, ...tokenOf(place)];
  };
  const named = (top: any): TopToken[] =>
    Array.isArray(top) ? top.flatMap(tokenOf) : Object.entries(top ?? {}).flatMap(([token, logprob]) => tokenOf({ token, logprob }));
  const places: TokenStep[] = logprobs?.content?.length
    ? logprobs.content.map((place: any) => ({ written: place.token ?? "", top: likeliest(place) }))
    : (logprobs?.top_logprobs ?? []).map((top: any, i: number) => ({ written: logprobs.tokens?.[i] ?? "", top: named(top) }));
  const [first, ...later] = places;
  if (!first || first.top.length === 0) return [];
  // Some servers repeat the first place's tokens at every other.
  return later.every(({ top }) => JSON.stringify(top) === JSON.stringify(first.top)) ? [first] : places;
}

${rules.tokenMasses.map(embeddedRule).join("\n\n")}
`;
}

const { opening, closing } = THOUGHT_MARKS;

/** Parts joined, thoughts taken off, as in client/language-model/dialects/message-text.ts. */
const ANSWER_IN = `/** What was answered in words: parts joined, thoughts taken off. */
function answerIn(content: unknown): string {
  const parts: any[] = Array.isArray(content) ? content : [content];
  const isThought = (part: any): boolean => /^(?:redacted_)?(?:think|thought|reason)/i.test(part?.type ?? "") || part?.thought === true;
  let text = parts.map((part) => (typeof part === "string" ? part : isThought(part) ? "" : (part?.text ?? ""))).join("");
  const closing = /${closing.source}/i;
  for (let end = closing.exec(text); end; end = closing.exec(text)) text = text.slice(end.index + end[0].length);
  return /${opening.source}/i.test(text) ? "" : text;
}
`;

/** Of an object in TypeScript, without its braces. */
function fieldsIn(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(", ");
}
