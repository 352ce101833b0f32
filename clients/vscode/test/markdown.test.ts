import { expect, test } from "vitest";

import type { Anchor, Explanation } from "../src/documents";
import * as markdown from "../src/markdown";

const rustc: Anchor = { kind: "blob", title: "rustc" };
const book: Anchor = { kind: "doc", title: "What Is Ownership? (4.1)" };

function given(more: Partial<Explanation> = {}): Explanation {
  return {
    code: "E0382",
    message: "borrow of moved value: `name`",
    claims: [
      { role: "diagnosis", text: "borrow of moved value", anchors: [rustc] },
      { role: "cause", text: "`name` moved_here", anchors: [rustc] },
      { role: "rule", text: "each value has one owner", anchors: [rustc, book] },
    ],
    unknown: null,
    ...more,
  };
}

/** What the links of a text call, and with what. */
function links(text: string): [string, unknown][] {
  return [...text.matchAll(/\]\(command:([\w.]+)\?([^)]*)\)/g)].map(([, name = "", query = ""]) => {
    const [argument] = JSON.parse(decodeURIComponent(query)) as unknown[];
    return [name, argument];
  });
}

test("every sentence has a link to what it rests on, the compiler's words once where others do", () => {
  const text = markdown.explanation(given());
  expect(text).toContain("**E0382** — borrow of moved value: `name`");
  expect(links(text)).toEqual([
    ["rusta.showAnchor", { anchor: rustc }],
    ["rusta.showAnchor", { anchor: rustc }],
    ["rusta.showAnchor", { anchor: book }],
  ]);
});

test("what is between backticks is code, all else is text", () => {
  const text = markdown.explanation(given({ message: "`*a_b*` and *c*" }));
  expect(text).toContain("`*a_b*` and \\*c\\*");
});

test("what is not known is gray and offers to add evidence", () => {
  const text = markdown.explanation(given({ claims: [], unknown: "no passage; ask rustup" }));
  expect(text).toContain("*Not known*: no passage; ask rustup");
  expect(links(text)).toEqual([["rusta.doctor", {}]]);
});

test("an abstention says its reason, the next probe, and how long that takes", () => {
  const why = {
    diagnostic: null,
    reason: "two repairs are green",
    next_probe: { method: "cargo.test", why: "a test would tell them apart" },
  };
  const where = { uri: "file:///a.rs", position: { line: 1, character: 2 } };
  const text = markdown.abstention(why, where, 179_000);
  expect(text).toContain("**Not certain yet** — two repairs are green");
  expect(text).toContain("`cargo.test` · about 3 min: a test would tell them apart");
  expect(links(text)).toEqual([["rusta.fixHere", where]]);
  expect(markdown.abstention(why, where, undefined)).not.toContain("about");
});

test.each([
  [4, "1 s"],
  [12_400, "12 s"],
  [200_000, "3 min"],
])("%i ms are %s", (ms, told) => {
  expect(markdown.duration(ms)).toBe(told);
});

test("links of the server's own documents call the command that opens them", () => {
  const text = markdown.hover(
    "see [a \\[b\\]](rusta:/anchor/ab12/0123456789abcdef.md), [c](file:///d#L3)",
  );
  expect(links(text)).toEqual([["rusta.showAnchor", { anchor: "0123456789abcdef" }]]);
  expect(text).toContain("[c](file:///d#L3)");
});
