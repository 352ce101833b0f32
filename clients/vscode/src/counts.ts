/** Local telemetry: how often a thing happened, on this machine, only where the user wants it. */

export interface Store {
  get: (key: string) => unknown;
  update: (key: string, value: unknown) => PromiseLike<void>;
}

const KEY = "counts";

export class Counts {
  constructor(
    private readonly store: Store,
    private readonly wanted: () => boolean,
  ) {}

  add(name: "previewed" | "applied" | "dismissed" | "reverted" | "explained" | "abstained"): void {
    if (!this.wanted()) return;
    const all = this.all();
    void this.store.update(KEY, { ...all, [name]: (all[name] ?? 0) + 1 });
  }

  all(): Record<string, number> {
    return (this.store.get(KEY) as Record<string, number> | undefined) ?? {};
  }
}
