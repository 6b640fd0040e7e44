// Between what is selected on a run's page and the nodes of its graph.

import { type GraphNode, groupRowId } from "stepscope/view";
import type { RunModel } from "#lib/run/use-run-model.ts";

/** The node that stands for what is selected. */
export function nodeOfSelection(
  nodes: readonly GraphNode[],
  model: RunModel,
  selection: string | undefined,
): string | undefined {
  if (selection === undefined) return undefined;
  const own = nodes.find((node) => node.id === selection);
  if (own !== undefined) return own.id;
  const { view } = model;
  const span = selection.startsWith("span:") ? view.spans[view.spanIndexById.get(selection.slice(5)) ?? -1] : undefined;
  const index = span?.executionIndex ?? view.executionIndexById.get(selection.replace(/@\d+$/u, "")) ?? -1;
  return index < 0 ? undefined : nodes.find((node) => node.executionIndexes.includes(index))?.id;
}

/** What selecting a node selects: its execution, or the group of its executions. */
export function selectionOfNode(node: GraphNode, model: RunModel): string | undefined {
  const [first] = node.executionIndexes;
  if (first === undefined) return undefined;
  if (node.executionIndexes.length === 1) return model.view.executions[first]?.id;
  const group = model.groups.groups[model.groups.groupByExecution[first] ?? -1];
  return group === undefined ? model.view.executions[first]?.id : groupRowId(group.id);
}
