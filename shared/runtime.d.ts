// The few names that every runtime we support (browser, Web Worker, workerd, Node) shares and that ECMAScript itself does not define.
// Only types: `shared` never calls a clock, a network or a source of randomness.
interface AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}
