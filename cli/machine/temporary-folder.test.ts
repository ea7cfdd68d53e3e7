import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withTemporaryFolder } from "./temporary-folder.ts";

const prefix = join(tmpdir(), "asyndbt-temporary-");

describe("withTemporaryFolder", () => {
  it("is there during the work and gone after it, with what was written", async () => {
    const folder = await withTemporaryFolder(prefix, async (path) => {
      writeFileSync(join(path, "file"), "text");
      return path;
    });
    expect(folder.startsWith(prefix)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  it("is gone after an error, and leaves no listener behind", async () => {
    const listeners = (): number[] => ["exit", "SIGINT", "SIGTERM"].map((event) => process.listenerCount(event));
    const before = listeners();
    let left = "";
    const work = withTemporaryFolder(prefix, async (path) => {
      left = path;
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(existsSync(left)).toBe(false);
    expect(listeners()).toEqual(before);
  });

  it("is gone when the process exits in the middle of the work", async () => {
    const exits = process.listeners("exit");
    let left = "";
    let end: () => void = () => undefined;
    const work = withTemporaryFolder(prefix, (path) => {
      left = path;
      return new Promise<void>((resolve) => {
        end = resolve;
      });
    });
    for (const listener of process.listeners("exit")) if (!exits.includes(listener)) listener.call(process, 0);
    expect(existsSync(left)).toBe(false);
    end();
    await work;
  });
});
