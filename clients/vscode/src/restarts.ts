/** How often the server may die: the third death within three minutes is the last. */
export class Restarts {
  private deaths: number[] = [];

  constructor(
    private readonly now: () => number = Date.now,
    private readonly limit = 3,
    private readonly windowMs = 180_000,
  ) {}

  /** Whether to start it once more. */
  died(): boolean {
    const since = this.now() - this.windowMs;
    this.deaths = [...this.deaths.filter((at) => at > since), this.now()];
    return this.deaths.length < this.limit;
  }

  forget(): void {
    this.deaths = [];
  }
}
