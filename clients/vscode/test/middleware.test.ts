import { expect, test, vi } from "vitest";

vi.mock("vscode", () => {
  class CodeAction {
    command?: unknown;
    constructor(
      public title: string,
      public kind?: { value: string },
    ) {}
  }
  return { CodeAction };
});

import * as vscode from "vscode";

import { previewed } from "../src/middleware";

const named = { project: "ab", proposal: "cd" };

function action(kind: string, argument: object = named): vscode.CodeAction {
  const made = new vscode.CodeAction("Borrow (proven, 72 %)", {
    value: kind,
  } as vscode.CodeActionKind);
  made.command = { title: "", command: "rusta.applied", arguments: [argument] };
  made.isPreferred = true;
  return made;
}

test("a proven fix is shown before it is made", () => {
  const shown = previewed(action("quickfix.rusta")) as vscode.CodeAction;
  expect(shown.command?.command).toBe("rusta.previewPatch");
  expect(shown.command?.arguments).toEqual([{ ...named, title: "Borrow (proven, 72 %)" }]);
  expect(shown).toMatchObject({ title: "Borrow (proven, 72 %)", isPreferred: true });
  expect(shown.edit).toBeUndefined();
});

test("what runs unasked on save, what explains and what names no patch stay as they are", () => {
  for (const kept of [
    action("source.fixAll.rusta"),
    action("quickfix.rusta.explain"),
    action("quickfix.rusta", {}),
  ]) {
    expect(previewed(kept)).toBe(kept);
  }
});

test("a reason why nothing is offered stays a reason", () => {
  const disabled = action("quickfix.rusta");
  disabled.disabled = { reason: "still proving a fix" };
  expect(previewed(disabled)).toBe(disabled);
});
