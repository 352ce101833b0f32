/** Explanations and abstentions as Markdown whose links are commands. Pure. */

import type { Abstention, Anchor, Explanation } from "./documents";

/** What links may call; everything else in a trusted text stays dead. */
export const LINKED = ["rusta.showAnchor", "rusta.fixHere", "rusta.doctor"] as const;

const HEADINGS: Readonly<Record<string, string>> = {
  cause: "Why",
  span: "Where",
  chain: "The compiler adds",
  rule: "Rule",
  fix: "Fix",
  proof: "Proof",
  symbol: "What",
  type: "Type",
  doc: "Says",
  use: "Used",
};

export function link(title: string, command: (typeof LINKED)[number], argument: unknown): string {
  const given = encodeURIComponent(JSON.stringify([argument])).replaceAll("(", "%28");
  return `[${escaped(title)}](command:${command}?${given.replaceAll(")", "%29")})`;
}

export function explanation(given: Explanation): string {
  const name = given.code === null ? "" : `**${escaped(given.code)}** — `;
  const words = given.claims.filter((claim) => claim.role === "diagnosis");
  const first = words.flatMap((claim) => claim.anchors);
  const lines = [`${name}${prose(given.message)} ${rustc(first[0])}`.trimEnd()];
  for (const [role, heading] of Object.entries(HEADINGS)) {
    const claims = given.claims.filter((claim) => claim.role === role);
    if (claims.length === 0) continue;
    const told = claims.map((claim) => {
      const own = claim.anchors.filter((anchor) => !first.some((one) => same(one, anchor)));
      return `- ${prose(claim.text)} ${cited(own.length > 0 ? own : claim.anchors)}`.trimEnd();
    });
    lines.push(`*${heading}*\n\n${told.join("\n")}`);
  }
  if (given.unknown !== null) {
    const add = link("Add evidence", "rusta.doctor", {});
    lines.push(`$(circle-outline) *Not known*: ${prose(given.unknown)} ${add}`);
  }
  return lines.join("\n\n");
}

/** `estimate`: how long the next probe takes, in milliseconds, where that was seen before. */
export function abstention(
  given: Abstention,
  where: unknown,
  estimate: number | undefined,
): string {
  const probe = given.next_probe;
  const long = estimate === undefined ? "" : ` · about ${duration(estimate)}`;
  return [
    `$(beaker) **Not certain yet** — ${prose(given.reason)}`,
    `*The test plan*\n\n- \`${probe.method}\`${long}: ${prose(probe.why)}`,
    link("Search again for this error alone", "rusta.fixHere", where),
  ].join("\n\n");
}

/** Links of the server's own documents, which VS Code does not open, become commands. */
export function hover(text: string): string {
  return text.replace(
    /\[((?:[^\]\\]|\\.)*)\]\(rusta:\/anchor\/[0-9a-f]+\/([0-9a-f]+)(?:\.\w+)?\)/g,
    (_, title: string, anchor: string) => {
      const argument = encodeURIComponent(JSON.stringify([{ anchor }]));
      return `[${title}](command:rusta.showAnchor?${argument})`;
    },
  );
}

export function duration(ms: number): string {
  if (ms < 1000) return "1 s";
  const seconds = Math.round(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

const same = (one: Anchor, other: Anchor): boolean => JSON.stringify(one) === JSON.stringify(other);

const cited = (anchors: readonly Anchor[]): string =>
  anchors.map((anchor) => link(anchor.title, "rusta.showAnchor", { anchor })).join(" ");

/** The compiler's words: the sentence before is their title already. */
const rustc = (anchor: Anchor | undefined): string =>
  anchor === undefined ? "" : link("rustc", "rusta.showAnchor", { anchor });

/** What stands between backticks is code, and stays as it is. */
function prose(text: string): string {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return escaped(text);
  return parts.map((part, at) => (at % 2 === 0 ? escaped(part) : part)).join("`");
}

const escaped = (text: string): string => text.replace(/[\\*_{}[\]()#+\-!<>`|~$]/g, "\\$&");
