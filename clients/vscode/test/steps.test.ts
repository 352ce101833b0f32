import { expect, test } from "vitest";

import { live, title } from "../src/steps";

test.each([
  [{ step: "plan", goal: "know", probes: ["cargo.check"] }, "know", ""],
  [
    {
      step: "probe",
      probes: [{ method: "fs.read" }, { method: "fs.read" }, { method: "fs.list" }],
    },
    "fs.read, fs.list",
    "",
  ],
  [{ step: "decide", what: "broken", because: "2 errors", data: {} }, "broken", "2 errors"],
  [{ step: "patch", proposal: "cd" }, "a proven patch", "cd"],
])("%j", (step, name, detail) => {
  expect(live(step, 3)).toMatchObject({ seq: 3, kind: step.step, title: name, detail });
});

test("a job that is not known keeps its name", () => {
  expect([title("propose"), title("other")]).toEqual(["Search for a proof", "other"]);
});
