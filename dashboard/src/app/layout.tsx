// The document around every page.

import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactElement, ReactNode } from "react";
import { readStoreSummary } from "#data/store-summary.ts";
import { AppFrame } from "#features/shell/app-frame.tsx";
import { UnreadableStore } from "#features/shell/unreadable-store.tsx";
import { Providers } from "#features/shell/providers.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Stepscope", template: "%s · Stepscope" },
  description: "Runs, timelines, step graphs, replay and comparison.",
  robots: { index: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function Layout({ children }: { readonly children: ReactNode }): Promise<ReactElement> {
  const [nonce, store] = await Promise.all([headers().then((all) => all.get("x-nonce") ?? ""), readStoreSummary()]);
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <a
          href="#main"
          className="absolute -top-16 left-2 z-50 rounded-control bg-primary px-3 py-1.5 text-primary-foreground focus:top-2"
        >
          Skip to content
        </a>
        <Providers nonce={nonce}>
          <AppFrame store={store}>
            {store.condition === "unreadable" ? (
              <UnreadableStore name={store.name} reason={store.reason ?? ""} />
            ) : (
              children
            )}
          </AppFrame>
        </Providers>
      </body>
    </html>
  );
}
