/** Explanations and abstentions where the error is: a thread under the line, its links commands. */

import * as vscode from "vscode";

import { LINKED } from "./markdown";

const LINES_ABOVE = 4;

export class Explanations implements vscode.Disposable {
  private readonly controller = vscode.comments.createCommentController("rusta", "rusta");
  private thread: vscode.CommentThread | undefined;

  constructor() {
    this.controller.options = {};
  }

  /** The last one goes: one question, one answer. */
  show(uri: vscode.Uri, line: number, label: string, texts: readonly string[]): void {
    this.thread?.dispose();
    const comments = texts.map((text) => ({
      body: trusted(text),
      mode: vscode.CommentMode.Preview,
      author: { name: "rusta" },
    }));
    const thread = this.controller.createCommentThread(
      uri,
      new vscode.Range(line, 0, line, 0),
      comments,
    );
    thread.label = label;
    thread.canReply = false;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    this.thread = thread;
    // Room below the line for what is said.
    const { visibleTextEditors } = vscode.window;
    const editor = visibleTextEditors.find((e) => e.document.uri.toString() === uri.toString());
    const above = Math.max(line - LINES_ABOVE, 0);
    editor?.revealRange(new vscode.Range(above, 0, above, 0), vscode.TextEditorRevealType.AtTop);
  }

  close(): void {
    this.thread?.dispose();
    this.thread = undefined;
  }

  dispose(): void {
    this.controller.dispose();
  }
}

/** Markdown whose links may call our commands and no others. */
export function trusted(text: string): vscode.MarkdownString {
  const made = new vscode.MarkdownString(text, true);
  made.isTrusted = { enabledCommands: [...LINKED] };
  return made;
}
