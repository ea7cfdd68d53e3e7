import { expect, test } from "vitest";
import { openKey, sealKey } from "./key-vault.ts";

test("opens with the passphrase and with no other", async () => {
  const sealed = await sealKey("sk-secret-ß", "correct horse");
  expect(await openKey(sealed, "correct horse")).toBe("sk-secret-ß");
  expect(await openKey(sealed, "correct horse ")).toBeUndefined();
});

test("what is stored holds no trace of the key and differs every time", async () => {
  const one = await sealKey("sk-secret", "p");
  const other = await sealKey("sk-secret", "p");
  expect(Buffer.from(one.sealed).includes("sk-secret")).toBe(false);
  expect(Buffer.from(one.sealed).equals(Buffer.from(other.sealed))).toBe(false);
});

test("a changed record does not open", async () => {
  const sealed = await sealKey("sk-secret", "p");
  const changed = Uint8Array.from(sealed.sealed, (byte, i) => (i === 0 ? byte ^ 1 : byte));
  expect(await openKey({ ...sealed, sealed: changed }, "p")).toBeUndefined();
});
