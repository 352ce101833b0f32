/** The tree of traces: running jobs live, then what is recorded, each with its steps. */

import * as vscode from "vscode";

import type {
  LiveStep,
  RecordedStep,
  ServerStatus,
  TracesDocument,
  TraceStepsDocument,
  TraceSummary,
} from "./documents";
import { live, title } from "./steps";
import type { Listener, Server } from "./server";

export interface RunNode {
  kind: "run";
  job: string;
  run: number;
  steps: StepNode[];
}

export interface TraceNode {
  kind: "trace";
  summary: TraceSummary;
  project: string;
  root: string;
}

export interface StepNode {
  kind: "step";
  step: RecordedStep;
  parent: RunNode | TraceNode;
}

export type Node = RunNode | TraceNode | StepNode;

const ICONS: Readonly<Record<string, string>> = {
  plan: "compass",
  probe: "beaker",
  decide: "git-compare",
  ledger: "bookmark",
  patch: "verified-filled",
};
const DRAW_MS = 100;
const LIST_MS = 300;

export class Traces implements vscode.TreeDataProvider<Node>, Listener {
  private readonly changed = new vscode.EventEmitter<Node | undefined>();
  private readonly runs = new Map<number, RunNode>();
  private recorded: TraceNode[] = [];
  private readonly steps = new Map<string, StepNode[]>();
  private drawing: NodeJS.Timeout | undefined;
  private listing: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly server: Server) {}

  // from the server

  running(): void {
    this.runs.clear();
    this.listSoon();
  }

  status(status: ServerStatus): void {
    if (Object.keys(status.projects).length > 0 && this.recorded.length === 0) this.listSoon();
  }

  notified(method: string, params: unknown): void {
    const told = params as LiveStep;
    if (method === "rusta/traceEnded") {
      this.runs.delete(told.run);
      this.listSoon();
    } else {
      const known = this.runs.get(told.run);
      const run: RunNode = known ?? { kind: "run", job: told.job, run: told.run, steps: [] };
      run.steps.push({ kind: "step", step: live(told.step, run.steps.length), parent: run });
      this.runs.set(told.run, run);
    }
    this.draw();
  }

  // for the view

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === "step") return stepItem(node);
    if (node.kind === "run") {
      const item = new vscode.TreeItem(title(node.job), vscode.TreeItemCollapsibleState.Expanded);
      item.id = `run-${node.run}`;
      item.description = `running · ${node.steps.length} steps`;
      item.iconPath = new vscode.ThemeIcon("loading~spin");
      return item;
    }
    const { summary } = node;
    const item = new vscode.TreeItem(title(summary.job), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = summary.trace;
    item.contextValue = "rustaTrace";
    item.description = [when(summary.ended_unix_s), `${summary.steps} steps`].join(" · ");
    item.tooltip = summary.error ?? summary.trace;
    item.iconPath = new vscode.ThemeIcon(summary.error === null ? "pass" : "error");
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) return [...[...this.runs.values()].reverse(), ...this.recorded];
    if (node.kind === "step") return [];
    return node.kind === "run" ? node.steps : this.stepsOf(node);
  }

  getParent(node: Node): Node | undefined {
    return node.kind === "step" ? node.parent : undefined;
  }

  // for the replay

  get newest(): TraceNode | undefined {
    return this.recorded[0];
  }

  get all(): readonly TraceNode[] {
    return this.recorded;
  }

  async stepsOf(node: TraceNode): Promise<StepNode[]> {
    const { trace } = node.summary;
    const known = this.steps.get(trace);
    if (known !== undefined) return known;
    const read = await this.server.call<TraceStepsDocument>("rusta.trace", { trace });
    const made = read.steps.map((step): StepNode => ({ kind: "step", step, parent: node }));
    this.steps.set(trace, made);
    return made;
  }

  /** How long a probe took where it was seen last, in milliseconds. */
  async lasted(method: string): Promise<number | undefined> {
    for (const node of this.recorded.slice(0, 5)) {
      const steps = await this.stepsOf(node).catch(() => []);
      const found = steps.find(({ step }) => step.ms !== null && step.title.includes(method));
      if (found?.step.ms != null) return found.step.ms;
    }
    return undefined;
  }

  async list(): Promise<void> {
    const found: TraceNode[] = [];
    for (const [project, { root }] of Object.entries(this.server.status?.projects ?? {})) {
      try {
        const listed = await this.server.call<TracesDocument>("rusta.traces", { project });
        for (const summary of listed.traces) found.push({ kind: "trace", summary, project, root });
      } catch {
        return; // It ended meanwhile; what is shown stays until it is back.
      }
    }
    // Keep the nodes: a view knows its rows by them.
    const known = new Map(this.recorded.map((node) => [node.summary.trace, node]));
    this.recorded = found.map((node) => known.get(node.summary.trace) ?? node);
    this.draw();
  }

  private listSoon(): void {
    this.listing ??= setTimeout(() => {
      this.listing = undefined;
      void this.list();
    }, LIST_MS);
  }

  private draw(): void {
    this.drawing ??= setTimeout(() => {
      this.drawing = undefined;
      this.changed.fire(undefined);
    }, DRAW_MS);
  }
}

function stepItem(node: StepNode): vscode.TreeItem {
  const { step, parent } = node;
  const item = new vscode.TreeItem(step.title, vscode.TreeItemCollapsibleState.None);
  item.id = `${parent.kind === "run" ? `run-${parent.run}` : parent.summary.trace}-${step.seq}`;
  const took = step.ms === null ? [] : [`${step.ms} ms`];
  const said = step.failed ?? (step.kind === "probe" ? "" : step.detail);
  item.description = [...took, ...(said === "" ? [] : [said])].join(" · ");
  item.tooltip = [`${step.kind} ${step.seq}`, step.detail].filter((text) => text).join("\n");
  item.iconPath = new vscode.ThemeIcon(
    step.failed === null ? (ICONS[step.kind] ?? "circle-outline") : "error",
  );
  if (step.places.length > 0) {
    item.command = { title: "Open", command: "rusta.openStep", arguments: [node] };
  }
  return item;
}

export function when(seconds: number | null): string {
  if (seconds === null) return "some time ago";
  return new Date(seconds * 1000).toLocaleTimeString();
}
