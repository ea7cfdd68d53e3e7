// Tells an endpoint that fails over some texts from one that is down: it answers others meanwhile, or answers again what it answered
// before.

import { LanguageModelError } from "../../../shared/prompt/language-model-error.ts";
import type { ModelRequest, Transport } from "./transport.ts";

export interface Liveness {
  readonly transport: Transport;
  /** Answers so far. */
  answers(): number;
  /**
   * Sends the last request that was answered once more, at the expense of `request`. After a check that failed, none is made before
   * something else was answered.
   */
  stillAnswers(request: ModelRequest, signal?: AbortSignal): Promise<boolean>;
}

export function createLiveness(next: Transport): Liveness {
  let answers = 0;
  let answered: ModelRequest | undefined;
  let checking: Promise<boolean> | undefined;
  let answersAtFailedCheck = -1;

  const transport: Transport = async (request, signal) => {
    const reply = await next(request, signal);
    answers++;
    answered = request;
    return reply;
  };
  const check = async (again: ModelRequest, signal: AbortSignal | undefined): Promise<boolean> => {
    try {
      await transport(again, signal);
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof LanguageModelError)) throw error;
      answersAtFailedCheck = answers;
      return false;
    }
  };

  return {
    transport,
    answers: () => answers,
    async stillAnswers(request, signal) {
      if (!answered || answersAtFailedCheck === answers) return false;
      checking ??= check({ ...answered, onSent: request.onSent }, signal).finally(() => {
        checking = undefined;
      });
      return checking;
    },
  };
}
