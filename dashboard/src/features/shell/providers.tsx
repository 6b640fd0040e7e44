// What every page stands on: theme, tooltips, address state, fetched data, notices.

"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactElement, type ReactNode, useState } from "react";
import { Toaster } from "#ui/toast.tsx";
import { TooltipProvider } from "#ui/tooltip.tsx";

/** `nonce` is what style sheets made at run time must carry; the first page's holds for the whole visit. */
export function Providers({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }): ReactElement {
  const [queries] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { staleTime: 10_000, retry: 1, refetchOnWindowFocus: false } } }),
  );
  const [firstNonce] = useState(nonce);
  setNonce(firstNonce);
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableColorScheme={false}
      nonce={firstNonce}
      disableTransitionOnChange
    >
      <NuqsAdapter>
        <QueryClientProvider client={queries}>
          <TooltipProvider>
            {children}
            <Toaster />
          </TooltipProvider>
        </QueryClientProvider>
      </NuqsAdapter>
    </ThemeProvider>
  );
}
