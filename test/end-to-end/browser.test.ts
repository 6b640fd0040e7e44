/** The browser that the tests use starts, renders text and runs scripts. */
import { describe, expect, it } from "vitest";
import { browserMissing, launchBrowser } from "../../scripts/browser.ts";

describe.skipIf((await browserMissing()) !== undefined)("browser", () => {
  it("renders a page", async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.setContent("<h1>Stepscope</h1>");
      const box = await page.getByRole("heading", { name: "Stepscope" }).boundingBox();
      expect(box?.width).toBeGreaterThan(0);
      expect((await page.screenshot()).byteLength).toBeGreaterThan(1_000);
    } finally {
      await browser.close();
    }
  });
});
