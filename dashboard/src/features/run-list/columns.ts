// The columns of the run list: which there are, and how wide each is.

/** A column that can be hidden. */
export type ColumnId =
  | "input"
  | "result"
  | "duration"
  | "tries"
  | "steps"
  | "tokens"
  | "cost"
  | "version"
  | "tags"
  | "started";

interface Column {
  readonly id: ColumnId;
  readonly label: string;
  readonly width: string;
  readonly isRight?: boolean;
}

/** All of them, in order. */
export const COLUMNS: readonly Column[] = [
  { id: "input", label: "Input", width: "minmax(100px,1.6fr)" },
  { id: "result", label: "Result", width: "minmax(100px,1fr)" },
  { id: "duration", label: "Duration", width: "136px" },
  { id: "tries", label: "Tries", width: "36px", isRight: true },
  { id: "steps", label: "Steps", width: "44px", isRight: true },
  { id: "tokens", label: "Tokens", width: "52px", isRight: true },
  { id: "cost", label: "Cost", width: "62px", isRight: true },
  { id: "version", label: "Version", width: "64px" },
  { id: "tags", label: "Tags", width: "106px" },
  { id: "started", label: "Started", width: "var(--started)", isRight: true },
];

/** Shown until the reader chooses. */
export const DEFAULT_COLUMNS: readonly ColumnId[] = ["input", "duration", "tries", "tokens", "cost", "tags", "started"];

/** What of them gives way where there is little room. */
export const YIELDING_COLUMNS: readonly ColumnId[] = ["tags", "cost", "tries"];

/** Ids of columns that can be shown. */
export const COLUMN_IDS: readonly ColumnId[] = COLUMNS.map((column) => column.id);

/** `grid-template-columns` for these columns, with the check box, status and workflow before them. `workflowPx`: room for the longest name. */
export function columnTemplate(shown: readonly ColumnId[], workflowPx: number): string {
  const widths = COLUMNS.filter((column) => shown.includes(column.id)).map((column) => column.width);
  return `16px 104px ${workflowPx}px ${widths.join(" ")}`;
}
