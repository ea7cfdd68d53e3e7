// A link that is pasted or followed while its page is shown: the browser only changes the fragment, so the page opens it by itself.

import { readLink } from "./links.ts";

/** `shown` gives the task on the page, "" for none. Returns what ends the listening. */
export function followLinks(kind: "invite" | "owner", shown: () => string): () => void {
  const onChange = (): void => {
    const link = readLink(kind);
    // The page that is loaded reads the token, and then hides it.
    if (link && (link.token !== null || link.taskId !== shown())) location.reload();
  };
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}
