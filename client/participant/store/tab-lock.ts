// One tab at a time is a participant: an exclusive Web Lock per task. A tab that is closed or crashes lets go by itself.

/** A reload opens the new page while the old one's worker is still ending; another tab is there for longer. */
const PATIENCE_MS = 1_500;

export interface Leadership {
  /** Resolves when another tab took over. */
  readonly lost: Promise<void>;
  release(): void;
}

/** undefined when another tab holds the lock, unless `takeOver`, which ends that tab's turn. */
export function lead(name: string, { takeOver }: { readonly takeOver: boolean }): Promise<Leadership | undefined> {
  return new Promise((resolve, reject) => {
    let release = (): void => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const turn = navigator.locks.request(name, takeOver ? { steal: true } : { signal: patience }, async () => {
      resolve({ lost, release });
      await held;
    });
    // Rejected when it was stolen, and when patience ended before it was had.
    const lost = new Promise<void>((taken) => {
      turn.catch((error: unknown) => {
        // Where the browser blocks a frame's storage it blocks its locks: there is nothing that two tabs could share.
        if (error instanceof DOMException && error.name === "SecurityError") return resolve({ lost: new Promise(() => {}), release });
        taken();
        if (patience.aborted) resolve(undefined);
        else reject(error);
      });
    });
  });
}
