import { expect, test, vi } from "vitest";

vi.mock("vscode", () => ({}));

import { titleOf } from "../src/passages";

test.each([
  ["# Ownership and moves · Rust by Example\n\ntext", "Ownership and moves · Rust by Example"],
  ["# a/b: c?\n", "a b c"],
  ["error[E0382]: borrow of moved value\n# no heading", "what was cited"],
])("%j is called %s", (text, title) => {
  expect(titleOf(text)).toBe(title);
});
