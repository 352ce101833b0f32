import { expect, test } from "vitest";

import { Counts, type Store } from "../src/counts";

function store(): Store {
  const held = new Map<string, unknown>();
  return {
    get: (key) => held.get(key),
    update: (key, value) => {
      held.set(key, value);
      return Promise.resolve();
    },
  };
}

test("nothing is counted before the user wants it", () => {
  const counts = new Counts(store(), () => false);
  counts.add("applied");
  expect(counts.all()).toEqual({});
});

test("what is counted is all that is kept, and can be seen", () => {
  const counts = new Counts(store(), () => true);
  counts.add("applied");
  counts.add("applied");
  counts.add("reverted");
  expect(counts.all()).toEqual({ applied: 2, reverted: 1 });
});
