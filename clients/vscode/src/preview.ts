/** A proven patch in the diff editor, before anything is changed; then applied, and taken back. */

import * as path from "node:path";

import * as vscode from "vscode";

import type { Counts } from "./counts";
import {
  isFailure,
  type ApplyDocument,
  type Argument,
  type Failure,
  type PreviewDocument,
  type RevertDocument,
} from "./documents";
import { fileOf } from "./places";
import type { Server } from "./server";

export const SCHEME = "rusta";

/** `title` is what the offer was called. */
export interface Offer extends Argument {
  title?: string;
}

export class Preview implements vscode.Disposable {
  private current: Offer | undefined;
  private readonly watching: vscode.Disposable;

  constructor(
    private readonly server: Server,
    private readonly counts: Counts,
  ) {
    this.watching = vscode.window.tabGroups.onDidChangeTabs(() => {
      if (this.current !== undefined && tabs().length === 0) this.forget();
    });
  }

  async show(offer: Offer): Promise<void> {
    const shown = await this.server.call<PreviewDocument>("rusta.preview", {
      proposal: offer.proposal,
      project: offer.project,
      uri: offer.uri,
      position: offer.position,
    });
    this.current = { ...offer, proposal: shown.proposal };
    const uri = offer.uri === undefined ? undefined : vscode.Uri.parse(offer.uri);
    const root = this.server.rootOf(offer.project, uri) ?? "";
    const title = offer.title ?? "a proven patch";
    await open(title, root, shown);
    await vscode.commands.executeCommand("setContext", "rusta.previewing", true);
    this.counts.add("previewed");
    void vscode.window
      .showInformationMessage(`${title}. Nothing is changed yet.`, "Apply")
      .then((answer) =>
        answer === "Apply" ? this.apply({ ...offer, ...this.at(shown) }) : undefined,
      );
  }

  accept(): Promise<void> {
    return this.current === undefined ? Promise.resolve() : this.apply(this.current);
  }

  async dismiss(): Promise<void> {
    this.forget();
    await vscode.window.tabGroups.close(tabs());
    this.counts.add("dismissed");
  }

  async apply(offer: Offer): Promise<void> {
    const unsaved = dirty();
    const done = await this.server.call<ApplyDocument | Failure>("rusta.applyPatch", {
      proposal: offer.proposal,
      project: offer.project,
      uri: offer.uri,
      position: offer.position,
    });
    if (isFailure(done)) return; // The server has said why.
    this.forget();
    await vscode.window.tabGroups.close(tabs());
    await this.save(done.result.buffers, unsaved);
    this.counts.add("applied");
    const text = `Applied: ${offer.title ?? "a proven patch"}`;
    void vscode.window.showInformationMessage(text, "Revert").then((answer) => {
      if (answer === "Revert") void vscode.commands.executeCommand("rusta.revertLast");
    });
  }

  async revert(argument: Argument): Promise<void> {
    const unsaved = dirty();
    const done = await this.server.call<RevertDocument | Failure>("rusta.revert", argument);
    if (isFailure(done)) return;
    await this.save(done.result.buffers, unsaved);
    this.counts.add("reverted");
    const files = done.result.files.map((file) => file.replace("$WS/", "")).join(", ");
    void vscode.window.showInformationMessage(`Reverted: ${files}`);
  }

  dispose(): void {
    this.watching.dispose();
  }

  private at(shown: PreviewDocument): Offer {
    return { proposal: shown.proposal };
  }

  private forget(): void {
    this.current = undefined;
    void vscode.commands.executeCommand("setContext", "rusta.previewing", false);
  }

  /** What was saved before is saved again: cargo reads files. */
  private async save(tokens: readonly string[], unsaved: ReadonlySet<string>): Promise<void> {
    if (!vscode.workspace.getConfiguration("rusta").get<boolean>("saveAfterApply", true)) return;
    const roots = Object.values(this.server.status?.projects ?? {}).map((p) => p.root);
    const files = new Set(tokens.flatMap((t) => roots.map((root) => fileOf(t, root).toString())));
    for (const document of vscode.workspace.textDocuments) {
      const uri = document.uri.toString();
      if (files.has(uri) && !unsaved.has(uri)) await document.save();
    }
  }
}

/** One file in the diff editor, several in that for many; left what is, right what would be. */
async function open(title: string, root: string, shown: PreviewDocument): Promise<void> {
  const pairs: [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined][] = [];
  for (const file of shown.files) {
    const left = fileOf(file.path, root);
    const right = file.uri === null ? undefined : vscode.Uri.parse(file.uri);
    pairs.push([left, (await exists(left)) ? left : undefined, right]);
  }
  const [first] = pairs;
  if (pairs.length === 1 && first?.[1] !== undefined && first[2] !== undefined) {
    const name = `${path.basename(first[0].fsPath)} ↔ ${title}`;
    await vscode.commands.executeCommand("vscode.diff", first[1], first[2], name, {
      preview: true,
    });
  } else {
    await vscode.commands.executeCommand("vscode.changes", title, pairs);
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** The open previews. */
function tabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => {
      if (input instanceof vscode.TabInputTextDiff) return input.modified.scheme === SCHEME;
      return false;
    });
}

const dirty = (): Set<string> =>
  new Set(vscode.workspace.textDocuments.filter((d) => d.isDirty).map((d) => d.uri.toString()));
