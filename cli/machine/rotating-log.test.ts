import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openRotatingLog } from "./rotating-log.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "asyndbt-log-"));
  path = join(folder, "log", "aggregator.log");
});
afterEach(() => rmSync(folder, { recursive: true }));

const kept = (): Record<string, string> =>
  Object.fromEntries(readdirSync(join(folder, "log")).map((name) => [name, readFileSync(join(folder, "log", name), "utf8")]));

it("drops the oldest file when there is no more room, and loses nothing before", () => {
  const log = openRotatingLog(path, { maxBytes: 4, files: 3 });
  for (let i = 0; i < 8; i++) log.write(Buffer.from(`${i}\n`));
  log.close();
  expect(kept()).toEqual({ "aggregator.log": "6\n7\n", "aggregator.log.1": "4\n5\n", "aggregator.log.2": "2\n3\n" });
});

it("goes on in the file that is there, which nobody else may read", () => {
  for (const line of ["one\n", "two\n"]) {
    const log = openRotatingLog(path, { maxBytes: 100, files: 2 });
    log.write(Buffer.from(line));
    log.close();
  }
  expect(kept()).toEqual({ "aggregator.log": "one\ntwo\n" });
  expect(statSync(path).mode & 0o077).toBe(0);
});

it("counts what an earlier log left, and keeps a single file where one is allowed", () => {
  mkdirSync(join(folder, "log"));
  writeFileSync(path, "full");
  const log = openRotatingLog(path, { maxBytes: 4, files: 1 });
  log.write(Buffer.from("new"));
  log.close();
  expect(kept()).toEqual({ "aggregator.log": "new" });
});

it("goes on without a word where it cannot rotate, and after it was closed", () => {
  const log = openRotatingLog(path, { maxBytes: 1, files: 2 });
  log.write(Buffer.from("a"));
  mkdirSync(`${path}.1`);
  writeFileSync(join(`${path}.1`, "in the way"), "");
  expect(() => log.write(Buffer.from("b"))).not.toThrow();
  rmSync(`${path}.1`, { recursive: true });
  log.write(Buffer.from("c"));
  log.close();
  log.write(Buffer.from("d"));
  expect(kept()).toEqual({ "aggregator.log": "c", "aggregator.log.1": "a" });
});
