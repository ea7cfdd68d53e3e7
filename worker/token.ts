// A token is 256 random bits. It is shown once; the aggregator keeps only its SHA-256.

import { digestOf } from "../shared/math/digest.ts";
import { SUBPROTOCOL } from "../shared/protocol/messages.ts";
import { encodeBytes } from "../shared/protocol/vector-codec.ts";

/** A new token: 43 characters of base64url. */
export function newToken(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** The public name of a participant or an invite: 96 random bits, 16 characters. */
export function newPublicId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(12)));
}

/** The digest that is stored instead of a token: 64 hexadecimal digits. A token is random, so its digest needs no salt. */
export function tokenDigest(token: string): string {
  return digestOf(token);
}

const encoder = new TextEncoder();

/** Compares two digests in a time that does not depend on where they differ. */
export function sameDigest(a: string, b: string): boolean {
  const left = encoder.encode(a);
  const right = encoder.encode(b);
  return left.length === right.length && crypto.subtle.timingSafeEqual(left, right);
}

/** The token of `Authorization: Bearer <token>`; undefined when there is none of the right form. */
export function bearerOf(headers: Headers): string | undefined {
  return /^Bearer ([ -~]{1,256})$/.exec(headers.get("authorization") ?? "")?.[1];
}

/** The token of `Sec-WebSocket-Protocol: asyndbt.1, bearer.<token>`; undefined when the header is anything else. */
export function subprotocolBearerOf(headers: Headers): string | undefined {
  const [protocol, bearer, ...rest] = (headers.get("sec-websocket-protocol") ?? "").split(",").map((item) => item.trim());
  if (protocol !== SUBPROTOCOL || rest.length > 0) return undefined;
  return /^bearer\.([A-Za-z0-9_-]{1,256})$/.exec(bearer ?? "")?.[1];
}

/** True if a query parameter has a name under which people put tokens into addresses, or a value that looks like one of our tokens. */
export function hasTokenInQuery(url: URL): boolean {
  for (const [name, value] of url.searchParams) {
    if (/^(access_?)?token$|^bearer$|^invite$|^key$|^api_?key$|^authorization$/i.test(name)) return true;
    if (/^[A-Za-z0-9_-]{43}$/.test(value)) return true;
  }
  return false;
}

function base64url(bytes: Uint8Array): string {
  return encodeBytes(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
