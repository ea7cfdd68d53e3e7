// A partner's site on this machine, on another origin than the aggregator's: `localhost` where that is 127.0.0.1. For the demo and for
// tests.

import { createServer } from "node:http";

export interface PartnerPage {
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PartnerSite {
  readonly origin: string;
  close(): Promise<void>;
}

/** `pages` by path; read anew for every request. `port` 0 takes a free one. */
export async function startPartnerSite(pages: ReadonlyMap<string, PartnerPage>, port: number): Promise<PartnerSite> {
  const server = createServer((request, response) => {
    const page = pages.get(new URL(request.url ?? "/", "http://localhost").pathname);
    if (!page) {
      // Browsers ask for an icon, and would complain that there is none.
      response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...page.headers }).end(page.html);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return {
    origin: `http://localhost:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
