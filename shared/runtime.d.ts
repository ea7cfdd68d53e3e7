// Declares the few names that all our runtimes (browser, Web Worker, workerd, Node) share and that ECMAScript does not define. These are
// only types: `shared` never calls a clock, a network or a source of randomness.
interface AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}
