import { expect, it } from "vitest";
import { page } from "./html.ts";

const hostile = '<script>alert("x")</script> & <b>bold</b>';

it("shows texts as texts wherever they stand, and plots as plots", () => {
  const text = page({
    notes: [`model ${hostile}`],
    targets: [{ id: hostile, target: hostile, measured: hostile, met: false }],
    ranks: [{ [hostile]: hostile }],
    rows: [{ set: hostile, empty: null, zero: 0 }],
    plots: ["<svg><title>plot</title></svg>"],
  });
  expect(text).not.toMatch(/<script|<b>/);
  expect(text.split('&lt;script&gt;alert("x")&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;')).toHaveLength(8);
  expect(text).toContain("<svg><title>plot</title></svg>");
  expect(text).toContain("<td></td><td>0</td>");
  expect(text).toContain("<td>missed</td>");
});

it("stands without rows", () => {
  const text = page({ notes: [], targets: [], ranks: [], rows: [], plots: [] });
  expect(text).not.toMatch(/undefined|NaN/);
  expect(text).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
});
