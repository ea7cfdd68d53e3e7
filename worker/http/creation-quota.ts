// Limits how many tasks one address may create a day, where no create key is asked for. Each address has an object of its own, which keeps
// one count and forgets it a day later. The object is found by a digest; the address itself is stored nowhere.

import { DurableObject } from "cloudflare:workers";
import { granted, type Result, refused } from "../result.ts";
import { tokenDigest } from "../token.ts";

/** An attempt counts, whatever comes of it: reading a task's body is what costs. */
export const CREATIONS_A_DAY = 100;
const DAY_MS = 86_400_000;

export class CreationQuota extends DurableObject {
  /** Counts one attempt, and says whether it is within the day's number. The day is that of the clock in UTC. */
  async take(): Promise<boolean> {
    const now = Date.now();
    const day = Math.floor(now / DAY_MS);
    const kept = await this.ctx.storage.get<{ readonly day: number; readonly count: number }>("attempts");
    const count = kept?.day === day ? kept.count : 0;
    if (count >= CREATIONS_A_DAY) return false;
    await this.ctx.storage.put("attempts", { day, count: count + 1 });
    if (count === 0) await this.ctx.storage.setAlarm((day + 2) * DAY_MS);
    return true;
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}

/** Whether the sender of a request without a create key may create one more task. This machine's own requests are not counted. */
export async function takeCreation(creations: DurableObjectNamespace<CreationQuota>, headers: Headers): Promise<Result<null>> {
  const address = countedAddress(headers.get("cf-connecting-ip") ?? "");
  if (address === undefined) return granted(null);
  const allowed = await creations.get(creations.idFromName(tokenDigest(`creations of ${address}`))).take();
  return allowed ? granted(null) : refused("too-many-tasks", `${CREATIONS_A_DAY} tries a day and address`);
}

/**
 * An IPv4 address as it is, of an IPv6 address the first 64 bits, which one connection is given as a whole; undefined for this machine, and
 * for a request that did not come through the platform's front.
 */
export function countedAddress(address: string): string | undefined {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined) return v4.startsWith("127.") ? undefined : v4;
  if (!address.includes(":") || address === "::1") return undefined;
  const [head = "", tail] = address.toLowerCase().split("::");
  const front = head.split(":").filter((group) => group !== "");
  const back = tail?.split(":").filter((group) => group !== "") ?? [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: zeros }, () => "0"), ...back];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
