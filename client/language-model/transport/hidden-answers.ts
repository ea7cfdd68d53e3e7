// Sees that an answer came although nobody may look at it. The page's own embedder policy (COEP) blocks answers to a request without CORS,
// so such a request fails whether a host is there or not; the browser reports the first case to whoever asks.

export interface AnswerWatch {
  /** True once an answer of that origin was blocked, false when none is told of in time. */
  blocked(origin: string): Promise<boolean>;
  end(): void;
}

/** A report comes after the failure that it explains, in a task of its own. */
const PATIENCE_MS = 500;

/** Of a report of type `coep`: https://html.spec.whatwg.org/multipage/browsers.html#coep */
interface EmbedderReport {
  readonly type: string;
  readonly body: BlockedAnswer | { toJSON(): BlockedAnswer } | null;
}

interface BlockedAnswer {
  readonly type?: string;
  readonly blockedURL?: string;
}

type Observer = new (
  onReports: (reports: readonly EmbedderReport[]) => void,
  options: { readonly types: readonly string[] },
) => { observe(): void; disconnect(): void };

/** undefined where the browser has no such reports. */
export function watchHiddenAnswers(observer: unknown = Reflect.get(globalThis, "ReportingObserver")): AnswerWatch | undefined {
  if (typeof observer !== "function") return undefined;
  const origins = new Set<string>();
  let heard = (): void => undefined;
  // No library of types has it for workers.
  const watching = new (observer as Observer)(
    (reports) => {
      for (const { type, body } of reports) {
        // Chromium shows what is in it in this way only.
        const told: BlockedAnswer | null = body && "toJSON" in body ? body.toJSON() : body;
        const url = told?.blockedURL ?? "";
        if (type === "coep" && told?.type === "corp" && URL.canParse(url)) origins.add(new URL(url).origin);
      }
      heard();
    },
    { types: ["coep"] },
  );
  watching.observe();
  return {
    blocked: (origin) =>
      new Promise((resolve) => {
        const late = setTimeout(() => resolve(false), PATIENCE_MS);
        heard = () => {
          if (!origins.has(origin)) return;
          clearTimeout(late);
          resolve(true);
        };
        heard();
      }),
    end: () => watching.disconnect(),
  };
}
