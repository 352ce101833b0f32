/** The commands of the palette, the menus and the links. */

import * as vscode from "vscode";

import { dataOf, ours } from "./abstentions";
import { chip } from "./chips";
import type { Counts } from "./counts";
import {
  isFailure,
  type Abstention,
  type Argument,
  type DiagnoseDocument,
  type ExplainDocument,
  type Failure,
  type ProposeDocument,
} from "./documents";
import type { Explanations } from "./explanations";
import * as markdown from "./markdown";
import * as messages from "./messages";
import type { Preview } from "./preview";
import type { Replay } from "./replay";
import { NotRunningError, type Server } from "./server";
import { installModel, ran, setUp } from "./setup";
import type { StatusBar } from "./status";
import { title } from "./steps";
import { when, type StepNode, type TraceNode, type Traces } from "./traces";

/** What the commands act on. */
export interface Parts {
  server: Server;
  bar: StatusBar;
  preview: Preview;
  explanations: Explanations;
  traces: Traces;
  replay: Replay;
  counts: Counts;
}

export function register(parts: Parts): vscode.Disposable[] {
  const { server, preview, replay, explanations, traces } = parts;
  const all: Record<string, (argument: never) => unknown> = {
    explainHere: (argument?: Argument) => explain(parts, argument),
    fixHere: (argument?: Argument) => fix(parts, argument ?? here()),
    fixAll: () => fix(parts, { uri: here()?.uri }),
    revertLast: () => preview.revert({ uri: here()?.uri }),
    previewPatch: (offer: Argument) => preview.show(offer),
    acceptPatch: () => preview.accept(),
    dismissPatch: () => preview.dismiss(),
    diagnoseProject: () => diagnose(parts),
    closeExplanation: () => {
      explanations.close();
    },
    replay: (node?: TraceNode) => replayed(parts, node),
    replayNext: () => replay.move(1),
    replayPrevious: () => replay.move(-1),
    replayStop: () => replay.stop(),
    openStep: (node: StepNode) => replay.open(node),
    refreshTraces: () => traces.list(),
    setUp: () => setUp(server),
    installModel: () => installModel(server),
    doctor: () => doctor(server),
    restart: () => server.restart(),
    showLog: () => {
      server.log.show();
    },
    menu: () => menu(parts),
    exportMemory: async () => shownAsJson(await server.call("rusta.memoryExport", here() ?? {})),
    purgeMemory: async () => shownAsJson(await server.call("rusta.memoryPurge", here() ?? {})),
    showCounts: () => shownAsJson(parts.counts.all()),
  };
  return Object.entries(all).map(([name, run]) =>
    vscode.commands.registerCommand(`rusta.${name}`, async (argument: unknown) => {
      try {
        await run(argument as never);
      } catch (error) {
        if (error instanceof NotRunningError && parts.bar.life === "missing") await setUp(server);
        else void messages.failed(error);
      }
    }),
  );
}

export async function explain(parts: Parts, given?: Argument): Promise<void> {
  const where = given?.position === undefined ? here() : given;
  if (where?.uri === undefined) return;
  const said = await patiently("Explaining", (token) =>
    parts.server.call<ExplainDocument | Failure>("rusta.explain", where, token),
  );
  if (said === undefined || isFailure(said)) return;
  const uri = vscode.Uri.parse(where.uri);
  const line = where.position?.line ?? 0;
  const texts = said.result.explanations.map(markdown.explanation);
  if (texts.length === 0) {
    void vscode.window.showInformationMessage("rusta: nothing is wrong here.");
    return;
  }
  if (abstainsAt(uri, line)) {
    const settle = markdown.link("What would settle it", "rusta.fixHere", where);
    texts.push(`$(beaker) **Not certain yet** which repair is right. ${settle}`);
  }
  const code = said.result.explanations[0]?.code;
  parts.explanations.show(
    uri,
    line,
    code == null ? "rusta explains" : `rusta explains ${code}`,
    texts,
  );
  parts.counts.add("explained");
}

/** What is proven already is shown at once; else it is searched for, and an abstention explained. */
async function fix(parts: Parts, where: Argument | undefined): Promise<void> {
  if (where?.uri === undefined) return;
  const uri = vscode.Uri.parse(where.uri);
  const known = where.position === undefined ? undefined : provenAt(uri, where.position.line);
  if (known !== undefined) {
    await parts.preview.show({ ...where, ...known });
    return;
  }
  const said = await patiently("Searching for a proof", (token) =>
    parts.server.call<ProposeDocument | Failure>("rusta.proposePatch", where, token),
  );
  if (said === undefined || isFailure(said)) return;
  const [best] = said.result.proposals;
  const [proposal] = said.ids;
  const [why] = said.result.abstentions;
  if (best !== undefined && proposal !== undefined) {
    const title = `${best.title} (proven, ${Math.round(best.confidence.bp / 100)} %)`;
    await parts.preview.show({ ...where, proposal, title });
  } else if (why !== undefined) {
    await abstained(parts, uri, where, why);
  } else {
    void vscode.window.showInformationMessage("rusta: there is nothing to repair here.");
  }
}

async function abstained(
  parts: Parts,
  uri: vscode.Uri,
  where: Argument,
  why: Abstention,
): Promise<void> {
  const estimate = await parts.traces.lasted(why.next_probe.method);
  const code = why.diagnostic?.code;
  const label = code == null ? "rusta abstains" : `rusta abstains from ${code}`;
  const text = markdown.abstention(why, where, estimate);
  parts.explanations.show(uri, where.position?.line ?? 0, label, [text]);
  parts.counts.add("abstained");
}

async function diagnose(parts: Parts): Promise<void> {
  const said = await patiently("Checking", (token) =>
    parts.server.call<DiagnoseDocument | Failure>("rusta.diagnose", { uri: here()?.uri }, token),
  );
  if (said === undefined || isFailure(said)) return;
  const errors = said.result.diagnostics.filter((d) => d.level === "error" || d.level === "ice");
  if (errors.length === 0) {
    void vscode.window.showInformationMessage("rusta: the project compiles.");
    return;
  }
  const names = errors.slice(0, 3).map((error) => error.code ?? error.message);
  const text = `rusta: ${errors.length} ${errors.length > 1 ? "errors" : "error"} (${names.join(", ")})`;
  if (await vscode.window.showInformationMessage(text, "Fix All with Proof")) {
    await vscode.commands.executeCommand("rusta.fixAll");
  }
}

async function replayed(parts: Parts, given: TraceNode | undefined): Promise<void> {
  let node = given?.kind === "trace" ? given : undefined;
  if (node === undefined) {
    await parts.traces.list();
    const items = parts.traces.all.map((trace) => {
      const { job, steps, ended_unix_s } = trace.summary;
      return { label: title(job), description: `${when(ended_unix_s)} · ${steps} steps`, trace };
    });
    const placeHolder = "Which trace?";
    node = (await vscode.window.showQuickPick(items, { placeHolder }))?.trace;
  }
  if (node !== undefined) await parts.replay.start(node);
}

async function doctor(server: Server): Promise<void> {
  if (server.program === undefined) {
    await setUp(server);
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  await ran("doctor", server.program, ["doctor", ...(folder === undefined ? [] : [folder])]);
}

async function menu({ bar }: Parts): Promise<void> {
  if (bar.life === "missing") {
    await vscode.commands.executeCommand("rusta.setUp");
    return;
  }
  if (bar.life === "stopped") {
    await vscode.commands.executeCommand("rusta.restart");
    return;
  }
  const items = [
    ["$(lightbulb) Fix the error here with proof", "rusta.fixHere"],
    ["$(book) Explain the error here", "rusta.explainHere"],
    ["$(checklist) Fix all with proof", "rusta.fixAll"],
    ["$(discard) Revert the last patch", "rusta.revertLast"],
    ["$(debug-restart) Replay a trace", "rusta.replay"],
    ["$(pulse) Doctor", "rusta.doctor"],
    ["$(output) Show the log", "rusta.showLog"],
    ["$(refresh) Restart the server", "rusta.restart"],
  ].map(([label = "", command = ""]) => ({ label, command }));
  const chosen = await vscode.window.showQuickPick(items, { title: "rusta" });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}

/** The cursor; of a preview or a passage, the Rust file that is seen beside it. */
function here(): Argument | undefined {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  const editor = editors.find(
    (e) => e?.document.uri.scheme === "file" && e.document.languageId === "rust",
  );
  if (editor === undefined) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

function provenAt(uri: vscode.Uri, line: number): Argument | undefined {
  for (const diagnostic of ours(uri)) {
    const data = dataOf(diagnostic);
    const { start, end } = diagnostic.range;
    if (line < start.line || line > end.line) continue;
    if (chip(diagnostic.message, data).state !== "proven" || !(data instanceof Object)) continue;
    if ("proposal" in data && typeof data.proposal === "string") {
      const project =
        "project" in data && typeof data.project === "string" ? data.project : undefined;
      const title = diagnostic.message.split("\n").pop() ?? diagnostic.message;
      return { proposal: data.proposal, project, ...{ title } };
    }
  }
  return undefined;
}

const abstainsAt = (uri: vscode.Uri, line: number): boolean =>
  ours(uri).some((found) => {
    const { start, end } = found.range;
    const covers = start.line <= line && line <= end.line;
    return covers && chip(found.message, dataOf(found)).state === "abstains";
  });

/** With progress, and a way to stop; undefined where it was stopped. */
async function patiently<T>(
  title: string,
  work: (token: vscode.CancellationToken) => Promise<T>,
): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title: `rusta: ${title.toLowerCase()} …`, cancellable: true },
    async (_, token) => {
      try {
        return await work(token);
      } catch (error) {
        if (token.isCancellationRequested) return undefined;
        throw error;
      }
    },
  );
}

async function shownAsJson(value: unknown): Promise<void> {
  const content = JSON.stringify(value, null, 2);
  const document = await vscode.workspace.openTextDocument({ language: "json", content });
  await vscode.window.showTextDocument(document);
}
