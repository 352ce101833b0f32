/** The status bar: state and model. `shown` is pure. */

import * as vscode from "vscode";

import type { ServerStatus } from "./documents";

export type Life = "missing" | "starting" | "running" | "stopped";

export interface Shown {
  text: string;
  tooltip: string;
  warns: boolean;
}

export function shown(life: Life, status: ServerStatus | undefined): Shown {
  if (life === "missing") {
    return { text: "$(warning) rusta", tooltip: "The program is missing: set it up", warns: true };
  }
  if (life === "stopped") {
    return { text: "$(error) rusta", tooltip: "The server ended: start it again", warns: true };
  }
  const model = modelOf(status);
  if (life === "starting" || status === undefined) {
    return { text: "$(sync~spin) rusta", tooltip: "Starting", warns: false };
  }
  const projects = Object.values(status.projects);
  const lines = projects.map(
    (p) => `${p.root}: ${p.trusted ? phase(p.phase, p.errors) : "not trusted"}`,
  );
  const state = stateOf(projects);
  return {
    text: `${state}${model === undefined ? "" : ` · ${model}`}`,
    tooltip: [...lines, `byte model: ${status.model.detail}`].join("\n"),
    warns: false,
  };
}

function stateOf(projects: ServerStatus["projects"][string][]): string {
  const errors = projects.reduce((sum, project) => sum + project.errors, 0);
  const busy = projects.find((p) => p.phase === "checking" || p.phase === "proving");
  if (busy !== undefined) return `$(sync~spin) rusta: ${busy.phase}`;
  if (projects.some((project) => !project.trusted)) return "$(shield) rusta: not trusted";
  if (projects.some((project) => project.phase === "failed")) return "$(warning) rusta: failed";
  if (errors > 0) return `$(beaker) rusta: ${errors} ${errors > 1 ? "errors" : "error"}`;
  return projects.length > 0 ? "$(check) rusta" : "$(circle-outline) rusta";
}

function phase(name: string, errors: number): string {
  return errors > 0 ? `${name}, ${errors} ${errors > 1 ? "errors" : "error"}` : name;
}

/** Its name: the first word that is said of it. */
function modelOf(status: ServerStatus | undefined): string | undefined {
  if (status === undefined) return undefined;
  return status.model.usable ? status.model.detail.split(" ", 1)[0] : "no model";
}

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "rusta",
    vscode.StatusBarAlignment.Left,
    -10,
  );
  life: Life = "starting";
  status: ServerStatus | undefined;

  constructor() {
    this.item.name = "rusta";
    this.item.command = "rusta.menu";
  }

  show(life: Life, status?: ServerStatus): void {
    this.life = life;
    this.status = status;
    const now = shown(life, status);
    this.item.text = now.text;
    this.item.tooltip = now.tooltip;
    this.item.backgroundColor = now.warns
      ? new vscode.ThemeColor("statusBarItem.warningBackground")
      : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
