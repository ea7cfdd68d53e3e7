// The error of a language model that gave no answer. Each of its stable codes has a sentence on what happened and one on what to do about
// it. A message is made of these sentences, of harmless facts (host, status), and of a provider's own words without anything that may be
// private. It never contains prompts or keys.

const CODES = {
  offline: ["this device is offline", "Connect to the network; the run goes on by itself."],
  dns: ["the endpoint's host name is not known", "Check the address for a typing error."],
  refused: ["nothing answers at this address", "Start the server there, or check host and port."],
  tls: ["no secure connection could be made", "Check the certificate, or use http:// for a server on this machine."],
  unreachable: ["the endpoint could not be reached", "Check address and network; a content policy or an extension may block it too."],
  cors: [
    "the endpoint answers, but does not allow calls from this page",
    "Allow this page's origin on the server, or use a provider that allows browsers.",
  ],
  "mixed-content": ["an https:// page may not call an http:// address", "Use an https:// address, or a server on this machine."],
  "local-network": [
    "the browser does not let this page reach the local network",
    "Allow local network access for this page, then try again.",
  ],
  timeout: ["the endpoint did not answer in time", "Try again, raise the time limit, or take a faster model."],
  redirected: ["the endpoint sent the request elsewhere", "Enter the final address; keys are never sent after a redirect."],
  unauthorised: ["the endpoint does not accept the key", "Check the key, and that it belongs to this provider."],
  forbidden: [
    "the key may not use this model or endpoint",
    "Check the key's rights, region and project, and the account's privacy settings.",
  ],
  quota: ["the account's quota or credit is used up", "Add credit or wait for the quota to renew, then start again."],
  "rate-limited": ["the endpoint asks for fewer requests", "Wait, or lower the number of requests at a time."],
  "long-wait": [
    "the endpoint asks for a longer wait than anybody should be kept waiting without being asked",
    "Start again when that time is over, or take another model; nothing is lost.",
  ],
  "model-not-found": ["the endpoint does not know this model", "Check the model's name in the provider's list."],
  "not-found": ["the endpoint has no such route", "Check the provider (dialect) and its address, which usually ends in /v1."],
  "bad-request": [
    "the endpoint refused the form of the request",
    "Choose the provider (dialect) that this endpoint is of, or another layout.",
  ],
  "text-refused": [
    "the endpoint does not answer this text, though it answers others",
    "Leave the example out, or take a model whose filter lets it pass.",
  ],
  "too-large": ["the prompt is too long for this model", "Show fewer demonstrations or take a model with a larger context."],
  "server-error": ["the endpoint failed", "Try again later."],
  "not-json": [
    "the endpoint answered with a web page instead of JSON",
    "Check the address; a sign-in page or proxy may answer in its place.",
  ],
  "malformed-answer": [
    "the endpoint's answer could not be read",
    "Choose the provider (dialect) that this endpoint is of; if it is right, report it to us.",
  ],
  "no-logprobs": [
    "the endpoint gives no label probabilities",
    "Allow sampled or text answers for it, or take a model that gives log-probabilities.",
  ],
  thinking: ["the model thinks before it answers, so its first token is no label", "Turn thinking off, or take a model without it."],
  "no-label": [
    "none of the answers holds one of the labels",
    "Turn the model's thinking off, choose another provider (dialect) or layout, or take another model.",
  ],
  "no-answer": ["the model gave no answer in words", "Try again, or take another model."],
  "label-overlap": [
    "labels begin with the same token, and the answer does not show which of them is meant",
    "Choose label words that begin differently, or allow answers in words.",
  ],
  "label-boundary": [
    "a label does not begin at a token boundary after the prompt",
    "Choose another label word or end the example in a cue.",
  ],
  "circuit-open": ["the endpoint failed several times in a row, so it is left alone for a while", "Wait, or check the provider's status."],
  "budget-queries": ["the budget of queries does not suffice", "Raise the budget to go on."],
  "budget-key": ["the requests that were allowed with this key are used up", "Allow more with this key, or count anew, to go on."],
  "budget-tokens": ["the budget of tokens is used up", "Raise the budget to go on."],
  "budget-money": ["the budget of money is used up", "Raise the budget to go on."],
  "budget-time": ["the time budget is used up", "Raise the budget to go on."],
  "price-unknown": ["a budget of money needs the model's prices", "Enter the prices, or set a budget of queries or tokens."],
  "invalid-settings": ["the settings of the language model are not valid", "Correct them and try again."],
} as const;

export type LanguageModelErrorCode = keyof typeof CODES;

export interface LanguageModelErrorFacts {
  /** A harmless fact for the message: host, status, name of a setting. */
  readonly detail?: string;
  readonly status?: number;
  /** The time for which the endpoint asked us to wait. */
  readonly retryAfterMs?: number;
  /** True if the same request may succeed later. False by default. */
  readonly retryable?: boolean;
  /** The request field about which the endpoint complained, if it named one. */
  readonly field?: string;
  /** The part of the endpoint's own words that may be shown. */
  readonly quote?: string;
}

export class LanguageModelError extends Error {
  override readonly name = "LanguageModelError";
  readonly code: LanguageModelErrorCode;
  readonly facts: LanguageModelErrorFacts;

  constructor(code: LanguageModelErrorCode, facts: LanguageModelErrorFacts = {}) {
    const [what, todo] = CODES[code];
    const detail = facts.detail === undefined ? "" : ` (${facts.detail})`;
    const quote = facts.quote === undefined ? "" : ` ${QUOTE_BEGINS}${facts.quote}${QUOTE_ENDS}`;
    super(`${what}${detail}.${quote} ${todo}`);
    this.code = code;
    this.facts = facts;
  }

  /** One sentence on what to do about it. */
  get advice(): string {
    return CODES[this.code][1];
  }

  /** True if the same request may succeed later. */
  get retryable(): boolean {
    return this.facts.retryable ?? false;
  }
}

const QUOTE_BEGINS = "The endpoint says: “";
const QUOTE_ENDS = "”.";

/** The endpoint's own words in a message, for pages that translate the rest of it; undefined if it quotes none. */
export function quotedIn(message: string): string | undefined {
  const from = message.indexOf(QUOTE_BEGINS);
  const to = message.indexOf(QUOTE_ENDS, from);
  return from < 0 || to < 0 ? undefined : message.slice(from + QUOTE_BEGINS.length, to);
}

/** Every code with its explanation, for documents and tests. */
export function languageModelErrorCodes(): readonly { code: string; what: string; advice: string }[] {
  return Object.entries(CODES).map(([code, [what, advice]]) => ({ code, what, advice }));
}
