/** Between the editor and the server: previews before edits, links that open, commands with a view. */

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

import type { Argument } from "./documents";
import { LINKED, hover } from "./markdown";
import { SCHEME, type Offer } from "./preview";

const FIX = "quickfix.rusta";

/** What the client does itself with a command that the server announced. */
export interface Doors {
  preview: (offer: Offer) => Promise<void>;
  explain: (argument: Argument) => Promise<void>;
  passage: (uri: string) => Promise<void>;
}

export function middleware(doors: Doors): Middleware {
  return {
    provideCodeActions: async (document, range, context, token, next) => {
      const found = (await next(document, range, context, token)) ?? [];
      return previews() ? found.map((action) => previewed(action)) : found;
    },
    // What is a command alone has no edit to wait for.
    resolveCodeAction: (item, token, next) =>
      item.command?.command === "rusta.previewPatch" ? item : next(item, token),
    provideHover: async (document, position, token, next) => {
      const found = await next(document, position, token);
      return found == null ? found : linked(found);
    },
    executeCommand: async (command, args: unknown[], next) => {
      const argument = (args[0] ?? {}) as Offer;
      if (command === "rusta.explain") {
        await doors.explain(argument);
      } else if (command === "rusta.applyPatch" && previews()) {
        await doors.preview(argument);
      } else {
        return (await next(command, args)) as unknown;
      }
      return undefined;
    },
    window: {
      showDocument: async (params, token, next) => {
        // The server opens the files of a preview one by one; here they are in the diff editor.
        if (params.uri.startsWith(`${SCHEME}:/preview/`)) return { success: true };
        if (!params.uri.startsWith(`${SCHEME}:/anchor/`)) return next(params, token);
        await doors.passage(params.uri);
        return { success: true };
      },
    },
  };
}

const previews = (): boolean => vscode.workspace.getConfiguration("rusta").get("preview", true);

/** An edit becomes its preview. `source.fixAll` runs unasked on save, where nobody looks at one. */
export function previewed(
  action: vscode.Command | vscode.CodeAction,
): vscode.Command | vscode.CodeAction {
  if (!(action instanceof vscode.CodeAction)) return action;
  const named = action.command?.arguments?.[0] as Offer | undefined;
  if (action.kind?.value !== FIX || action.disabled || named?.proposal === undefined) return action;
  const shown = new vscode.CodeAction(action.title, action.kind);
  shown.diagnostics = action.diagnostics;
  shown.isPreferred = action.isPreferred;
  const offer: Offer = { ...named, title: action.title };
  shown.command = { title: action.title, command: "rusta.previewPatch", arguments: [offer] };
  return shown;
}

function linked(found: vscode.Hover): vscode.Hover {
  const contents = found.contents.map((part) => {
    if (!(part instanceof vscode.MarkdownString)) return part;
    const made = new vscode.MarkdownString(hover(part.value), part.supportThemeIcons);
    made.isTrusted = { enabledCommands: [...LINKED] };
    return made;
  });
  return new vscode.Hover(contents, found.range);
}
