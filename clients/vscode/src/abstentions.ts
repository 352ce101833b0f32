/** Abstentions, in green behind their line: what rusta is not certain of, and what comes next. */

import * as vscode from "vscode";

import { chip } from "./chips";
import { trusted } from "./explanations";
import { link } from "./markdown";

export class Abstentions implements vscode.Disposable {
  private readonly look = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor("charts.green"), margin: "0 0 0 2em" },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  private readonly parts: { dispose: () => unknown }[];

  constructor() {
    this.parts = [
      this.look,
      vscode.languages.onDidChangeDiagnostics(() => {
        this.draw();
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.draw();
      }),
    ];
  }

  dispose(): void {
    for (const part of this.parts) part.dispose();
  }

  private draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.languageId !== "rust") continue;
      editor.setDecorations(this.look, decorations(editor.document));
    }
  }
}

function decorations(document: vscode.TextDocument): vscode.DecorationOptions[] {
  const lines = new Map<number, vscode.DecorationOptions>();
  for (const diagnostic of ours(document.uri)) {
    const { state, text } = chip(diagnostic.message, dataOf(diagnostic));
    const line = diagnostic.range.start.line;
    if (state !== "abstains" || lines.has(line) || line >= document.lineCount) continue;
    const next = /; next: (\S+)$/.exec(text)?.[1];
    const { character } = diagnostic.range.start;
    const where = { uri: document.uri.toString(), position: { line, character } };
    lines.set(line, {
      range: document.lineAt(line).range,
      hoverMessage: trusted(link("What would settle it", "rusta.fixHere", where)),
      renderOptions: {
        after: { contentText: `not certain yet${next === undefined ? "" : ` · next: ${next}`}` },
      },
    });
  }
  return [...lines.values()];
}

export const ours = (uri: vscode.Uri): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter((found) => found.source === "rusta");

/** What the server sent with a diagnostic; VS Code keeps it, its types do not say so. */
export const dataOf = (diagnostic: vscode.Diagnostic): unknown =>
  (diagnostic as vscode.Diagnostic & { data?: unknown }).data;
