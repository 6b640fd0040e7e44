// A page that notes everything that should not happen on it.

import type { Browser, Page } from "playwright-core";

export interface PageOptions {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

/** A page and its misdeeds: console errors, uncaught errors, dialogs, requests to anywhere else, failed answers. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  readonly misdeeds: string[];
}

/** Opens a page that is watched. */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<WatchedPage> {
  const { theme = "light", width = 1440, height = 900 } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, baseURL: url });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  const page = await context.newPage();
  const misdeeds: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") misdeeds.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => misdeeds.push(`uncaught: ${error.message}`));
  page.on("dialog", (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !/^(?:data|blob):/u.test(request.url()))
      misdeeds.push(`request: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) misdeeds.push(`status ${response.status()}: ${response.url()}`);
  });
  return { page, misdeeds, [Symbol.asyncDispose]: () => context.close() };
}
