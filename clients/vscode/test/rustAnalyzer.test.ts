import { expect, test, vi } from "vitest";

const { extension } = vi.hoisted(() => {
  const made: { exports: unknown } = { exports: undefined };
  return { extension: made };
});
vi.mock("vscode", () => ({
  extensions: {
    getExtension: (id: string) => (id === "rust-lang.rust-analyzer" ? extension : undefined),
  },
}));

import { answer, other, type Other } from "../src/rustAnalyzer";

const uri = "file:///w";

function client(more: Partial<Other> = {}): Other {
  return {
    sendRequest: (method, params) => Promise.resolve([method, params]),
    initializeResult: {
      serverInfo: { version: "1.95" },
      capabilities: { positionEncoding: "utf-8" },
    },
    ...more,
  };
}

test("null where none serves the project, or it is not ready", async () => {
  expect(await answer({ uri, method: "x", params: {} }, undefined)).toBeNull();
  expect(
    await answer({ uri, method: "x", params: {} }, client({ initializeResult: undefined })),
  ).toBeNull();
});

test("without a method it says who it is", async () => {
  const asked = { uri, method: null, params: null };
  expect(await answer(asked, client())).toEqual({ version: "1.95", positionEncoding: "utf-8" });
  const silent = client({ initializeResult: {} });
  expect(await answer(asked, silent)).toMatchObject({ positionEncoding: "utf-16" });
});

test("a request is passed on, an empty answer is null", async () => {
  const asked = { uri, method: "textDocument/hover", params: { a: 1 } };
  expect(await answer(asked, client())).toEqual({ result: ["textDocument/hover", { a: 1 }] });
  const empty = client({ sendRequest: () => Promise.resolve(undefined) });
  expect(await answer(asked, empty)).toEqual({ result: null });
});

test("what it refuses comes back with its code", async () => {
  const refusal = Object.assign(new Error("content modified"), { code: -32801 });
  const busy = client({ sendRequest: () => Promise.reject(refusal) });
  expect(await answer({ uri, method: "x", params: {} }, busy)).toEqual({
    error: { code: -32801, message: "content modified" },
  });
});

test("the client of rust-analyzer's extension is found, anything else is none", () => {
  extension.exports = { client: client() };
  expect(other()).toBe((extension.exports as { client: Other }).client);
  for (const exported of [undefined, {}, { client: null }, { client: { sendRequest: 1 } }]) {
    extension.exports = exported;
    expect(other()).toBeUndefined();
  }
});
