import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

// @ts-expect-error The script is plain JavaScript.
import { settings } from "../scripts/settings.mjs";
import { forServer } from "../src/settings";

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
const root = join(__dirname, "..");
const manifest = read(join(root, "package.json")) as {
  version: string;
  contributes: { configuration: { properties: Record<string, object> } };
};

test("the settings are those of the published schemas; npm run settings writes them", () => {
  const made = (settings as () => object)();
  expect(manifest.contributes.configuration.properties).toEqual(made);
});

test("every setting of the server but the client's own trust is there", () => {
  const schema = read(join(root, "../../schemas/editor-settings.v1.schema.json")) as {
    properties: object;
  };
  const names = Object.keys(schema.properties).filter((name) => name !== "trusted");
  const there = manifest.contributes.configuration.properties;
  expect(Object.keys(there)).toEqual(expect.arrayContaining(names.map((name) => `rusta.${name}`)));
});

test("every setting has its line in the README, and its words", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  for (const [name, setting] of Object.entries(manifest.contributes.configuration.properties)) {
    expect(readme).toContain(`\`${name}\``);
    expect(setting).toHaveProperty("markdownDescription", expect.stringContaining(" "));
  }
});

test("beside rust-analyzer errors are chips, without it they come with rustc's text", () => {
  const trusted = true;
  expect(forServer({}, { trusted, rustAnalyzer: true }).diagnostics).toBe("chip");
  expect(forServer({}, { trusted, rustAnalyzer: false }).diagnostics).toBe("full");
  const chosen = forServer({ diagnostics: "off" }, { trusted, rustAnalyzer: false });
  expect(chosen.diagnostics).toBe("off");
});

test("the trust is the window's, whatever the settings say", () => {
  const known = { trusted: false, rustAnalyzer: true };
  expect(forServer({ trusted: true }, known).trusted).toBe(false);
});
