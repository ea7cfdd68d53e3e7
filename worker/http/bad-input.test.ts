// A frame that is no contribution gets a stable code, changes nothing and is not sent back.

import { abortAllDurableObjects } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { randomStream } from "../../shared/math/random.ts";
import { MAX_MESSAGE_BYTES } from "../../shared/protocol/messages.ts";
import { encodeFloat32, encodeUint16 } from "../../shared/protocol/vector-codec.ts";
import { contributionOf, sampleSpace } from "../testing/sample-task.ts";
import { createTestTask, join, onDisk, open, readStatus } from "../testing/session.ts";

const good = contributionOf({ seed: 1 });
const text = JSON.stringify(good);
const slots = sampleSpace.slots.length;
const losses = (...values: number[]) => encodeFloat32(Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, ...values));
const samples = (count: number, value = 0) => encodeUint16(new Uint16Array(count).fill(value));

const CASES: readonly (readonly [name: string, frame: string | object, code: string])[] = [
  ["B1 NaN among the losses", { ...good, losses: losses(Number.NaN) }, "out-of-range"],
  ["B2 an infinite loss", { ...good, losses: losses(Number.POSITIVE_INFINITY) }, "out-of-range"],
  ["B2 a minus infinite loss", { ...good, losses: losses(Number.NEGATIVE_INFINITY) }, "out-of-range"],
  ["B5 a negative loss", { ...good, losses: losses(-0.01) }, "out-of-range"],
  ["B6 a loss above its bound", { ...good, losses: losses(1e30) }, "out-of-range"],
  ["a candidate that its slot does not have", { ...good, samples: samples(6 * slots, 65_535) }, "out-of-range"],
  ["B12 losses of another width", { ...good, losses: good.losses.slice(0, 4) }, "malformed"],
  ["B13 a sample too few", { ...good, samples: samples(5 * slots) }, "wrong-shape"],
  ["B14 a slot too many", { ...good, samples: samples(6 * (slots + 1)) }, "wrong-shape"],
  ["B16 nothing in it", { ...good, samples: "", losses: "" }, "wrong-shape"],
  ["B18 more on the distribution than there are", { ...good, onDistribution: 7 }, "wrong-shape"],
  ["more right answers than asked", { ...good, accuracy: { right: 3, asked: 2 } }, "out-of-range"],
  ["more answers than a step can ask", { ...good, accuracy: { right: 0, asked: 4 * 4 + 1 } }, "out-of-range"],
  ["B32 more queries than anybody asks", { ...good, queries: Number.MAX_SAFE_INTEGER }, "out-of-range"],
  ["one query too many", { ...good, queries: 1_000_001 }, "out-of-range"],
  ["B32 more tokens than anybody reads", { ...good, tokens: Number.MAX_SAFE_INTEGER }, "out-of-range"],
  ["one token too many", { ...good, tokens: 1_000_000_000_001 }, "out-of-range"],
  ["right answers of nothing asked", { ...good, accuracy: { right: 1 } }, "malformed"],
  ["half a right answer", { ...good, accuracy: { right: 0.5, asked: 2 } }, "malformed"],
  ["text among the right answers", { ...good, accuracy: { right: 1, asked: 2, note: "mine" } }, "malformed"],
  ["B19 base64 with stray bits", { ...good, losses: `${good.losses.slice(0, -2)}x=` }, "malformed"],
  ["foreign characters in base64", { ...good, samples: `${good.samples.slice(0, -1)}!` }, "malformed"],
  ["B20 nesting 100,000 deep", "[".repeat(100_000), "malformed"],
  ["B20 nesting 100,000 deep, closed, inside a field", `{"type":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "malformed"],
  ["B21 an unknown type", { ...good, type: "merge" }, "malformed"],
  ["B21 a type of the other direction", { type: "merged" }, "malformed"],
  ["B22 a missing field", { ...good, losses: undefined }, "malformed"],
  ["B23 an extra field", { ...good, dual: 1 }, "malformed"],
  ["B23 z from a client", { ...good, z: good.losses }, "malformed"],
  ["B27 a base in the future", { ...good, base: 1_000 }, "unknown-base"],
  ["B29 __proto__", text.replace("{", '{"__proto__":{"polluted":1},'), "malformed"],
  ["B29 constructor", text.replace("{", '{"constructor":{"prototype":1},'), "malformed"],
  ["B29 __proto__ inside", text.replace(/}$/, ',"validation":{"__proto__":{"polluted":1}}}'), "malformed"],
  ["B30 a key twice", text.replace("{", '{"seq":1,'), "malformed"],
  ["B30 a key twice, once escaped", text.replace("{", '{"\\u0073eq":1,'), "malformed"],
  ["B31 a lone surrogate", text.replace('"simulated"', '"\\ud800"'), "malformed"],
  ["B31 NUL", text.replace('"simulated"', '"\\u0000"'), "malformed"],
  ["B31 a byte order mark", `\uFEFF${text}`, "malformed"],
  ["B32 a number as text", { ...good, seq: "1" }, "malformed"],
  ["B32 1e400", text.replace('"queries":48', '"queries":1e400'), "malformed"],
  ["a fraction for a count", { ...good, tokens: 0.5 }, "malformed"],
  ["B34 seq 0", { ...good, seq: 0 }, "malformed"],
  ["B34 seq -1", { ...good, seq: -1 }, "malformed"],
  ["B34 seq 2^53", { ...good, seq: 2 ** 53 }, "malformed"],
  ["B38 an epoch that is not", { ...good, epoch: 9 }, "wrong-epoch"],
  ["B39 seq + 1e9", { ...good, seq: 1_000_000_001 }, "sequence-gap"],
  ["B45 an empty frame", "", "malformed"],
  ["null", "null", "malformed"],
  ["a list", "[]", "malformed"],
  ["SQL", `{"type":"'; DROP TABLE event; --"}`, "malformed"],
  ["ten thousand strings and no key", JSON.stringify(Array.from({ length: 10_000 }, () => '\\"')), "malformed"],
];

test("[P28] each bad message gets its code, changes nothing and is counted", async () => {
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  const before = await onDisk(task);
  for (const [name, frame, code] of CASES) expect([name, await socket.refusedWith(frame)]).toEqual([name, code]);
  expect(await socket.refusedWith(new ArrayBuffer(8))).toBe("malformed");
  expect(await onDisk(task)).toEqual(before);
  expect({}).not.toHaveProperty("polluted");
  const { refused, refusedByCode } = await readStatus(task);
  expect(refused).toBe(CASES.length + 1);
  expect(refusedByCode["out-of-range"]).toBe(12);
  socket.send(good);
  await socket.expect("merged");
});

test("[P11a] a frame above the limit closes the socket unread, one at the limit is read", async () => {
  const task = await createTestTask();
  const ada = await join(task);
  const { socket } = await open(task, ada);
  expect(await socket.refusedWith("x".repeat(MAX_MESSAGE_BYTES))).toBe("malformed");
  socket.send("x".repeat(MAX_MESSAGE_BYTES + 1));
  expect(await socket.closed).toBe(1009);
  const wide = await open(task, ada);
  wide.socket.send("é".repeat(MAX_MESSAGE_BYTES / 2 + 1));
  expect(await wide.socket.closed).toBe(1009);
  const binary = await open(task, ada);
  binary.socket.send(new ArrayBuffer(MAX_MESSAGE_BYTES + 1));
  expect(await binary.socket.closed).toBe(1009);
});

test("[P11c] who floods is told to slow down, then cut off; others notice nothing", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const task = await createTestTask();
  const ada = await open(task, await join(task));
  const ben = await open(task, await join(task));
  for (let i = 0; i < 100; i++) ada.socket.send("{}");
  for (let i = 0; i < 100; i++) expect((await ada.socket.expect("refused")).code).toBe("malformed");
  ada.socket.send(good);
  expect(await ada.socket.expect("refused")).toMatchObject({ code: "too-many", retryAfterMs: 40 });
  vi.setSystemTime(Date.now() + 40);
  ada.socket.send(good);
  await ada.socket.expect("merged");
  for (let i = 0; i < 101; i++) ada.socket.send("{}");
  expect(await ada.socket.closed).toBe(1008);
  ben.socket.send(contributionOf({ seed: 2 }));
  await ben.socket.expect("merged");
  vi.useRealTimers();
});

test("[P6a] a private text sent by mistake is refused, not stored, not logged and not sent back", async () => {
  const canary = "canary-5f1c9a-Mrs-Smith-has-a-rash";
  const lines: string[] = [];
  const spies = (["log", "warn", "error", "info", "debug"] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...parts: unknown[]) => void lines.push(parts.map(String).join(" "))),
  );
  const task = await createTestTask();
  const { socket } = await open(task, await join(task));
  const answers = [];
  for (const frame of [
    { ...good, example: canary },
    { ...good, [canary]: 1 },
    { ...good, losses: canary },
    { ...good, rung: canary },
    { type: canary },
    canary,
    `{"type":"contribute","${canary}`,
  ]) {
    answers.push(await socket.ask(frame));
  }
  for (const answer of answers) expect(answer).toContain('"refused"');
  expect(answers.join()).not.toContain("canary");
  const { state, events } = await onDisk(task);
  expect(JSON.stringify([state, events])).not.toContain("canary");
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join()).not.toContain("canary");
  for (const spy of spies) spy.mockRestore();
});

const FUZZ_FRAMES = 3_000;

test("[P28] thousands of mutated frames crash nothing and change nothing", { timeout: 120_000 }, async () => {
  const random = randomStream(20_261_122, "mutated frames");
  const below = (limit: number) => Math.floor(random() * limit);
  // The sequence number is out of reach, so that a mutation that leaves the frame valid is refused too.
  const seeds = [
    JSON.stringify({ ...good, seq: 5_000 }),
    JSON.stringify({ type: "observe" }),
    JSON.stringify({ type: "resync", newEpoch: false }),
  ];
  const pieces = [
    '"',
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "-",
    "1e999",
    "\\u0000",
    "\\ud800",
    '"__proto__":1,',
    "0",
    "9".repeat(20),
    "\n",
    "é",
  ];
  const mutate = (frame: string): string => {
    const at = below(frame.length + 1);
    const piece = pieces[below(pieces.length)] ?? "";
    switch (below(5)) {
      case 0:
        return frame.slice(0, at) + piece + frame.slice(at);
      case 1:
        return frame.slice(0, at) + frame.slice(at + 1 + below(8));
      case 2:
        return frame.slice(0, at) + String.fromCharCode(32 + below(95)) + frame.slice(at + 1);
      case 3:
        return frame.slice(0, at);
      default:
        return frame.slice(0, at) + frame.slice(below(frame.length)) + frame.slice(at);
    }
  };
  vi.useFakeTimers({ toFake: ["Date"] });
  const task = await createTestTask({ leaseMs: 86_400_000 });
  const { socket } = await open(task, await join(task));
  const before = await onDisk(task);
  const types = new Map<string, number>();
  for (let i = 0; i < FUZZ_FRAMES; i++) {
    let frame = seeds[below(seeds.length)] ?? "";
    for (let times = 1 + below(3); times > 0; times--) frame = mutate(frame);
    vi.setSystemTime(Date.now() + 20);
    socket.send(frame);
    const answer = await socket.next();
    const type = answer.type === "refused" ? answer.code : answer.type;
    types.set(type, (types.get(type) ?? 0) + 1);
  }
  vi.useRealTimers();
  const harmless = ["malformed", "sequence-gap", "wrong-epoch", "unknown-base", "out-of-range", "wrong-shape", "observed", "state"];
  expect([...types.keys()].filter((type) => !harmless.includes(type))).toEqual([]);
  expect(types.get("malformed")).toBeGreaterThan(FUZZ_FRAMES / 2);
  expect(await onDisk(task)).toEqual(before);
  await abortAllDurableObjects();
  expect(await onDisk(task)).toEqual(before);
});
