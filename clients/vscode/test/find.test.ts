import { expect, test } from "vitest";

import { find, type Machine, type Wanted } from "../src/find";

function machine(...programs: string[]): Machine {
  return {
    env: { PATH: "/usr/bin:relative:/opt/bin" },
    home: "/home/me",
    windows: false,
    isProgram: (file) => programs.includes(file),
  };
}

const wanted: Wanted = { setting: "", folders: ["/w"], trusted: true };
const ALL = ["/w/.venv/bin/rusta", "/opt/bin/rusta", "/home/me/.local/bin/rusta", "/own/rusta"];

test("the setting stands before everything", () => {
  const found = find({ ...wanted, setting: "/own/rusta" }, machine(...ALL));
  expect(found).toEqual({ program: "/own/rusta", from: "setting" });
});

test("a setting that names no program is said, and nothing else is taken", () => {
  const found = find({ ...wanted, setting: "/gone/rusta" }, machine(...ALL));
  expect(found).toMatchObject({ program: undefined });
  expect(found).toHaveProperty("why", expect.stringContaining("/gone/rusta"));
});

test.each([
  ["~/bin/rusta", "/home/me/bin/rusta"],
  ["${workspaceFolder}/tools/rusta", "/w/tools/rusta"],
])("%s is %s", (setting, program) => {
  expect(find({ ...wanted, setting }, machine(program))).toMatchObject({ program });
});

test("the folder's environment stands before the PATH, that before uv and pipx", () => {
  expect(find(wanted, machine(...ALL))).toMatchObject({ from: "workspace" });
  expect(find(wanted, machine(...ALL.slice(1)))).toMatchObject({ from: "path" });
  expect(find(wanted, machine(...ALL.slice(2)))).toMatchObject({ from: "uv" });
});

test("a program of a folder that is not trusted is not run", () => {
  const found = find({ ...wanted, trusted: false }, machine("/w/.venv/bin/rusta"));
  expect(found.program).toBeUndefined();
});

test("a relative folder of the PATH is passed over: it would be the workspace's", () => {
  expect(find(wanted, machine("relative/rusta")).program).toBeUndefined();
});

test("uv and pipx may have folders of their own", () => {
  const own = machine("/tools/rusta");
  own.env.PIPX_BIN_DIR = "/tools";
  expect(find(wanted, own)).toEqual({ program: "/tools/rusta", from: "pipx" });
});
