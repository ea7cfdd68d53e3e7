// The refusals of the aggregator. Each has a stable code, an HTTP status, a word on whether trying again can help, and a help text.
// They are sent as problem+json (RFC 9457) over HTTP and as `refused` messages over the socket. Never branch on the text.

export const refusals = {
  malformed: {
    status: 400,
    retry: "never",
    help: "The message is not valid JSON or has a missing, extra or wrong field. Update the page.",
  },
  "wrong-version": { status: 400, retry: "never", help: "This page speaks another protocol version than the aggregator. Reload it." },
  "token-in-query": { status: 400, retry: "never", help: "Tokens are never accepted in an address. Send an Authorization header." },
  "wrong-shape": { status: 422, retry: "never", help: "The contribution does not fit the task's slots." },
  "out-of-range": { status: 422, retry: "never", help: "A number is not finite or outside its bounds." },
  "wrong-model": {
    status: 422,
    retry: "never",
    help: "The task owner requires another language model. Choose the one that the task names.",
  },
  "asks-without-learning": {
    status: 422,
    retry: "never",
    help: "This task's settings let it ask about examples without learning from the answers. Nothing was sent. The task owner has to create it anew.",
  },
  unauthorised: { status: 401, retry: "never", help: "The token is missing, unknown or revoked. Ask the task owner for a new invite." },
  "create-key-needed": {
    status: 401,
    retry: "never",
    help: "Creating tasks here needs the create key of whoever runs this aggregator. Enter it, or ask them for it.",
  },
  forbidden: { status: 403, retry: "never", help: "This token does not allow that." },
  "invite-spent": {
    status: 409,
    retry: "never",
    help: "The invite has been used as often as it may be. Ask the task owner for a new one.",
  },
  "wrong-origin": { status: 403, retry: "never", help: "The task owner has not allowed pages of this site." },
  "unknown-task": { status: 404, retry: "never", help: "There is no such task here. Check the link." },
  "not-found": { status: 404, retry: "never", help: "There is nothing at this address." },
  "unknown-invite": { status: 404, retry: "never", help: "There is no such invite any more. Reload the list of invites." },
  "unknown-version": { status: 404, retry: "never", help: "There is no such version any more. Reload the list of versions." },
  unpublished: { status: 404, retry: "later", help: "The task owner has not published a prompt yet." },
  "too-many-invites": {
    status: 409,
    retry: "later",
    help: "The task has as many invites as it may have. Revoke some that are not needed.",
  },
  "unknown-viewer": { status: 404, retry: "never", help: "There is no such viewer any more. Reload the list of viewers." },
  "too-many-viewers": {
    status: 409,
    retry: "later",
    help: "The task has as many viewers as it may have. Revoke some that are not needed.",
  },
  "unknown-participant": {
    status: 404,
    retry: "never",
    help: "The aggregator does not know this participant. Join again with the invite.",
  },
  "wrong-epoch": { status: 409, retry: "resync", help: "Another tab or device continued as this participant. Fetch the state and go on." },
  "already-merged": { status: 409, retry: "resync", help: "This sequence number was merged long ago. Fetch the state and go on." },
  conflict: { status: 409, retry: "resync", help: "This sequence number was merged with other content. Fetch the state and go on." },
  "sequence-gap": { status: 409, retry: "resync", help: "An earlier contribution is missing. Fetch the state and send again from there." },
  "unknown-base": {
    status: 409,
    retry: "resync",
    help: "The contribution is based on a view the aggregator no longer holds. Fetch the state and go on.",
  },
  "wrong-round": {
    status: 409,
    retry: "never",
    help: "Another round of votes is open. Fetch how the votes stand, and vote in that round.",
  },
  "already-voted": { status: 409, retry: "never", help: "This participant has voted in this round. The first vote counts." },
  paused: { status: 503, retry: "later", help: "The task owner has paused the task. Nothing is lost; the page tries again." },
  closed: { status: 410, retry: "never", help: "The task owner has closed the task. The tuned prompt can still be read." },
  full: { status: 409, retry: "later", help: "The task has as many participants as it may have." },
  "too-large": { status: 413, retry: "never", help: "The message is larger than allowed." },
  "too-slow": { status: 408, retry: "later", help: "The request took too long to arrive. Try again on a better connection." },
  "unsupported-encoding": { status: 415, retry: "never", help: "Send plain JSON: content encodings are not accepted." },
  "upgrade-needed": { status: 426, retry: "never", help: "This address speaks WebSocket only." },
  "confirmation-needed": {
    status: 428,
    retry: "never",
    help: "Deleting a task cannot be undone. Repeat the request with the header X-Confirm-Delete: and the task's id.",
  },
  "too-many": { status: 429, retry: "later", help: "Too many messages in a short time. The page slows down and tries again." },
  "too-many-tasks": {
    status: 429,
    retry: "never",
    help: "So many tasks were created from your network today that no more are taken. Try again tomorrow, or ask for a create key.",
  },
  overloaded: { status: 503, retry: "later", help: "The aggregator is busy. Nothing is lost; the page tries again." },
  unsound: {
    status: 502,
    retry: "never",
    help: "The aggregator sent what cannot be true. None of it was used, and the participant stopped. Tell whoever runs the aggregator.",
  },
  damaged: {
    status: 503,
    retry: "never",
    help: "What is stored of this task is damaged and cannot be rebuilt. Nothing is guessed or overwritten; whoever runs the aggregator has to restore it.",
  },
  internal: { status: 500, retry: "later", help: "The aggregator failed. Nothing acknowledged is lost; the page tries again." },
} as const satisfies Record<string, RefusalKind>;

interface RefusalKind {
  readonly status: number;
  /** `never`: trying again cannot help. `later`: the same request may succeed later. `resync`: fetch the state first. */
  readonly retry: "never" | "later" | "resync";
  readonly help: string;
}

export type RefusalCode = keyof typeof refusals;

export const REFUSAL_CODES: readonly RefusalCode[] = Object.keys(refusals).filter((code): code is RefusalCode => code in refusals);

export interface Refusal {
  readonly code: RefusalCode;
  /** Says exactly what was wrong, with field names and numbers. It never contains private text or tokens. */
  readonly detail: string;
  /** With `later`: how long to wait before trying again, if the aggregator knows. */
  readonly retryAfterMs?: number;
}

/** The body of a problem+json answer (RFC 9457). `type` is a relative reference into the help page. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: RefusalCode;
  readonly detail: string;
  readonly retryAfterMs?: number;
}

export function problemDetailsOf(refusal: Refusal): ProblemDetails {
  const kind = refusals[refusal.code];
  return { type: `/help#${refusal.code}`, title: kind.help, status: kind.status, ...refusal };
}
