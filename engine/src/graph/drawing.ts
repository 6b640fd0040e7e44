// A drawing as data: boxes and arrows with meanings, before any format.

/** What a box stands for. */
export type DrawingNodeKind = "step" | "recovery" | "start" | "stop" | "event" | "question" | "answer" | "person";

/** How an execution ended, or where it is; absent in drawings of what is possible. */
export type DrawingNodeState = "completed" | "failed" | "cancelled" | "waiting" | "running";

/** One box. */
export interface DrawingNode {
  readonly id: string;
  readonly kind: DrawingNodeKind;
  readonly label: string;
  /** A second, smaller line: retries, workers, attempts. */
  readonly detail?: string;
  readonly state?: DrawingNodeState;
}

/** One arrow. */
export interface DrawingEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  /** `event`: an event goes this way; `failure`: a failed step is handed over; `outside`: a person answers. */
  readonly kind: "event" | "failure" | "outside";
}

/** A whole drawing. */
export interface Drawing {
  readonly title: string;
  /** `flow`: everything a definition allows; `execution`: what one run did. */
  readonly of: "flow" | "execution";
  readonly nodes: readonly DrawingNode[];
  readonly edges: readonly DrawingEdge[];
}
