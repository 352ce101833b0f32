import { expect, test } from "vitest";

import { Restarts } from "../src/restarts";

test("the third death within three minutes is the last", () => {
  const restarts = new Restarts(() => 0);
  expect([restarts.died(), restarts.died(), restarts.died(), restarts.died()]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("deaths that are long ago do not count", () => {
  let now = 0;
  const restarts = new Restarts(() => now);
  const answers = [1, 2, 3, 4].map(() => {
    now += 100_000;
    return restarts.died();
  });
  expect(answers).toEqual([true, true, true, true]);
});

test("whoever starts it by hand begins anew", () => {
  const restarts = new Restarts(() => 0);
  restarts.died();
  restarts.died();
  restarts.forget();
  expect(restarts.died()).toBe(true);
});
