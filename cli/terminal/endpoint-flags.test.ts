import { describe, expect, it, vi } from "vitest";
import { keyOption } from "./endpoint-flags.ts";

describe("keyOption", () => {
  it("reads the variable, and names one that is not set", () => {
    vi.stubEnv("FLAGS_TEST_KEY", "secret");
    expect(keyOption("FLAGS_TEST_KEY")).toBe("secret");
    vi.unstubAllEnvs();
    expect(() => keyOption("FLAGS_TEST_KEY")).toThrow("FLAGS_TEST_KEY is not set");
    expect(keyOption(undefined)).toBeUndefined();
  });

  it.each(["sk-live-0123456789", "AIzaSyExample_0123"])("never repeats what may be the key itself: %s", (key) => {
    expect(() => keyOption(key)).toThrow(/--key-env wants the name/);
    expect(() => keyOption(key)).not.toThrow(key);
  });
});
