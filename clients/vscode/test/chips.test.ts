import { expect, test } from "vitest";

import { chip } from "../src/chips";

test("the server's own word counts", () => {
  const data = { project: "ab", state: "step" };
  expect(chip("E0382 · a step: borrow; still 1 error", data).state).toBe("step");
});

test.each([
  ["E0382 · 72 % · Borrow the name", "proven"],
  ["E0382 · proving a fix …", "proving"],
  ["E0425 · abstains: nothing is green; next: docs.search", "abstains"],
  ["E0425 · not proven yet", "unknown"],
])("of an older server: %s", (message, state) => {
  expect(chip(message, undefined).state).toBe(state);
});

test("an abstention keeps its words", () => {
  expect(chip("E0425 · abstains: nothing is green; next: docs.search", undefined).text).toBe(
    "nothing is green; next: docs.search",
  );
});
