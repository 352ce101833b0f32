/** Cited passages under their title: the server names them by their hash, which nobody can read. */

import * as vscode from "vscode";

import type { Server } from "./server";

const SCHEME = "rusta-passage";

export class Passages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(private readonly server: Server) {}

  /** Opens a document of the server beside nothing else: a preview tab. */
  async open(uri: string): Promise<void> {
    const text = await this.read(uri);
    const extension = /\.\w+$/.exec(uri)?.[0] ?? "";
    const shown = vscode.Uri.from({
      scheme: SCHEME,
      path: `/${titleOf(text)}${extension}`,
      query: uri,
    });
    await vscode.window.showTextDocument(shown, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return this.read(uri.query);
  }

  dispose(): void {
    this.registered.dispose();
  }

  private async read(uri: string): Promise<string> {
    const method = "workspace/textDocumentContent";
    return (await this.server.request<{ text: string }>(method, { uri })).text;
  }
}

/** The first heading; what has none is output of a tool. */
export function titleOf(text: string): string {
  const heading = /^#+ (.+)$/m.exec(text.split("\n", 1)[0] ?? "")?.[1];
  return (heading ?? "what was cited").replace(/[\\/:?#\s]+/g, " ").trim();
}
