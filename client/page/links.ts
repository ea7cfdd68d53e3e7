// Invite and owner links. Tokens travel in the fragment, which browsers never send, and leave the address bar once read.

export interface TaskLink {
  readonly taskId: string;
  readonly token: string | null;
}

const TASK_ID = /^[A-Za-z0-9_-]{1,64}$/;
const TOKEN = /^[A-Za-z0-9_-]{1,100}$/;

/** `kind` is the name under which the token travels. */
export function readLink(kind: "invite" | "owner"): TaskLink | null {
  return parseLink(location.href, kind);
}

/** null for an address of another aggregator, without a task, or with what cannot be a token. */
export function parseLink(address: string, kind: "invite" | "owner"): TaskLink | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.origin !== location.origin) return null;
  const fragment = new URLSearchParams(url.hash.slice(1));
  const taskId = fragment.get("task");
  if (taskId === null || !TASK_ID.test(taskId)) return null;
  const token = fragment.get(kind);
  return token === null || TOKEN.test(token) ? { taskId, token } : null;
}

/** Keeps the task, so that a reload finds it, and drops the token from bar and history. */
export function hideToken(taskId: string): void {
  history.replaceState(null, "", `${location.pathname}#task=${taskId}`);
}

/** Puts it back: where the browser keeps nothing, a reload would find neither the place nor an invite. */
export function showInvite(taskId: string, invite: string): void {
  history.replaceState(null, "", `${location.pathname}#${new URLSearchParams({ task: taskId, invite })}`);
}

/** Keeps a value for this tab's reloads. False where the browser keeps nothing. */
export function keepInTab(name: string, value: string): boolean {
  try {
    sessionStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

export function keptInTab(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

export function linkTo(page: "/join" | "/task", taskId: string, token: { readonly invite: string } | { readonly owner: string }): string {
  return `${location.origin}${page}#${new URLSearchParams({ task: taskId, ...token }).toString()}`;
}
