// What a graph of steps or executions consists of, before and after it has been laid out. Plain data throughout.

/** What a node stands for. */
export type GraphNodeKind = "step" | "execution" | "group";

/** Counts and times of what a node stands for, or of a whole step. */
export interface GraphNodeSums {
  readonly executions: number;
  readonly completed: number;
  readonly failed: number;
  readonly retries: number;
  readonly active: number;
  /** Half of the ended executions took at most this long, from start to end; absent when none has ended. */
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  /** Sum over all executions, from start to end. */
  readonly totalMs: number;
}

/** A step, an execution, or several executions of one step. */
export interface GraphNode {
  /** Stable: an execution's id, `group:…` or `step:…`. */
  readonly id: string;
  readonly kind: GraphNodeKind;
  readonly step: string;
  /** What it stands for, as indexes into the run's executions; empty for a step that never ran. */
  readonly executionIndexes: readonly number[];
  /** `#2`, where its step has several nodes; 0: none. */
  readonly ordinal: number;
  readonly sums: GraphNodeSums;
  /** It is one set of a `collectEvents` call, or the executions that still fill one. */
  readonly isCollecting: boolean;
  /** Accepts the workflow's start event. */
  readonly isEntry: boolean;
  /** May emit the workflow's stop event. */
  readonly isEnd: boolean;
  /** Accepts, or waited for, an answer from a person. */
  readonly needsPerson: boolean;
  /** Runs when another step has failed for good. */
  readonly isRecovery: boolean;
}

/** How one node leads to another. */
export interface GraphEdge {
  /** Stable. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: "event" | "answer" | "recovery";
  readonly eventType: string;
  /** How many events went this way. */
  readonly count: number;
  /** False: allowed by the definition, but no event went this way. */
  readonly isTaken: boolean;
}

/** A graph without positions. */
export interface GraphModel {
  readonly kind: "definition" | "execution";
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Executions that do not have a node of their own, because there would be too many. */
  readonly isCollapsed: boolean;
}

/** A node's place. Px from the top left corner of the graph. */
export interface PlacedNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** From 0, top to bottom. */
  readonly layer: number;
}

/** An edge's course, as the `d` of an SVG path. */
export interface PlacedEdge {
  readonly id: string;
  readonly path: string;
  /** It leads upwards: the way back of a loop. */
  readonly isBack: boolean;
}

/** A label that stands for all edges of one event type on a common trunk. */
export interface PlacedLabel {
  readonly eventType: string;
  readonly count: number;
  readonly isTaken: boolean;
  /** Centre. */
  readonly x: number;
  readonly y: number;
  readonly edgeIds: readonly string[];
}

/** A graph with positions. */
export interface GraphLayout {
  /** What was laid out: the model that was asked for, or its collapsed form when that one took too long. */
  readonly model: GraphModel;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly labels: readonly PlacedLabel[];
  readonly width: number;
  readonly height: number;
  /** The deadline came before the drawing was as tidy as it could be. */
  readonly isPartial: boolean;
}

/** Measures of the drawing, in px. */
export const GRAPH_MEASURES = {
  nodeWidth: 180,
  nodeHeight: 42,
  /** From the top of a layer to the top of the next. */
  layerStep: 71,
  /** Between two nodes of a layer. */
  gap: 14,
  cornerRadius: 8,
  /** What an arrow head keeps free above the node it points to. */
  arrowRoom: 2,
} as const;
