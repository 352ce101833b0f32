import { expect, test, vi } from "vitest";

vi.mock("vscode", () => ({}));

import type { Phase, ServerStatus } from "../src/documents";
import { shown } from "../src/status";

function status(phase: Phase, errors = 0, more: Partial<ServerStatus["model"]> = {}): ServerStatus {
  return {
    jobs: 0,
    projects: { ab: { root: "/w", trusted: true, phase, errors } },
    model: { usable: true, detail: "nano 0.1.0, int8", remedy: null, model: "760b84", ...more },
  };
}

test.each([
  ["missing", undefined, "$(warning) rusta", true],
  ["stopped", undefined, "$(error) rusta", true],
  ["starting", undefined, "$(sync~spin) rusta", false],
  ["running", status("proving", 2), "$(sync~spin) rusta: proving · nano", false],
  ["running", status("done", 2), "$(beaker) rusta: 2 errors · nano", false],
  ["running", status("done"), "$(check) rusta · nano", false],
  [
    "running",
    status("done", 1, { usable: false, model: null }),
    "$(beaker) rusta: 1 error · no model",
    false,
  ],
] as const)("%s", (life, given, text, warns) => {
  expect(shown(life, given)).toMatchObject({ text, warns });
});

test("a project that is not trusted is said to be", () => {
  const given = status("unknown");
  given.projects.ab = { root: "/w", trusted: false, phase: "unknown", errors: 0 };
  expect(shown("running", given).text).toBe("$(shield) rusta: not trusted · nano");
});
