// A connection to an IndexedDB database that is opened again. Browsers close one by themselves: when a tab was in the background, when they
// update, when they are short of memory; the next transaction then throws, and everything after a new opening works.

export interface Reopening<D> {
  /**
   * Does the work, on a new connection if the one there is fails. Work that may have been done already is done again, so it must be
   * harmless to repeat. @throws what the second attempt throws.
   */
  use<T>(work: (database: D) => Promise<T>): Promise<T>;
  /** Lets go, so that others may upgrade the database; the next use opens it again. */
  close(): void;
}

/** `isFinal`: no new connection would help. */
export function createReopening<D extends { close(): void }>(
  open: () => Promise<D>,
  isFinal: (error: unknown) => boolean = () => false,
): Reopening<D> {
  let current: Promise<D> | null = null;
  const opened = (): Promise<D> => {
    if (current) return current;
    const opening = open();
    current = opening;
    opening.catch(() => {
      if (current === opening) current = null;
    });
    return opening;
  };
  const close = (): void => {
    const old = current;
    current = null;
    old?.then(
      (database) => database.close(),
      () => undefined,
    );
  };
  return {
    close,
    async use(work) {
      const first = opened();
      try {
        return await work(await first);
      } catch (error) {
        if (isFinal(error)) throw error;
        // Somebody else may have opened it anew meanwhile.
        if (current === first) close();
        return work(await opened());
      }
    },
  };
}
