// Why a participant on a partner's page cannot go on: a stable code, a sentence, and for a content security policy the line that is
// missing.

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

/** What the person's browser cannot do, by code. */
export const UNFIT: ReadonlyMap<unknown, string> = new Map([
  ["insecure", "This page is not at a secure address (https://, or localhost)."],
  ["old-browser", "This browser is too old: Safari 17.4, Chrome or Edge 120, Firefox 124 or later is needed."],
]);

/** `line`: directive and source to add. */
export function policyError(line: string): EmbedError {
  return new EmbedError("content-policy", `This page's Content-Security-Policy does not allow the participant. Add: ${line}`);
}

/** Whether a policy refused an address of `origin`: what it only reports did happen, and other addresses are not ours. */
export function refuses({ disposition, blockedURI }: SecurityPolicyViolationEvent, origin: string): boolean {
  return disposition === "enforce" && (blockedURI === origin || blockedURI.startsWith(`${origin}/`));
}

/** `value` is null where `work` failed; `refused`: directives of this page's policy that meanwhile refused something of `origin`. */
export async function watchingPolicy<T>(
  origin: string,
  work: () => Promise<T>,
): Promise<{ readonly value: T | null; readonly refused: ReadonlySet<string> }> {
  const refused = new Set<string>();
  const note = (event: SecurityPolicyViolationEvent): void => {
    if (refuses(event, origin)) refused.add(event.effectiveDirective);
  };
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
