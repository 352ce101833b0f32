/** Getting the program: another place for it, or an installation from a checkout of rusta. */

import * as path from "node:path";

import * as vscode from "vscode";

import { isProgram, type Server } from "./server";

interface Choice extends vscode.QuickPickItem {
  act: () => Promise<void>;
}

export async function setUp(server: Server): Promise<void> {
  const choices: Choice[] = [
    {
      label: "$(folder-opened) Choose the program …",
      detail: "It is kept in the setting rusta.path",
      act: () => browse(server),
    },
    ...["uv", "pipx"].flatMap((tool) => {
      const program = onPath(tool);
      return program === undefined ? [] : [installer(tool, program, server)];
    }),
    {
      label: "$(gear) Open the setting rusta.path",
      act: async () => {
        await vscode.commands.executeCommand("workbench.action.openSettings", "rusta.path");
      },
    },
    {
      label: "$(refresh) Look again",
      detail: "After it was installed in a terminal",
      act: () => server.restart(),
    },
  ];
  const chosen = await vscode.window.showQuickPick(choices, {
    title: "rusta: set up",
    placeHolder: "The extension talks to the program rusta, which is installed by itself",
  });
  await chosen?.act();
}

async function browse(server: Server): Promise<void> {
  const [chosen] = (await vscode.window.showOpenDialog({ openLabel: "Use as rusta" })) ?? [];
  if (chosen === undefined) return;
  const settings = vscode.workspace.getConfiguration("rusta");
  await settings.update("path", chosen.fsPath, vscode.ConfigurationTarget.Global);
  await server.restart();
}

/** Nothing is fetched by us: the tool installs what is in a folder that the user names. */
function installer(tool: string, program: string, server: Server): Choice {
  const words = tool === "uv" ? ["tool", "install"] : ["install"];
  return {
    label: `$(package) Install from a checkout with ${tool} …`,
    detail: `${tool} ${words.join(" ")} FOLDER`,
    act: async () => {
      const options = { canSelectFolders: true, canSelectFiles: false, openLabel: "Install" };
      const [folder] = (await vscode.window.showOpenDialog(options)) ?? [];
      if (folder === undefined) return;
      const code = await ran("install", program, [...words, folder.fsPath]);
      if (code === 0) await server.restart();
    },
  };
}

/** The byte model is a file that comes from wherever rusta does; the user says where it lies. */
export async function installModel(server: Server): Promise<void> {
  if (server.program === undefined) return;
  const filters = { "A packed model": ["zip"] };
  const options = { openLabel: "Install", title: "rusta: install a model", filters };
  const [file] = (await vscode.window.showOpenDialog(options)) ?? [];
  if (file === undefined) return;
  const code = await ran("install the model", server.program, ["lm", "install", file.fsPath]);
  if (code === 0) await server.restart();
}

/** Runs a program in a terminal that stays; its exit code. */
export async function ran(
  name: string,
  program: string,
  args: string[],
): Promise<number | undefined> {
  const execution = new vscode.ProcessExecution(program, args);
  const scope = vscode.TaskScope.Workspace;
  const task = new vscode.Task({ type: "rusta" }, scope, name, "rusta", execution, []);
  const started = await vscode.tasks.executeTask(task);
  return new Promise((resolve) => {
    const waiting = vscode.tasks.onDidEndTaskProcess((ended) => {
      if (ended.execution !== started) return;
      waiting.dispose();
      resolve(ended.exitCode);
    });
  });
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const file = process.platform === "win32" ? `${name}.exe` : name;
  return folders.map((folder) => path.join(folder, file)).find(isProgram);
}
