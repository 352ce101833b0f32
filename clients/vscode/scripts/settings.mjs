// The settings of package.json, made of the published schemas of the server; `--write` puts them in.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const schemas = join(here, "..", "..", "..", "schemas");
const manifest = join(here, "..", "package.json");

const read = (path) => JSON.parse(readFileSync(path, "utf8"));

// The client's own answer (workspace trust), never a setting.
const GIVEN_BY_THE_CLIENT = ["trusted"];

const WORDS = {
  diagnostics:
    "What rusta shows at an error: `chip` a hint with its code and the state of the proof, `full` rustc's text too, `off` nothing. Left alone: `chip` where rust-analyzer is installed, else `full`.",
  check_on:
    "When rusta checks by itself: `idle` some time after the last edit and on save, `save` on save, `off` never.",
  idle_ms: "How long nobody must have typed before a check begins, in milliseconds.",
  lens: "Show the state of the proof above each error.",
  hover: "Explain an error, with citations, where the mouse rests on it.",
  beside_rust_analyzer:
    "Leave an edit that rust-analyzer offers at the same place to it. Left alone: where one runs.",
  policy: "What `policy.toml` holds: limits of the search, thresholds, the byte model.",
};

const OWN = {
  "rusta.path": {
    type: "string",
    default: "",
    scope: "machine-overridable",
    markdownDescription:
      "The program `rusta`. Left alone: `.venv/bin/rusta` of a trusted folder, else the one on the PATH, else that of uv or pipx.",
  },
  "rusta.preview": {
    type: "boolean",
    default: true,
    scope: "resource",
    markdownDescription: "Show a proven patch in the diff editor before it is applied.",
  },
  "rusta.saveAfterApply": {
    type: "boolean",
    default: true,
    scope: "resource",
    markdownDescription:
      "Save what was saved before once a patch is applied or reverted, so that cargo sees it.",
  },
  "rusta.localTelemetry": {
    type: "boolean",
    default: false,
    scope: "application",
    markdownDescription:
      "Count, on this machine alone, what is offered, applied and reverted. *rusta: Show What Was Counted* shows all of it; nothing is ever sent.",
  },
};

/** `schema` with its `$ref`s put in: settings know none. Titles say nothing here. */
function plain(schema, defs) {
  if (Array.isArray(schema)) return schema.map((item) => plain(item, defs));
  if (schema === null || typeof schema !== "object") return schema;
  if (schema.$ref !== undefined) {
    const { $ref, ...rest } = schema;
    return { ...plain(defs[$ref.split("/").pop()], defs), ...plain(rest, defs) };
  }
  const kept = Object.entries(schema).filter(
    ([key]) => !["title", "$defs", "$id", "$schema"].includes(key),
  );
  return Object.fromEntries(kept.map(([key, value]) => [key, plain(value, defs)]));
}

export function settings() {
  const editor = read(join(schemas, "editor-settings.v1.schema.json"));
  const policy = read(join(schemas, "policy.v1.schema.json"));
  const found = { ...OWN };
  for (const [name, schema] of Object.entries(editor.properties)) {
    if (GIVEN_BY_THE_CLIENT.includes(name)) continue;
    const types = (schema.anyOf ?? [schema]).map((one) => one.type);
    const setting = { ...plain(schema, {}), type: types.length > 1 ? types : types[0] };
    delete setting.anyOf;
    if (name === "diagnostics") {
      Object.assign(setting, {
        type: ["string", "null"],
        enum: [...schema.enum, null],
        default: null,
      });
    }
    if (name === "policy")
      Object.assign(setting, { properties: plain(policy, policy.$defs).properties });
    found[`rusta.${name}`] = {
      ...setting,
      scope: "window",
      markdownDescription: WORDS[name] ?? name,
    };
  }
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes("--write")) {
  const whole = read(manifest);
  whole.contributes.configuration.properties = settings();
  writeFileSync(manifest, JSON.stringify(whole, null, 2) + "\n");
}
