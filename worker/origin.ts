// Decides which pages may talk to a task. CORS does not guard WebSockets, so the Origin header is compared here, exactly.

/**
 * True for a request without an Origin (it comes from no browser page but, say, from the command line), from one of the aggregator's own
 * pages, or from a page on the owner's list. `aggregatorOrigin` is the origin that the request was sent to. The Origin "null" (a sandboxed
 * frame, a file) names no site, and no list can contain it.
 */
export function originAllowed(origin: string | null, aggregatorOrigin: string, allowed: readonly string[]): boolean {
  return origin === null || origin === aggregatorOrigin || allowed.includes(origin);
}

/** The detail of the refusal `wrong-origin`. It does not repeat the origin that was sent. */
export const ORIGIN_NOT_LISTED = "the origin of this page is not on the task's list of partner sites; the task's owner can add it";
