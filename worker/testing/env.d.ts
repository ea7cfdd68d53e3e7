// Declares the bindings that tests find in `env` and `exports` of "cloudflare:workers".
declare namespace Cloudflare {
  interface Env {
    readonly AGGREGATOR: DurableObjectNamespace<import("../task/aggregator.ts").Aggregator>;
  }
  interface GlobalProps {
    readonly mainModule: typeof import("../index.ts");
  }
}
