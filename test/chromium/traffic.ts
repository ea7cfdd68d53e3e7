// Everything that pages, their workers and their sockets send, and everything they complain about.

import type { Page } from "playwright-core";

export interface Recording {
  /** Addresses, headers, bodies and frames sent to anybody but the language model, in order. */
  readonly sent: string[];
  /** Requests to anybody but the aggregator and the language model. */
  readonly foreign: string[];
  /** Console errors, uncaught errors and violations of the content security policy. */
  readonly complaints: string[];
  watch(page: Page): void;
  /** True when the message holds the word as it is, percent-encoded or in base64. */
  carries(message: string, word: string): boolean;
}

export function recordTraffic(origin: string, endpoint?: string): Recording {
  const sent: string[] = [];
  const foreign: string[] = [];
  const complaints: string[] = [];
  const ours = [origin, origin.replace("http", "ws"), `blob:${origin}`];
  const address = (url: string): void => {
    sent.push(url);
    if (!ours.some((start) => url.startsWith(start))) foreign.push(url);
  };
  const toModel = (url: string): boolean => endpoint !== undefined && url.startsWith(`${endpoint}/`);
  return {
    sent,
    foreign,
    complaints,
    watch(page) {
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("request", (request) => {
        if (toModel(request.url())) return;
        address(request.url());
        sent.push(JSON.stringify(request.headers()));
        const body = request.postData();
        if (body !== null) sent.push(body);
      });
      page.on("websocket", (socket) => {
        address(socket.url());
        socket.on("framesent", ({ payload }) => sent.push(typeof payload === "string" ? payload : payload.toString("latin1")));
      });
    },
    carries: (message, word) => {
      const bytes = Buffer.from(word);
      // The word's position in its triplet is unknown, so each of the three, without the characters its neighbours decide.
      const encoded = [0, 1, 2].map((shift) =>
        Buffer.concat([Buffer.alloc(shift), bytes])
          .toString("base64")
          .slice(4, -4),
      );
      return [word, encodeURIComponent(word), ...encoded].some((form) => message.includes(form));
    },
  };
}
