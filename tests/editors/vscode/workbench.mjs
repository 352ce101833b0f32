// VS Code in a browser, driven as a user drives it: keys, clicks, and what is seen.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const given = JSON.parse(process.env.VSCODE_TEST);
const require = createRequire(join(given.home, "package.json"));
const { chromium } = require("playwright-core");

export const WAIT_MS = given.wait_s * 1000;

/** Opens `folder` with `file` in a window of its own. */
export async function open({ folder, file }) {
  const browser = await chromium.launch({
    executablePath: given.chromium,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(WAIT_MS);
  page.setDefaultNavigationTimeout(2 * WAIT_MS);
  const authority = `127.0.0.1:${given.port}`;
  const payload = JSON.stringify([["openFile", `vscode-remote://${authority}${file}`]]);
  const query = new URLSearchParams({ folder, payload });
  await page.goto(`http://${authority}/?${query}`, { waitUntil: "domcontentloaded" });
  return new Workbench(browser, page);
}

export class Workbench {
  constructor(browser, page) {
    Object.assign(this, { browser, page, began: Date.now() });
    mkdirSync(given.shots, { recursive: true });
  }

  /** The first line of the editor that has `text`. */
  line(text) {
    return this.page.locator(".view-line", { hasText: text }).first();
  }

  async shot(name) {
    await this.page.screenshot({ path: join(given.shots, `${name}.png`) });
  }

  async see(selector, text) {
    const options = text === undefined ? {} : { hasText: text };
    const found = this.page.locator(selector, options).first();
    await found.waitFor({ state: "visible" });
    return found;
  }

  async gone(selector, text) {
    const options = text === undefined ? {} : { hasText: text };
    await this.page.locator(selector, options).first().waitFor({ state: "hidden" });
  }

  /** A command of the palette, by its title. */
  async command(title) {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor({ state: "visible" });
    await input.fill(`>${title}`);
    await this.see(".quick-input-list .monaco-list-row", title);
    await this.page.keyboard.press("Enter");
  }

  /** The cursor to `place`: "line:column", from 1. */
  async go(place) {
    await this.page.keyboard.press("Control+g");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor({ state: "visible" });
    await input.fill(`:${place}`);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  /** Back to the editor of a file that is open. */
  async tab(name) {
    await this.page.locator(`.tab[data-resource-name="${name}"]`).first().click();
  }

  /** Asks again and again for what no element shows. */
  async until(ready, what) {
    const end = Date.now() + WAIT_MS;
    while (!(await ready())) {
      if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
      await this.page.waitForTimeout(200);
    }
  }

  async closeMessages() {
    await this.command("Notifications: Clear All Notifications");
  }

  /** The button of a message that has `text`. */
  async answer(text, button) {
    const toast = await this.see(".notification-toast", text);
    await toast.hover();
    await toast.locator(".monaco-button", { hasText: button }).first().click();
  }

  /** What the editor holds, as it is shown: lines in their order. */
  async text(root = ".editor-instance") {
    const lines = this.page.locator(`${root} .view-line`);
    const found = await lines.evaluateAll((all) =>
      all
        .map((one) => ({ top: parseInt(one.style.top, 10), text: one.textContent }))
        .sort((a, b) => a.top - b.top)
        .map((one) => one.text.replaceAll(" ", " ")),
    );
    return found.join("\n");
  }

  async close() {
    await this.browser.close();
  }
}

/** Runs `flow`; a picture and the console are left where it fails. */
export async function report(flow) {
  const seen = {};
  const bench = await open(given);
  const said = [];
  bench.page.on("console", (line) => said.push(line.text()));
  try {
    await flow(bench, seen, given);
  } catch (error) {
    await bench.shot("failed").catch(() => undefined);
    const last = said.slice(-20).map((line) => line.slice(0, 200));
    seen.failed = `${error.stack}\n${last.join("\n")}`;
  }
  writeFileSync(given.report, JSON.stringify(seen));
  await bench.close();
}

/** The processes of this test's windows (told by its state folder) whose command is `wanted`. */
export function running(state, wanted) {
  return readdirSync("/proc").filter((pid) => {
    try {
      const environ = readFileSync(`/proc/${pid}/environ`, "utf8");
      if (!environ.includes(`XDG_STATE_HOME=${state}\0`)) return false;
      return wanted(readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0"));
    } catch {
      return false;
    }
  });
}

export function killed(pids) {
  for (const pid of pids) process.kill(Number(pid), "SIGKILL");
}
