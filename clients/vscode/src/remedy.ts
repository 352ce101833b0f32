/** What the server says of trouble ends with what helps; here it becomes a button. */

const COMMAND = /(?:^|[:;,] |then: )((?:rustup|rusta|cargo|apt|sudo apt|pipx?|uv|python) [^;]+)$/;

export interface Told {
  text: string;
  /** A command for a terminal; undefined where what helps is something else. */
  command: string | undefined;
}

export function told(message: string): Told {
  const [text, remedy] = message.split(" Help: ", 2);
  if (text === undefined || remedy === undefined) return { text: message, command: undefined };
  return { text: message, command: COMMAND.exec(remedy.trim())?.[1] };
}
