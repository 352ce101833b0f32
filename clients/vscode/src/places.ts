/** Token paths (`$WS/src/lib.rs`) and places in characters, as the editor has them. */

import * as vscode from "vscode";

import type { TracePlace } from "./documents";

/** The file of a token path of a project whose folder is `root`. */
export function fileOf(token: string, root: string): vscode.Uri {
  if (!token.startsWith("$WS/")) return vscode.Uri.file(token);
  return vscode.Uri.joinPath(vscode.Uri.file(root), token.slice("$WS/".length));
}

/** rustc counts characters from 1, VS Code UTF-16 units from 0. */
export function rangeOf(place: TracePlace, document: vscode.TextDocument): vscode.Range {
  const at = (line: number, column: number): vscode.Position => {
    if (line > document.lineCount) return document.lineAt(document.lineCount - 1).range.end;
    const text = document.lineAt(line - 1).text;
    return new vscode.Position(
      line - 1,
      Array.from(text)
        .slice(0, column - 1)
        .join("").length,
    );
  };
  return new vscode.Range(at(place.line, place.column), at(place.end_line, place.end_column));
}
