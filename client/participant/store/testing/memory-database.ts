// As much of IndexedDB as the store uses, in memory, for tests in Node: it survives a reload of the page, and writes can be made to fail.

type Key = string | readonly string[];

class FakeRequest extends EventTarget {
  result: unknown = undefined;
  error: unknown = null;
  transaction: FakeTransaction | null = null;
  /** Tells of it in a task of its own, as browsers do. */
  settle(work: () => unknown): this {
    setTimeout(() => {
      try {
        this.result = work();
        this.dispatchEvent(new Event("success"));
      } catch (error) {
        this.error = error;
        this.dispatchEvent(new Event("error"));
        this.transaction?.fail(error);
      }
    });
    return this;
  }
}

class FakeTransaction extends EventTarget {
  readonly objectStoreNames: readonly string[];
  readonly #records: FakeRecords;
  error: unknown = null;
  #pending = 0;
  constructor(names: readonly string[], records: FakeRecords) {
    super();
    this.objectStoreNames = names;
    this.#records = records;
    this.#look();
  }
  objectStore(name: string): FakeObjectStore {
    return new FakeObjectStore(this, this.#records, name);
  }
  ask(work: () => unknown): FakeRequest {
    this.#pending++;
    const request = new FakeRequest();
    request.transaction = this;
    request.addEventListener("success", () => {
      this.#pending--;
      this.#look();
    });
    return request.settle(work);
  }
  fail(error: unknown): void {
    this.error = error;
    this.dispatchEvent(new Event("abort"));
  }
  /** Complete once nothing more was asked after the last answer was heard. */
  #look(): void {
    setTimeout(() => setTimeout(() => this.#pending === 0 && this.error === null && this.dispatchEvent(new Event("complete"))));
  }
}

class FakeObjectStore {
  readonly #transaction: FakeTransaction;
  readonly #all: Map<string, { readonly key: Key; readonly value: unknown }>;
  readonly #records: FakeRecords;
  readonly #name: string;
  constructor(transaction: FakeTransaction, records: FakeRecords, name: string) {
    const all = records.stores.get(name);
    if (!all) throw new DOMException(`no store ${name}`, "NotFoundError");
    this.#transaction = transaction;
    this.#all = all;
    this.#records = records;
    this.#name = name;
  }
  get(key: Key): FakeRequest {
    return this.#transaction.ask(() => structuredClone(this.#all.get(JSON.stringify(key))?.value));
  }
  getAll(range: FakeKeyRange): FakeRequest {
    return this.#transaction.ask(() =>
      [...this.#all.values()].filter(({ key }) => range.includes(key)).map(({ value }) => structuredClone(value)),
    );
  }
  put(value: unknown, key: Key): FakeRequest {
    const copy = structuredClone(value);
    return this.#transaction.ask(() => {
      const failure = this.#records.failure(this.#name);
      if (failure) throw new DOMException("no", failure);
      this.#all.set(JSON.stringify(key), { key, value: copy });
    });
  }
  delete(keys: Key | FakeKeyRange): FakeRequest {
    return this.#transaction.ask(() => {
      if (!(keys instanceof FakeKeyRange)) this.#all.delete(JSON.stringify(keys));
      else for (const [name, { key }] of this.#all) if (keys.includes(key)) this.#all.delete(name);
    });
  }
}

class FakeDatabase extends EventTarget {
  readonly #records: FakeRecords;
  constructor(records: FakeRecords) {
    super();
    this.#records = records;
  }
  createObjectStore(name: string): void {
    this.#records.stores.set(name, new Map());
  }
  transaction(names: string | readonly string[]): FakeTransaction {
    return new FakeTransaction([names].flat(), this.#records);
  }
  close(): void {}
}

class FakeKeyRange {
  readonly #low: string;
  readonly #high: string;
  constructor(low: Key, high: Key) {
    [this.#low, this.#high] = [[low].flat().join("\u0000"), [high].flat().join("\u0000")];
  }
  static bound(low: Key, high: Key): FakeKeyRange {
    return new FakeKeyRange(low, high);
  }
  includes(key: Key): boolean {
    const joined = [key].flat().join("\u0000");
    return joined >= this.#low && joined <= this.#high;
  }
}

class FakeCursor {
  advance(): void {}
  continue(): void {}
  continuePrimaryKey(): void {}
}

/** Records by store, and which stores refuse to be written to, with the name of the error. */
class FakeRecords {
  readonly stores = new Map<string, Map<string, { readonly key: Key; readonly value: unknown }>>();
  readonly failures = new Map<string, string>();
  version = 0;
  failure(store: string): string | undefined {
    return this.failures.get(store);
  }
}

export interface MemoryDatabase {
  readonly globals: Readonly<Record<string, unknown>>;
  /** Makes writes to a store fail with an error of this name; undefined: they work again. */
  refuse(store: string, error: string | undefined): void;
  /** As an older page left it. */
  leave(version: number, stores: Readonly<Record<string, readonly (readonly [Key, unknown])[]>>): void;
  /** All values of a store. */
  values(store: string): unknown[];
}

/** `globals`: what a test puts in the place of the browser's. */
export function memoryDatabase(): MemoryDatabase {
  const records = new FakeRecords();
  const open = (_: string, version: number): FakeRequest => {
    const request = new FakeRequest();
    return request.settle(() => {
      request.result = new FakeDatabase(records);
      const oldVersion = records.version;
      if (oldVersion > version) throw new DOMException("newer", "VersionError");
      records.version = version;
      if (oldVersion < version)
        request.dispatchEvent(Object.assign(new Event("upgradeneeded"), { oldVersion, newVersion: version, transaction: null }));
      return request.result;
    });
  };
  return {
    globals: {
      indexedDB: { open },
      IDBRequest: FakeRequest,
      IDBTransaction: FakeTransaction,
      IDBObjectStore: FakeObjectStore,
      IDBIndex: class {},
      IDBCursor: FakeCursor,
      IDBDatabase: FakeDatabase,
      IDBKeyRange: FakeKeyRange,
    },
    refuse(store, error) {
      if (error === undefined) records.failures.delete(store);
      else records.failures.set(store, error);
    },
    leave(version, stores) {
      records.version = version;
      for (const [name, entries] of Object.entries(stores))
        records.stores.set(name, new Map(entries.map(([key, value]) => [JSON.stringify(key), { key, value }])));
    },
    values: (store) => [...(records.stores.get(store)?.values() ?? [])].map(({ value }) => value),
  };
}
