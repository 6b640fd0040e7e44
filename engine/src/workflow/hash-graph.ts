// The content hash of a workflow's graph, which names a definition in the journal.

import { createHash } from "node:crypto";
import type { WorkflowGraph } from "../graph/workflow-graph.ts";

/** SHA-256 of the graph's JSON with sorted keys, hex. */
export function hashGraph(graph: WorkflowGraph): string {
  return createHash("sha256").update(canonicalJson(graph)).digest("hex");
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([left], [right]) => (left < right ? -1 : 1)));
  });
}
