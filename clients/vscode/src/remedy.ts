/** What the server says of trouble ends with what helps; here it becomes a button. */

const COMMAND = /(?:^|[:;,] |then: )((?:rustup|rusta|cargo|apt|sudo apt|pipx?|uv|python) [^;]+)$/;
/** How Rust itself says it is installed: the one command with a pipe that is typed for the user. */
const INSTALL_RUST = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh";

export interface Told {
  text: string;
  /** A command for a terminal; undefined where what helps is something else. */
  command: string | undefined;
}

export function told(message: string): Told {
  const [text, remedy] = message.split(" Help: ", 2);
  if (text === undefined || remedy === undefined) return { text: message, command: undefined };
  const help = remedy.trim();
  return { text: message, command: help === INSTALL_RUST ? help : COMMAND.exec(help)?.[1] };
}
