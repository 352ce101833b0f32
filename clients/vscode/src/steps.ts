/** Steps of a trace in words. Pure. */

import type { RecordedStep } from "./documents";

const JOBS: Readonly<Record<string, string>> = {
  diagnose: "Diagnose",
  explain: "Explain",
  propose: "Search for a proof",
  explore: "Experiment",
  lint: "Style",
  apply: "Apply",
  revert: "Revert",
};

export const title = (job: string): string => JOBS[job] ?? job;

/** A step of a running job, as the server tells a recorded one. */
export function live(step: Record<string, unknown> & { step: string }, seq: number): RecordedStep {
  const [name, detail] = words(step);
  const none = { ms: null, failed: null, anchors: [], places: [] };
  return { seq, kind: step.step, title: name, detail, ...none };
}

function words(step: Record<string, unknown> & { step: string }): [string, string] {
  const text = (name: string): string => {
    const value = step[name];
    return typeof value === "string" ? value : "";
  };
  switch (step.step) {
    case "plan":
      return [text("goal"), ""];
    case "probe": {
      const probes = (step.probes ?? []) as { method: string }[];
      return [[...new Set(probes.map((probe) => probe.method))].join(", "), ""];
    }
    case "decide":
      return [text("what"), text("because")];
    case "ledger":
      return [text("claim"), ""];
    default:
      return ["a proven patch", text("proposal")];
  }
}
