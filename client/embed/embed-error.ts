// Why a participant on a partner's page cannot go on: a stable code, a sentence, and for a content security policy the line that is missing.

export class EmbedError extends Error {
  override readonly name = "EmbedError";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export const NOT_LISTED = (origin: string): string =>
  origin === "null"
    ? "This page has no origin of its own (a sandboxed frame without allow-same-origin, or a file), so no task can list it."
    : `The task's owner has not listed ${origin}. The owner adds it under "Partner sites".`;

/** `line`: directive and source to add. */
export function policyError(line: string): EmbedError {
  return new EmbedError("content-policy", `This page's Content-Security-Policy does not allow the participant. Add: ${line}`);
}

/** Directives of this page's policy that refused something while `work` ran, with what each refused. */
export async function watchingPolicy<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T | null; readonly refused: ReadonlySet<string> }> {
  const refused = new Set<string>();
  const note = ({ effectiveDirective }: SecurityPolicyViolationEvent): void => void refused.add(effectiveDirective);
  document.addEventListener("securitypolicyviolation", note);
  try {
    return { value: await work(), refused };
  } catch {
    // The event is queued behind the rejection.
    await new Promise((resolve) => setTimeout(resolve));
    return { value: null, refused };
  } finally {
    document.removeEventListener("securitypolicyviolation", note);
  }
}
