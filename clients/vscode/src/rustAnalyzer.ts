/** `rusta/rustAnalyzer`: what the rust-analyzer of this window says, passed on to rusta. */

import * as vscode from "vscode";

const ID = "rust-lang.rust-analyzer";

export interface Asked {
  uri: string;
  method: string | null;
  params: unknown;
}

export type Answer =
  | null
  | { version?: string; positionEncoding: string }
  | { result: unknown }
  | { error: { code: number; message: string } };

/** The client of rust-analyzer's extension, as far as it is used. */
export interface Other {
  sendRequest: (
    method: string,
    params: unknown,
    token?: vscode.CancellationToken,
  ) => Promise<unknown>;
  initializeResult?: {
    serverInfo?: { version?: string };
    capabilities?: { positionEncoding?: string };
  };
}

export const isThere = (): boolean => vscode.extensions.getExtension(ID) !== undefined;

export function other(): Other | undefined {
  const exported: unknown = vscode.extensions.getExtension(ID)?.exports;
  const client = exported instanceof Object && "client" in exported ? exported.client : undefined;
  const speaks = client instanceof Object && "sendRequest" in client;
  return speaks && typeof client.sendRequest === "function" ? (client as Other) : undefined;
}

export async function answer(
  asked: Asked,
  client: Other | undefined,
  token?: vscode.CancellationToken,
): Promise<Answer> {
  if (client?.initializeResult === undefined) return null;
  if (asked.method === null) {
    const { serverInfo, capabilities } = client.initializeResult;
    return {
      version: serverInfo?.version,
      positionEncoding: capabilities?.positionEncoding ?? "utf-16",
    };
  }
  try {
    return { result: (await client.sendRequest(asked.method, asked.params, token)) ?? null };
  } catch (error) {
    const code = error instanceof Object && "code" in error ? Number(error.code) : -32803;
    return { error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}
