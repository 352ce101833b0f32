/** Where the program `rusta` may be, and which of the places has it. */

import * as path from "node:path";

/** The machine, as far as it matters here. */
export interface Machine {
  env: Record<string, string | undefined>;
  home: string;
  windows: boolean;
  isProgram: (file: string) => boolean;
}

/** `folders` are the open ones, whose programs are run only where they are trusted. */
export interface Wanted {
  setting: string;
  folders: readonly string[];
  trusted: boolean;
}

export type Found =
  | { program: string; from: "setting" | "workspace" | "path" | "uv" | "pipx" }
  | { program: undefined; why: string };

export function find(wanted: Wanted, machine: Machine): Found {
  if (wanted.setting !== "") {
    const program = expanded(wanted.setting, wanted, machine);
    if (machine.isProgram(program)) return { program, from: "setting" };
    return {
      program: undefined,
      why: `the setting rusta.path names ${program}, which is no program`,
    };
  }
  for (const [from, folder] of places(wanted, machine)) {
    const program = path.join(folder, machine.windows ? "rusta.exe" : "rusta");
    if (machine.isProgram(program)) return { program, from };
  }
  return {
    program: undefined,
    why: "the program rusta is neither on the PATH nor in the folder's .venv",
  };
}

function* places(
  wanted: Wanted,
  machine: Machine,
): Generator<["workspace" | "path" | "uv" | "pipx", string]> {
  const { env } = machine;
  const bin = machine.windows ? "Scripts" : "bin";
  if (wanted.trusted) {
    for (const folder of wanted.folders) yield ["workspace", path.join(folder, ".venv", bin)];
  }
  for (const folder of (env.PATH ?? "").split(path.delimiter)) {
    if (path.isAbsolute(folder)) yield ["path", folder];
  }
  // An editor started from a desktop often lacks what a shell adds to the PATH.
  const local = path.join(machine.home, ".local", "bin");
  yield ["uv", env.UV_TOOL_BIN_DIR ?? env.XDG_BIN_HOME ?? local];
  yield ["pipx", env.PIPX_BIN_DIR ?? local];
}

function expanded(setting: string, wanted: Wanted, machine: Machine): string {
  return setting
    .replace(/^~(?=[/\\])/, machine.home)
    .replaceAll("${workspaceFolder}", wanted.folders[0] ?? "");
}
