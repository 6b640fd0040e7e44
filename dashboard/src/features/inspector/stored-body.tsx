// A body that is stored apart: fetched when it is opened, large ones formatted off the page's thread.

"use client";

import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { type ReactElement, useState } from "react";
import type { EncodedValue, PayloadReference } from "stepscope/view";
import { FetchError } from "#lib/fetch-json.ts";
import type { FormattedJson } from "#lib/format-json.worker.ts";
import { formatBytes } from "#lib/format.ts";
import { api } from "#lib/links.ts";
import { Button } from "#ui/button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { LongLines } from "#ui/long-lines.tsx";
import { Skeleton } from "#ui/skeleton.tsx";

/** Above this a tree would be too large to walk. */
const TREE_BYTES = 1_000_000;

async function fetchBody(hash: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(api.payload(hash), { signal });
  if (response.status === 404) throw new FetchError("Retention deleted this body.", 404);
  if (!response.ok) throw new FetchError(`The server answered with status ${response.status}.`, response.status);
  return response.text();
}

function formatOffThread(text: string): Promise<FormattedJson> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("../../lib/format-json.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<FormattedJson>) => {
      worker.terminate();
      resolve(event.data);
    });
    worker.addEventListener("error", (event) => {
      worker.terminate();
      reject(new Error(event.message));
    });
    worker.postMessage(text);
  });
}

type Body =
  | { readonly kind: "value"; readonly value: EncodedValue }
  | { readonly kind: "lines"; readonly formatted: FormattedJson };

function useBody(reference: PayloadReference, isOpen: boolean) {
  return useQuery({
    queryKey: ["payload", reference.hash],
    queryFn: async ({ signal }): Promise<Body> => {
      const text = await fetchBody(reference.hash, signal);
      if (text.length > TREE_BYTES) return { kind: "lines", formatted: await formatOffThread(text) };
      return { kind: "value", value: JSON.parse(text) as EncodedValue };
    },
    enabled: isOpen,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
    structuralSharing: false,
  });
}

export interface StoredBodyProps {
  readonly reference: PayloadReference;
  /** Draws the body once it is there. */
  readonly render: (value: EncodedValue) => ReactElement;
}

/** A button with the size, then the body. */
export function StoredBody({ reference, render }: StoredBodyProps): ReactElement {
  const [isOpen, setIsOpen] = useState(reference.bytes < 100_000);
  const body = useBody(reference, isOpen);
  if (!isOpen) {
    return (
      <Button size="sm" onClick={() => setIsOpen(true)}>
        Open {formatBytes(reference.bytes)}
      </Button>
    );
  }
  if (body.error !== null) {
    return (
      <EmptyState icon={Archive} title="Body not available" level={3} className="py-4">
        {body.error.message} Its size was {formatBytes(reference.bytes)}.
      </EmptyState>
    );
  }
  if (body.data === undefined) return <Skeleton className="my-1 w-40" />;
  if (body.data.kind === "value") return render(body.data.value);
  return (
    <LongLines
      label={`Body, ${formatBytes(reference.bytes)}`}
      text={body.data.formatted.text}
      offsets={body.data.formatted.offsets}
    />
  );
}
