/** The extension: its parts, and how they hear of each other. */

import * as vscode from "vscode";

import { Abstentions } from "./abstentions";
import { explain, register, type Parts } from "./commands";
import { Counts } from "./counts";
import { Explanations } from "./explanations";
import * as messages from "./messages";
import { middleware } from "./middleware";
import { Passages } from "./passages";
import { Preview } from "./preview";
import { Replay } from "./replay";
import { Server } from "./server";
import { StatusBar } from "./status";
import { Traces } from "./traces";

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("rusta");
  const log = vscode.window.createOutputChannel("rusta", { log: true });
  const bar = new StatusBar();
  const counts = new Counts(context.globalState, () => settings().get("localTelemetry", false));
  const explanations = new Explanations();
  const server: Server = new Server(log, bar, () =>
    middleware({
      preview: (offer) => preview.show(offer),
      explain: (argument) => explain(parts, argument),
      passage: (uri) => passages.open(uri),
    }),
  );
  const preview: Preview = new Preview(server, counts);
  const passages: Passages = new Passages(server);
  const traces = new Traces(server);
  const view = vscode.window.createTreeView("rusta.traces", { treeDataProvider: traces });
  const replay = new Replay(server, traces, view);
  const parts: Parts = { server, bar, preview, explanations, traces, replay, counts };

  server.listeners.push(traces, {
    running: () => {
      const offered = { Export: "rusta.memoryExport", Purge: "rusta.memoryPurge" };
      for (const [name, command] of Object.entries(offered)) {
        const key = `rusta.offersMemory${name}`;
        void vscode.commands.executeCommand("setContext", key, server.offers(command));
      }
    },
    status: () => undefined,
    notified: () => undefined,
  });
  context.subscriptions.push(log, bar, explanations, passages, preview, view, replay, server);
  context.subscriptions.push(new Abstentions(), ...register(parts));
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("rusta.path")) void server.restart();
      else if (change.affectsConfiguration("rusta")) void server.reconfigured();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      // A program of the folder may be used from now on.
      void (bar.life === "missing" ? server.start() : server.reconfigured());
    }),
    vscode.extensions.onDidChange(() => void server.reconfigured()),
    vscode.languages.onDidChangeDiagnostics(() => {
      server.askStatus();
    }),
  );
  if (!vscode.workspace.isTrusted) void messages.untrusted();
  await server.start();
}
