// The facts about a build that replace these names, and the names that TypeScript's DOM types lack.

/** Such as "0.1.0-1a2b3c4d": the package's version, and a digest of what is served under it. */
declare const EMBED_VERSION: string;
/** Subresource integrity of participant.js of the same version. */
declare const WORKER_INTEGRITY: string;

interface ScriptUrlPolicy {
  /** A TrustedScriptURL, which stands where an address may stand. */
  createScriptURL(url: string): string;
}
declare const trustedTypes: { createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy } | undefined;
