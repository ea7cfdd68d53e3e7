// Serves the only page that other sites may show in a frame: the participant's page of one task, on that task's partner sites. All other
// pages are static files that no site may frame.

import { isPartnerOrigin } from "../../shared/protocol/partner-messages.ts";
import type { Env } from "../env.ts";
import type { Result } from "../result.ts";

export interface FramedPage {
  /**
   * The origin in which the embedding script says it runs. A lie gains nothing: the browser compares `frame-ancestors` with the real one.
   */
  readonly host: string;
  readonly assets: Env["ASSETS"];
  /** The task's partner sites, or the refusal that came instead. */
  readonly listed: Result<readonly string[]>;
}

/**
 * If `host` is listed, serves the participant's page, which only the listed sites may frame. Otherwise serves a page that shows `host` its
 * refusal. That page contains nothing else, so the refused site may frame it.
 */
export async function framedPage({ host, assets, listed }: FramedPage): Promise<Response> {
  if (listed.ok && listed.value.includes(host)) return framed(await assets.fetch("https://assets/embed-frame"), listed.value);
  const code = listed.ok ? "wrong-origin" : listed.refusal.code;
  const page = await framed(await assets.fetch("https://assets/embed-refused"), isPartnerOrigin(host) ? [host] : []);
  const marked = new HTMLRewriter().on("html", { element: (html) => void html.setAttribute("data-refused", code) });
  return marked.transform(new Response(page.body, { status: 403, headers: page.headers }));
}

/** Serves a page with the policy of all pages (client/public/_headers), except that `ancestors` may frame it. */
async function framed(page: Response, ancestors: readonly string[]): Promise<Response> {
  const policy = page.headers.get("content-security-policy");
  if (!page.ok || policy === null) return new Response("the page is not built", { status: 503 });
  const headers = new Headers(page.headers);
  const open = `frame-ancestors ${ancestors.length > 0 ? ancestors.join(" ") : "'none'"}`;
  headers.set("content-security-policy", `${policy.replace(/;?\s*frame-ancestors[^;]*/, "")}; ${open}`);
  headers.set("cross-origin-resource-policy", "cross-origin");
  headers.set("cache-control", "no-store");
  headers.delete("etag");
  return new Response(page.body, { headers });
}
