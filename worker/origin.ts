// Which pages may talk to a task. CORS does not guard WebSockets, so the Origin header is compared here, exactly.

/**
 * True for a request without Origin (no browser page sends it: the command line), from the aggregator's own pages, or from a page of the
 * owner's list. `aggregatorOrigin` is the origin the request came to. "null" (a sandboxed frame, a file) is nobody's name: no list can hold it.
 */
export function originAllowed(origin: string | null, aggregatorOrigin: string, allowed: readonly string[]): boolean {
  return origin === null || origin === aggregatorOrigin || allowed.includes(origin);
}

/** Detail of `wrong-origin`. What was sent is not repeated. */
export const ORIGIN_NOT_LISTED = "the origin of this page is not on the task's list of partner sites; the task's owner can add it";
