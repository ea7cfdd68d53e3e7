// One tab at a time is a participant: an exclusive Web Lock per task. A tab that is closed or crashes lets go by itself.

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
    const turn = navigator.locks.request(name, takeOver ? { steal: true } : { ifAvailable: true }, async (lock) => {
      if (!lock) return resolve(undefined);
      resolve({ lost, release });
      await held;
    });
    // A stolen lock rejects the request.
    const lost = new Promise<void>((taken) => {
      turn.catch((error: unknown) => {
        taken();
        reject(error);
      });
    });
  });
}
