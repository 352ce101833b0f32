import { expect, test, vi } from "vitest";

vi.mock("vscode", () => {
  class Position {
    constructor(
      public line: number,
      public character: number,
    ) {}
  }
  class Range {
    constructor(
      public start: Position,
      public end: Position,
    ) {}
  }
  const file = (path: string): { path: string } => ({ path });
  const joinPath = (uri: { path: string }, more: string): { path: string } =>
    file(`${uri.path}/${more}`);
  return { Position, Range, Uri: { file, joinPath } };
});

import type * as vscode from "vscode";

import { fileOf, rangeOf } from "../src/places";

test("a token path is a file of the project", () => {
  expect(fileOf("$WS/src/lib.rs", "/w")).toEqual({ path: "/w/src/lib.rs" });
});

test("columns count characters there, and UTF-16 units here", () => {
  const lines = ["let 😀é = 1;"];
  const lineAt = (line: number): object => ({ text: lines[line] });
  const document = { lineCount: 1, lineAt } as unknown as vscode.TextDocument;
  const place = { path: "", line: 1, column: 5, end_line: 1, end_column: 7, text: null };
  const range = rangeOf(place, document);
  expect([range.start.character, range.end.character]).toEqual([4, 7]);
});
