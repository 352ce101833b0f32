/** What the user is told, each time with one button that helps. */

import * as vscode from "vscode";

import { told } from "./remedy";

export interface Said {
  type: number;
  message: string;
}

const ERROR = 1;
const WARNING = 2;

/** A message of the server: the command it names is put into a terminal, to be looked at first. */
export async function show(said: Said): Promise<void> {
  const { text, command } = told(said.message);
  const show = said.type === ERROR ? "showErrorMessage" : "showWarningMessage";
  if (said.type > WARNING) {
    await vscode.window.showInformationMessage(text);
  } else if (command === undefined) {
    if (await vscode.window[show](text, "Show Log")) await run("rusta.showLog");
  } else if (await vscode.window[show](text, "Open in Terminal")) {
    type(command);
  }
}

export async function missing(why: string): Promise<void> {
  const text = `rusta cannot begin: ${why}. Nothing of your project was touched.`;
  if (await vscode.window.showErrorMessage(text, "Set Up rusta")) await run("rusta.setUp");
}

export async function stopped(): Promise<void> {
  const text = "rusta ended three times within three minutes and is not started again by itself.";
  if (await vscode.window.showErrorMessage(text, "Start Again")) await run("rusta.restart");
}

export async function untrusted(): Promise<void> {
  const text =
    "This folder is not trusted, so rusta runs nothing of it: it explains errors, and proves nothing.";
  if (await vscode.window.showInformationMessage(text, "Manage Trust")) {
    await run("workbench.trust.manage");
  }
}

export async function noModel(detail: string): Promise<void> {
  const text = `rusta works without its byte model: ${detail}`;
  if (await vscode.window.showWarningMessage(text, "Install a Model …"))
    await run("rusta.installModel");
}

/** An answer that is an error, or a request that failed; the server has not told the user yet. */
export async function failed(error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  if (await vscode.window.showWarningMessage(`rusta: ${text}`, "Show Log"))
    await run("rusta.showLog");
}

function type(command: string): void {
  const terminal = vscode.window.createTerminal("rusta");
  terminal.sendText(command, false);
  terminal.show();
}

const run = (command: string): Thenable<unknown> => vscode.commands.executeCommand(command);
