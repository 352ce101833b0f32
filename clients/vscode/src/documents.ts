/** What the server answers with, as far as it is used here; `schemas/` has all of it. */

export interface Anchor {
  kind: "file" | "doc" | "blob";
  title: string;
}

export interface Claim {
  role: string;
  text: string;
  anchors: Anchor[];
}

export interface Explanation {
  code: string | null;
  message: string;
  claims: Claim[];
  unknown: string | null;
}

export interface Failure {
  document: "error/1";
  error: { message: string; remedy: string | null };
  untouched: string;
}

export interface ExplainDocument {
  document: "explain/1";
  result: { ok: boolean; explanations: Explanation[]; missing: string[] };
}

export interface Abstention {
  diagnostic: { code: string | null; message: string } | null;
  reason: string;
  next_probe: { method: string; why: string };
}

export interface Proposal {
  title: string;
  confidence: { bp: number; calibrated: boolean };
  proof: { level: string; sandbox: string; tests: { run: string; passed: number } };
}

export interface ProposeDocument {
  document: "propose/1";
  trace: string;
  ids: string[];
  result: {
    status: "clean" | "proposed" | "abstained";
    proposals: Proposal[];
    abstentions: Abstention[];
  };
}

export interface PreviewDocument {
  document: "preview/1";
  proposal: string;
  files: { path: string; uri: string | null }[];
  diff: string;
}

export interface ApplyDocument {
  document: "apply/1";
  result: { files: string[]; verified: boolean; buffers: string[] };
}

export interface RevertDocument {
  document: "revert/1";
  result: { files: string[]; buffers: string[] };
}

export interface DiagnoseDocument {
  document: "diagnose/1";
  result: { ok: boolean; diagnostics: { level: string; code: string | null; message: string }[] };
}

export interface TraceSummary {
  trace: string;
  job: string;
  steps: number;
  ended_unix_s: number | null;
  error: string | null;
}

export interface TracesDocument {
  document: "traces/1";
  traces: TraceSummary[];
}

export interface TracePlace {
  path: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  text: string | null;
}

export interface RecordedStep {
  seq: number;
  kind: string;
  title: string;
  detail: string;
  ms: number | null;
  failed: string | null;
  anchors: string[];
  places: TracePlace[];
}

export interface TraceStepsDocument {
  document: "trace-steps/1";
  trace: string;
  job: string;
  steps: RecordedStep[];
  error: string | null;
}

export interface ReplayDocument {
  document: "replay/1";
  same: boolean;
  step: number | null;
  reason: string | null;
}

export type Phase = "unknown" | "checking" | "checked" | "proving" | "done" | "failed";

export interface ServerStatus {
  jobs: number;
  projects: Record<string, { root: string; trusted: boolean; phase: Phase; errors: number }>;
  model: { usable: boolean; detail: string; remedy: string | null; model: string | null };
}

/** One step of a running job, as `rusta/trace` brings it. */
export interface LiveStep {
  workspace: string;
  job: string;
  run: number;
  step: Record<string, unknown> & { step: string };
}

/** Where a command of the server is to act. */
export interface Argument {
  uri?: string;
  position?: { line: number; character: number };
  project?: string;
  proposal?: string;
}

export const isFailure = (answer: { document: string } | undefined): answer is Failure =>
  answer?.document === "error/1";
