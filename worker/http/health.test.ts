// Health is a route that needs no task.
import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";

test("health says which protocol the aggregator speaks", async () => {
  const response = await exports.default.fetch("https://aggregator.test/api/health");
  expect(await response.json()).toEqual({ status: "ok", protocol: 1 });
});
