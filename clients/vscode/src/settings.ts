/** What the server is told under `rusta`: the user's settings, and what only the client knows. */

export interface Circumstances {
  trusted: boolean;
  rustAnalyzer: boolean;
}

export function forServer(
  given: Record<string, unknown>,
  known: Circumstances,
): Record<string, unknown> {
  return {
    ...given,
    // Without rust-analyzer nobody else shows what rustc says.
    diagnostics: given.diagnostics ?? (known.rustAnalyzer ? "chip" : "full"),
    trusted: known.trusted,
  };
}
