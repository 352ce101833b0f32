/** What a diagnostic of rusta tells of the proof. Pure. */

export type State = "proven" | "proving" | "failed" | "step" | "abstains" | "unknown";

export interface Chip {
  state: State;
  /** What is said of an abstention, in a few words. */
  text: string;
}

export function chip(message: string, data: unknown): Chip {
  const said = /abstains: (.*)/.exec(message)?.[1];
  const named = data instanceof Object && "state" in data ? data.state : undefined;
  const state = typeof named === "string" ? (named as State) : guessed(message);
  return { state, text: said ?? "" };
}

function guessed(message: string): State {
  if (message.includes("abstains: ")) return "abstains";
  if (message.includes("proving a fix")) return "proving";
  return / % · /.test(message) ? "proven" : "unknown";
}
