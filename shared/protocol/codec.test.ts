// Records cross the wire bit for bit, and messages that cannot be read are told apart.

import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { initialLevel } from "../algorithm/level.ts";
import { localStep } from "../algorithm/local-step.ts";
import { levelDigest } from "../algorithm/state-digest.ts";
import { randomBatch, settingsOf, spaceOf } from "../algorithm/testing/toy.ts";
import { randomStream } from "../math/random.ts";
import { decodeContribution, decodeLevel, decodeView, encodeContribution, encodeLevel, encodeStep, encodeView } from "./codec.ts";
import { contributeSchema } from "./messages.ts";
import {
  decodeBytes,
  decodeFloat32,
  decodeFloat64,
  decodeUint16,
  encodeBytes,
  encodeFloat32,
  encodeFloat64,
  encodeUint16,
} from "./vector-codec.ts";

describe("vectors on the wire", () => {
  it("[A38b] base64 as RFC 4648 has it, and back", () => {
    const text = (value: string) => encodeBytes(new TextEncoder().encode(value));
    expect(["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(text)).toEqual([
      "",
      "Zg==",
      "Zm8=",
      "Zm9v",
      "Zm9vYg==",
      "Zm9vYmE=",
      "Zm9vYmFy",
    ]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(decodeBytes(encodeBytes(bytes))).toEqual(bytes);
      }),
    );
    for (const bad of ["Z", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n", "Zm-v", "Zg==Zg=="]) expect(decodeBytes(bad)).toBe(undefined);
  });

  it("[A38b] numbers keep every bit, little-endian", () => {
    fc.assert(
      fc.property(fc.float32Array({ maxLength: 9 }), fc.float64Array({ maxLength: 9 }), fc.uint16Array({ maxLength: 9 }), (a, b, c) => {
        expect(decodeFloat32(encodeFloat32(a))).toEqual(a);
        expect(decodeFloat64(encodeFloat64(b))).toEqual(b);
        expect(decodeUint16(encodeUint16(c))).toEqual(c);
      }),
    );
    expect(encodeUint16(Uint16Array.of(1))).toBe("AQA=");
    expect(decodeFloat64(encodeFloat32(Float32Array.of(1)))).toBe(undefined);
    expect(decodeFloat32("AQA=")).toBe(undefined);
    expect(decodeUint16("AQ==")).toBe(undefined);
  });
});

describe("records on the wire", () => {
  const space = spaceOf();
  const settings = settingsOf({ optimiser: "adam", geometry: "euclidean" });
  const batch = randomBatch(randomStream("wire"), space, 4);
  const input = { shape: space, settings, level: initialLevel(space, settings), batch, stepSize: 1, lossRange: 4 };
  const level = localStep(input, null);

  it("[A38b] [A38c] a level keeps its digest and its moments", () => {
    const back = decodeLevel(encodeLevel(level));
    expect(back).toEqual(level);
    expect(back && levelDigest(back)).toBe(levelDigest(level));
    const plain = { ...level, moments: null };
    expect(decodeLevel(encodeLevel(plain))).toEqual(plain);
    expect(decodeLevel({ ...encodeLevel(level), tableSum: "AQ==" })).toBe(undefined);
    expect(decodeLevel({ ...encodeLevel(level), moments: { first: "AQ==", second: "" } })).toBe(undefined);
  });

  it("[A17] [A38b] a view keeps its bits and must have the task's dimension", () => {
    const view = { iteration: 7, z: Float32Array.from({ length: 20 }, (_, j) => j / 7), pull: new Float32Array(20) };
    expect(decodeView(encodeView(view), 20)).toEqual(view);
    expect(() => decodeView(encodeView(view), 19)).toThrow(RangeError);
  });

  it("[A23] [A23b] [A38b] a contribution carries what was tried and how it scored, and names its scale", () => {
    const scale = { loss: "plain", rung: "top-k" } as const;
    const contribution = { participant: "a", epoch: 2, seq: 3, base: 4, ...batch, scale, queries: 5, tokens: 6 };
    const message = encodeContribution(contribution);
    expect(decodeContribution(message, "a")).toEqual(contribution);
    expect(JSON.stringify(message)).not.toContain('"a"');
    const whole = { ...contribution, scale: { ...scale, layout: "chat", model: "0123456789abcdef" } } as const;
    expect(decodeContribution(encodeContribution(whole), "a")).toEqual(whole);
    expect(v.is(contributeSchema, { ...message, model: "a name" })).toBe(false);
    const counted = { ...contribution, accuracy: { right: 3, asked: 8 } };
    expect(decodeContribution(encodeContribution(counted), "a")).toEqual(counted);
    const read = (accuracy: unknown) => v.safeParse(contributeSchema, { ...message, accuracy }).success;
    expect([{ right: 0, asked: 0 }, counted.accuracy, undefined].map(read)).toEqual([true, true, true]);
    for (const bad of [
      null,
      {},
      { right: 1 },
      { asked: 1 },
      { right: 0.5, asked: 1 },
      { right: -1, asked: 1 },
      { right: 1, asked: 2, text: "" },
    ])
      expect(read(bad)).toBe(false);
    expect(decodeContribution({ ...message, losses: "AQ==" }, "a")).toBe(undefined);
    expect(decodeContribution({ ...message, samples: "AQI=".slice(0, 3) }, "a")).toBe(undefined);
  });

  it("[A38] a contribution's bytes are those that participants have always sent", () => {
    const step = {
      samples: Uint16Array.of(0, 2, 1, 513),
      losses: Float32Array.of(0.5, 1.25),
      onDistribution: 1,
      scale: { loss: "balanced", rung: "top-k" },
      queries: 16,
      tokens: 900,
    } as const;
    const place = { participant: "a", epoch: 2, seq: 7, base: 4 };
    // Written down from the client as it was before the codec was shared with the simulation.
    const counted = `{"type":"contribute","samples":"AAACAAEAAQI=","losses":"AAAAPwAAoD8=","onDistribution":1,"rung":"top-k","loss":"balanced","queries":16,"tokens":900,"accuracy":{"right":3,"asked":8},"epoch":2,"seq":7,"base":4}`;
    const uncounted = counted.replace('"accuracy":{"right":3,"asked":8},', "");
    expect(JSON.stringify(encodeContribution({ ...step, ...place, accuracy: { right: 3, asked: 8 } }))).toBe(counted);
    expect(JSON.stringify(encodeContribution({ ...step, ...place, accuracy: { right: 0, asked: 0 } }))).toBe(uncounted);
    expect(JSON.stringify(encodeContribution({ ...step, ...place }))).toBe(uncounted);
    expect(JSON.stringify({ ...encodeStep(step), epoch: 2, seq: 7, base: 4 })).toBe(uncounted);
  });
});
