// One request to an endpoint and its JSON answer, and the chain of rules every request passes: retry( limiter( breaker( budget( attempt
// )))). The budget is innermost, so it sees every attempt; the retry is outermost, so each attempt asks the others again.

export interface TokenUsage {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

export interface ModelRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; absent for a GET. */
  readonly body?: unknown;
  /** Characters of the prompt and most tokens of the answer, to reserve a budget before anything is sent. */
  readonly promptChars: number;
  readonly completionTokens: number;
  /** Reads what the endpoint says it counted; undefined where it says nothing. */
  readonly readUsage: (json: unknown) => TokenUsage | undefined;
  /** Longest time that the request may be held back. Default: any. */
  readonly patienceMs?: number;
  /** Called for each attempt as it is sent. */
  readonly onSent?: (() => void) | undefined;
}

export interface ModelReply {
  readonly json: unknown;
  readonly usage: TokenUsage;
  /** Attempts sent for this answer. */
  readonly attempts: number;
}

export type Transport = (request: ModelRequest, signal?: AbortSignal) => Promise<ModelReply>;
