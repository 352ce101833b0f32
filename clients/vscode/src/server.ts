/** `rusta serve` as a process of this window: found, started, watched, asked. */

import { execFile, type ExecFileException } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";

import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type Middleware,
  type StaticFeature,
} from "vscode-languageclient/node";

import type { ServerStatus } from "./documents";
import { find, type Found } from "./find";
import * as messages from "./messages";
import { Restarts } from "./restarts";
import * as rustAnalyzer from "./rustAnalyzer";
import { forServer } from "./settings";
import type { StatusBar } from "./status";

const STATUS_AFTER_MS = 250;
/** As long as no project is known: the server tells nothing of one that it may not run. */
const STATUS_AGAIN_MS = 1000;
const STATUS_AGAIN_TIMES = 60;

/** Told of what comes from the server. */
export interface Listener {
  running: () => void;
  status: (status: ServerStatus) => void;
  notified: (method: string, params: unknown) => void;
}

export class NotRunningError extends Error {
  constructor() {
    super("rusta is not running; the status bar says why");
  }
}

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly restarts = new Restarts();
  private timer: NodeJS.Timeout | undefined;
  private starting: Promise<void> | undefined;
  private saidNoModel = false;
  private again = 0;
  readonly listeners: Listener[] = [];
  program: string | undefined;
  status: ServerStatus | undefined;

  constructor(
    readonly log: vscode.LogOutputChannel,
    private readonly bar: StatusBar,
    private readonly middleware: () => Middleware,
  ) {}

  /** Starts it where it does not run; whatever is missing is said with a button. */
  start(): Promise<void> {
    this.starting ??= this.begin().finally(() => (this.starting = undefined));
    return this.starting;
  }

  async restart(): Promise<void> {
    this.restarts.forget();
    const old = this.client;
    this.client = undefined;
    await old?.dispose().catch(() => undefined);
    await this.start();
  }

  /** Asks a command of the server. Rejects with what it says, or a NotRunningError. */
  call<T>(command: string, argument: object = {}, token?: vscode.CancellationToken): Promise<T> {
    return this.request<T>("workspace/executeCommand", { command, arguments: [argument] }, token);
  }

  async request<T>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<T> {
    await this.starting?.catch(() => undefined);
    if (this.client?.isRunning() !== true) throw new NotRunningError();
    // A token that is undefined would be sent as a second param.
    if (token === undefined) return this.client.sendRequest<T>(method, params);
    return this.client.sendRequest<T>(method, params, token);
  }

  offers(command: string): boolean {
    const provider = this.client?.initializeResult?.capabilities.executeCommandProvider;
    return provider?.commands.includes(command) ?? false;
  }

  /** The folder of a project, else of the one that holds `uri`. */
  rootOf(project: string | undefined, uri?: vscode.Uri): string | undefined {
    const projects = this.status?.projects ?? {};
    const named = project === undefined ? undefined : projects[project];
    if (named !== undefined) return named.root;
    const roots = Object.values(projects).map((known) => known.root);
    const around = roots.filter((root) => uri?.fsPath.startsWith(root));
    return around.sort((a, b) => b.length - a.length)[0] ?? (uri ? undefined : roots[0]);
  }

  /** The settings or the trust changed. */
  async reconfigured(): Promise<void> {
    if (this.client?.isRunning() !== true) return;
    await this.client.sendNotification("workspace/didChangeConfiguration", { settings: null });
  }

  /** Asks for the state soon; many reasons to ask are one question. */
  askStatus(afterMs = STATUS_AFTER_MS): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.takeStatus();
    }, afterMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
    void this.client?.dispose().catch(() => undefined);
  }

  private async begin(): Promise<void> {
    if (this.client?.isRunning() === true) return;
    this.bar.show("starting");
    const found = locate();
    const trouble = found.program === undefined ? found.why : await ails(found.program);
    if (found.program === undefined || trouble !== undefined) {
      this.bar.show("missing");
      this.log.error(trouble ?? "");
      void messages.missing(trouble ?? "");
      return;
    }
    this.program = found.program;
    this.log.info(`${found.program} (${found.from})`);
    this.client = this.make(found.program);
    try {
      await this.client.start();
    } catch (error) {
      this.log.error(`it did not start: ${String(error)}`);
      this.bar.show("stopped");
    }
  }

  private make(program: string): LanguageClient {
    const settings = (): Record<string, unknown> => forServer({ ...configuration() }, known());
    const middleware = this.middleware();
    const client = new LanguageClient(
      "rusta",
      "rusta",
      { command: program, args: ["serve"] },
      {
        documentSelector: [{ scheme: "file", language: "rust" }],
        outputChannel: this.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: settings,
        initializationFailedHandler: () => false,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => this.closed(),
        },
        middleware: {
          ...middleware,
          workspace: {
            ...middleware.workspace,
            configuration: async (params, token, next) => {
              const given = await next(params, token);
              if (!Array.isArray(given)) return given;
              return params.items.map((item, at) =>
                item.section === "rusta" ? settings() : (given[at] as unknown),
              );
            },
          },
        },
      },
    );
    client.registerFeature(passesOn);
    client.onRequest(
      "rusta/rustAnalyzer",
      (asked: rustAnalyzer.Asked, token: vscode.CancellationToken) =>
        rustAnalyzer.answer(asked, rustAnalyzer.other(), token),
    );
    client.onNotification("window/showMessage", (said: messages.Said) => {
      void messages.show(said);
    });
    for (const method of ["rusta/trace", "rusta/traceEnded"]) {
      client.onNotification(method, (params: unknown) => {
        this.askStatus();
        for (const listener of this.listeners) listener.notified(method, params);
      });
    }
    client.onDidChangeState((change) => {
      if (change.newState === State.Running) void this.runs(client);
    });
    return client;
  }

  private async runs(client: LanguageClient): Promise<void> {
    await client.sendRequest("rusta/subscribeTraces", { on: true });
    for (const listener of this.listeners) listener.running();
    this.askStatus();
  }

  private closed(): { action: CloseAction; handled: boolean } {
    this.status = undefined;
    if (this.restarts.died()) {
      this.log.warn("rusta ended and is started again");
      this.bar.show("starting");
      return { action: CloseAction.Restart, handled: true };
    }
    this.bar.show("stopped");
    void messages.stopped();
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private async takeStatus(): Promise<void> {
    try {
      this.status = await this.request<ServerStatus>("rusta/status", {});
    } catch {
      return; // It ended meanwhile; the state of its process says so.
    }
    this.bar.show("running", this.status);
    for (const listener of this.listeners) listener.status(this.status);
    const opened = vscode.workspace.textDocuments.some((open) => open.languageId === "rust");
    const known = Object.keys(this.status.projects).length > 0;
    if (opened && !known && this.again++ < STATUS_AGAIN_TIMES) this.askStatus(STATUS_AGAIN_MS);
    const { usable, detail } = this.status.model;
    if (!usable && !this.saidNoModel && this.wantsModel()) {
      this.saidNoModel = true;
      void messages.noModel(detail);
    }
  }

  private wantsModel(): boolean {
    const policy = configuration().get<{ lm?: { enabled?: boolean } }>("policy");
    return policy?.lm?.enabled !== false;
  }
}

/** Tells the server that we pass requests on to rust-analyzer. */
const passesOn: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    const others = capabilities.experimental as object | undefined;
    capabilities.experimental = { ...others, rustAnalyzer: true };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

const configuration = (): vscode.WorkspaceConfiguration =>
  vscode.workspace.getConfiguration("rusta");

const known = (): { trusted: boolean; rustAnalyzer: boolean } => ({
  trusted: vscode.workspace.isTrusted,
  rustAnalyzer: rustAnalyzer.isThere(),
});

function locate(): Found {
  const wanted = {
    setting: configuration().get("path", ""),
    folders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
    trusted: vscode.workspace.isTrusted,
  };
  const windows = process.platform === "win32";
  return find(wanted, { env: process.env, home: homedir(), windows, isProgram });
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What is wrong with a program that is there: a Python that is gone, for one. */
function ails(program: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ["--version"], { timeout: 30_000 }, (error, _, stderr) => {
      const last = stderr.trim().split("\n").pop() ?? "";
      const why = last || (error === null ? "" : whyNot(program, error));
      resolve(error === null ? undefined : `${program} does not start: ${why}`);
    });
  });
}

/** The system says of a script whose interpreter is gone only that something does not exist. */
function whyNot(program: string, error: ExecFileException): string {
  const interpreter = /^#!\s*(\S+)/.exec(readFileSync(program, "latin1"))?.[1];
  if (error.code !== "ENOENT" || interpreter === undefined) return error.message;
  return `the Python it was installed with, ${interpreter}, is gone`;
}
