import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { CommandFailure } from "../terminal/command.ts";
import { cacheFolder } from "./cache-folder.ts";
import { leanPackage } from "./lean-package.ts";

const folder = new URL("../local-runtime/", import.meta.url);
const manifest = await readFile(new URL("package.json", folder), "utf8");
const lock = await readFile(new URL("package-lock.json", folder), "utf8");

test.each([
  ["linux", "x64", "linux-x64"],
  ["linux", "arm64", "linux-arm64"],
  ["darwin", "arm64", "mac-arm64-metal"],
  ["darwin", "x64", "mac-x64"],
  ["win32", "x64", "win-x64"],
] as const)("on %s %s installs only its own CPU binary", (platform, arch, name) => {
  const lean = leanPackage(manifest, lock, { platform, arch });
  expect(Object.keys(JSON.parse(lean.manifest).dependencies)).toEqual(["node-llama-cpp", `@node-llama-cpp/${name}`]);
  expect(lean.manifest).not.toContain("optionalDependencies");
  const packages = JSON.parse(lean.lock).packages;
  expect(packages[""].dependencies).toEqual(JSON.parse(lean.manifest).dependencies);
  const others = Object.keys(packages).filter((path) => path.includes("@node-llama-cpp/") && !path.endsWith(`/${name}`));
  expect(others).toEqual([]);
});

test("refuses a platform the engine has no binary for, and says what else there is", () => {
  expect(() => leanPackage(manifest, lock, { platform: "aix", arch: "ppc64" })).toThrow(CommandFailure);
});

test("the lock file names no place that packages come from", () => {
  expect(lock).not.toContain('"resolved"');
});

test("keeps everything in the user's cache folder", () => {
  expect(cacheFolder({ platform: "linux", env: { XDG_CACHE_HOME: "/x" }, home: "/home/a" })).toBe("/x/asyndbt");
  expect(cacheFolder({ platform: "linux", env: {}, home: "/home/a" })).toBe("/home/a/.cache/asyndbt");
  expect(cacheFolder({ platform: "darwin", env: {}, home: "/Users/a" })).toBe("/Users/a/Library/Caches/asyndbt");
});
