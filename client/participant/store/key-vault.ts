// An API key at rest: AES-GCM under a key made of a passphrase (PBKDF2, HMAC-SHA-256). Only on request; otherwise the key lives in memory.
// 600,000 iterations: OWASP's password storage advice for PBKDF2-HMAC-SHA-256.

const ITERATIONS = 600_000;

/** Safe to store: useless without the passphrase. */
export interface SealedKey {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

export async function sealKey(apiKey: string, passphrase: string): Promise<SealedKey> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyFrom(passphrase, salt, ITERATIONS);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(apiKey));
  return { salt, iv, iterations: ITERATIONS, sealed: new Uint8Array(sealed) };
}

/** undefined when the passphrase is wrong or the record was changed: the two cannot be told apart. */
export async function openKey({ salt, iv, iterations, sealed }: SealedKey, passphrase: string): Promise<string | undefined> {
  const key = await keyFrom(passphrase, salt, iterations);
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed));
  } catch {
    return undefined;
  }
}

async function keyFrom(passphrase: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(passphrase), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, material, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
}
