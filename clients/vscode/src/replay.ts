/** A recorded trace gone through step by step, each step shown at the places it is about. */

import * as vscode from "vscode";

import type { ReplayDocument } from "./documents";
import { fileOf, rangeOf } from "./places";
import type { Server } from "./server";
import { title } from "./steps";
import type { Node, StepNode, TraceNode, Traces } from "./traces";

export class Replay implements vscode.Disposable {
  private node: TraceNode | undefined;
  private steps: StepNode[] = [];
  private at = 0;
  private readonly item = vscode.window.createStatusBarItem(
    "rusta.replay",
    vscode.StatusBarAlignment.Left,
    -11,
  );
  private readonly look = vscode.window.createTextEditorDecorationType({
    isWholeLine: false,
    backgroundColor: new vscode.ThemeColor("editor.findMatchHighlightBackground"),
    overviewRulerColor: new vscode.ThemeColor("charts.green"),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  private readonly note = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor("descriptionForeground"), margin: "0 0 0 2em" },
  });

  constructor(
    private readonly server: Server,
    private readonly traces: Traces,
    private readonly view: vscode.TreeView<Node>,
  ) {
    this.item.name = "rusta: replay";
    this.item.command = "rusta.replayNext";
  }

  /** The same decisions from the recorded evidence: whether that holds is said first. */
  async start(node: TraceNode): Promise<void> {
    const { trace } = node.summary;
    const verdict = await this.server.call<ReplayDocument>("rusta.replayTrace", { trace });
    this.steps = await this.traces.stepsOf(node);
    this.node = node;
    this.at = verdict.step !== null && verdict.step > 0 ? verdict.step : 0;
    await vscode.commands.executeCommand("setContext", "rusta.replaying", true);
    const said = `${title(node.summary.job)}, ${this.steps.length} steps`;
    if (verdict.same) {
      void vscode.window.showInformationMessage(`${said}: replayed to the same bytes.`);
    } else {
      const where = `differs at step ${(verdict.step ?? 0) + 1}: ${verdict.reason ?? ""}`;
      void vscode.window.showWarningMessage(`${said}: the replay ${where}`);
    }
    await this.show();
  }

  async move(by: 1 | -1): Promise<void> {
    this.at = Math.min(Math.max(this.at + by, 0), this.steps.length - 1);
    await this.show();
  }

  async stop(): Promise<void> {
    this.node = undefined;
    this.item.hide();
    this.clear();
    await vscode.commands.executeCommand("setContext", "rusta.replaying", false);
  }

  /** Opens the first place of a step and marks all of them. */
  async open(step: StepNode): Promise<void> {
    this.clear();
    const root = step.parent.kind === "trace" ? step.parent.root : undefined;
    const [first] = step.step.places;
    if (first === undefined || root === undefined) return;
    const document = await vscode.workspace.openTextDocument(fileOf(first.path, root));
    const editor = await vscode.window.showTextDocument(document, { preserveFocus: true });
    const here = step.step.places.filter((place) => place.path === first.path);
    const marked = here.map((place) => rangeOf(place, document));
    editor.setDecorations(this.look, marked);
    // Behind the line, so that the code stays in one piece.
    editor.setDecorations(
      this.note,
      marked.map((range, at) => ({
        range: document.lineAt(range.start.line).range,
        renderOptions: { after: { contentText: here[at]?.text ?? step.step.title } },
      })),
    );
    editor.revealRange(
      rangeOf(first, document),
      vscode.TextEditorRevealType.InCenterIfOutsideViewport,
    );
  }

  dispose(): void {
    this.item.dispose();
    this.look.dispose();
    this.note.dispose();
  }

  private async show(): Promise<void> {
    const now = this.steps[this.at];
    if (this.node === undefined || now === undefined) return;
    this.item.text = `$(debug-restart) ${this.at + 1}/${this.steps.length} ${now.step.title}`;
    this.item.tooltip = now.step.detail;
    this.item.show();
    await this.open(now);
    try {
      await this.view.reveal(now, { select: true, focus: false });
    } catch {
      // The view may be closed, or list other traces by now.
    }
  }

  private clear(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      for (const look of [this.look, this.note]) editor.setDecorations(look, []);
    }
  }
}
