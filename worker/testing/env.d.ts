// Declares the bindings that tests find in `env` and `exports` of "cloudflare:workers".
declare namespace Cloudflare {
  interface Env {
    readonly AGGREGATOR: DurableObjectNamespace<import("../task/aggregator.ts").Aggregator>;
    readonly CREATIONS: DurableObjectNamespace<import("../http/creation-quota.ts").CreationQuota>;
  }
  interface GlobalProps {
    readonly mainModule: typeof import("../index.ts");
  }
}
