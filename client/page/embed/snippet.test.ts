// The lines that partners copy.

import { expect, test } from "vitest";
import { policyOf, snippetOf } from "./snippet.ts";

const pinned = { version: "1.2.3-abcdef01", integrity: "sha384-xyz" };
const embedding = { aggregator: "https://aggregator.example", task: "t1", invite: "i1", mode: "isolated", pinned } as const;

test("a pinned box names the version and its digest; the moving one neither", () => {
  expect(snippetOf(embedding)).toContain(
    '<script type="module" src="https://aggregator.example/embed/1.2.3-abcdef01/embed.js" integrity="sha384-xyz" crossorigin></script>',
  );
  const moving = snippetOf({ ...embedding, pinned: null });
  expect(moving).toContain('src="https://aggregator.example/embed.js" crossorigin');
  expect(moving).not.toContain("integrity");
  expect(moving).toContain('task="t1"');
});

test("in-page mode checks the digest where an import cannot", () => {
  const snippet = snippetOf({ ...embedding, mode: "in-page" });
  expect(snippet).toContain(
    '<script type="module" src="https://aggregator.example/embed/1.2.3-abcdef01/embed.js" integrity="sha384-xyz" crossorigin></script>',
  );
  expect(snippet).toContain('import { createParticipant } from "https://aggregator.example/embed/1.2.3-abcdef01/embed.js";');
});

test("each mode needs its own sources", () => {
  expect(policyOf(embedding)).toBe("script-src https://aggregator.example;\nframe-src https://aggregator.example;");
  expect(policyOf({ ...embedding, mode: "in-page" })).toContain("connect-src https://aggregator.example wss://aggregator.example;");
});

test("no value leaves its place", () => {
  const crafted = `x"></asyndbt-participant><script src='https://evil.example/x.js'></script>&amp;\\`;
  const isolated = snippetOf({ ...embedding, task: crafted, invite: crafted });
  expect(isolated.match(/<[/a-z]/g)).toEqual(["<s", "</", "<a", "</"]);
  expect(isolated).toContain('task="x&quot;&gt;&lt;/asyndbt-participant&gt;');
  const inPage = snippetOf({ ...embedding, task: crafted, invite: crafted, mode: "in-page" });
  expect(inPage.match(/<[/a-z]/g)).toEqual(["<s", "</", "<s", "</"]);
  const [, task = ""] = /task: (".*"),/.exec(inPage) ?? [];
  expect(JSON.parse(task)).toBe(crafted);
});
