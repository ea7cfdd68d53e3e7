import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockFolder } from "./folder-lock.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "asyndbt-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("lockFolder", () => {
  it("lets nobody in while the holder runs, and says where it is", () => {
    const lock = lockFolder(folder, "npm start");
    expect(() => lockFolder(folder, "npm start")).toThrow(`npm start is running already, as process ${process.pid}`);
    lock.announce("http://127.0.0.1:8787");
    expect(() => lockFolder(folder, "npm start")).toThrow("running already at http://127.0.0.1:8787");
    lock.release();
    expect(existsSync(join(folder, "running.json"))).toBe(false);
    lockFolder(folder, "npm start").release();
  });

  it("takes over from a process that is gone, and from a file that a crash cut off", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => child.once("exit", resolve));
    writeFileSync(join(folder, "running.json"), JSON.stringify({ pid: child.pid }));
    lockFolder(folder, "npm start").release();
    writeFileSync(join(folder, "running.json"), '{"pi');
    lockFolder(folder, "npm start").release();
  });

  it("creates a folder that is not there", () => {
    const inside = join(folder, "new", "start");
    lockFolder(inside, "npm start").release();
    expect(existsSync(inside)).toBe(true);
  });
});
