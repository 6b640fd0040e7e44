// The state of a run where the replay stands: its keys, who wrote each, what is queued.

"use client";

import { History, TriangleAlert } from "lucide-react";
import { type ReactElement, useDeferredValue, useMemo, useState } from "react";
import { type EncodedValue, StateHistory, type StatePath, type WorkflowGraph, msAtSeq } from "stepscope/view";
import { useStore } from "zustand";
import { encodedText } from "#lib/encoded.ts";
import { formatCount, formatDuration, plural } from "#lib/format.ts";
import { type Playhead, moveToSeq, playheadSeq } from "#lib/run/playhead.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { type StateAt, useStateAt } from "#lib/run/use-state-at.ts";
import { visibleText } from "#lib/visible-text.ts";
import { CopyButton } from "#ui/copy-button.tsx";
import { EmptyState } from "#ui/empty-state.tsx";
import { Skeleton } from "#ui/skeleton.tsx";
import { QueueList } from "./queue-list.tsx";
import { StateTree } from "./state-tree.tsx";

export interface StatePanelProps {
  readonly model: RunModel;
  readonly graph: WorkflowGraph | undefined;
  readonly playhead: Playhead;
  readonly onSelect: (selection: string) => void;
  /** Draws one value whole. */
  readonly renderValue: (value: EncodedValue, label: string) => ReactElement;
}

interface WriterProps extends StatePanelProps {
  readonly history: StateHistory;
  readonly path: StatePath;
  readonly seq: number;
}

/** Who wrote the selected key, when, how often, and what it holds. */
function WhoWrote({ model, playhead, history, path, seq, onSelect, renderValue }: WriterProps): ReactElement {
  const { view } = model;
  const write = history.lastWrite(path, seq);
  const change = write?.change;
  const writer = change === undefined ? undefined : view.executions[change.executionIndex];
  const value = history.valueAt(path, seq);
  return (
    <section
      aria-label="Who wrote it"
      className="max-h-[50%] shrink-0 overflow-auto border-t border-border px-4 py-2 text-xs"
      tabIndex={-1}
    >
      <h2 className="font-semibold">
        Who wrote <span className="code font-semibold">{visibleText(path.join("."))}</span>
      </h2>
      {change === undefined ? (
        <p className="text-muted-foreground">It stood there when the run began.</p>
      ) : (
        <p className="text-muted-foreground">
          {writer === undefined ? (
            "Someone outside the steps"
          ) : (
            <button
              type="button"
              onClick={() => onSelect(writer.id)}
              className="text-link underline underline-offset-2"
            >
              {visibleText(writer.step)} #{writer.ordinal}
            </button>
          )}{" "}
          at {formatDuration(change.atMs)}, {formatDuration(Math.max(0, msAtSeq(view, seq) - change.atMs))} before this
          point, in{" "}
          <button
            type="button"
            onClick={() => moveToSeq(playhead, view, change.seq)}
            className="text-link underline underline-offset-2"
          >
            record {formatCount(change.seq)}
          </button>
          . Written {write?.writes === 1 ? "once" : plural(write?.writes ?? 0, "time")} so far.
        </p>
      )}
      {value !== undefined && <div className="pt-1.5">{renderValue(value, path.join("."))}</div>}
    </section>
  );
}

interface HeadProps {
  readonly where: string;
  readonly state: StateAt | undefined;
  readonly changedCount: number;
}

function Head({ where, state, changedCount }: HeadProps): ReactElement {
  return (
    <header className="flex h-9 shrink-0 items-center gap-2 border-b border-border pr-2 pl-4">
      <h2 className="text-sm font-semibold">State</h2>
      <span className="nums text-xs text-muted-foreground" data-state-seq={state?.seq}>
        {where}
      </span>
      <span className="ml-auto flex items-center gap-1">
        {changedCount > 0 && (
          <span className="rounded-chip border border-border px-1.5 text-2xs leading-[18px] text-muted-foreground">
            {formatCount(changedCount)} changed last
          </span>
        )}
        <CopyButton label="Copy state" text={() => encodedText(state?.store)} />
      </span>
    </header>
  );
}

/** What stands where the state will be. */
function NotYet({ error }: { readonly error: string | undefined }): ReactElement {
  if (error !== undefined) {
    return (
      <EmptyState icon={TriangleAlert} title="The state cannot be replayed" level={3}>
        {error}
      </EmptyState>
    );
  }
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-2 p-4">
      <Skeleton className="w-2/3" />
      <Skeleton className="w-1/2" />
    </div>
  );
}

/** The panel. */
export function StatePanel(props: StatePanelProps): ReactElement {
  const { model, graph, playhead } = props;
  const { view } = model;
  const seq = useDeferredValue(useStore(playhead, (state) => playheadSeq(state, view)));
  const { state, error } = useStateAt({ runId: view.runId, graph }, seq, view.lastSeq);
  const history = useMemo(() => new StateHistory(view), [view]);
  const [path, setPath] = useState<StatePath>();
  const shownSeq = state?.seq ?? seq;
  const changed = useMemo(
    () => new Set(history.latestChanges(shownSeq).map((change) => JSON.stringify(change.path))),
    [history, shownSeq],
  );
  const where = seq >= view.lastSeq ? "at the end" : `at record ${formatCount(seq)}`;
  const selected = path === undefined ? undefined : JSON.stringify(path);
  return (
    <section aria-label="State" className="flex min-h-0 min-w-0 flex-1 flex-col bg-background">
      <Head where={where} state={state} changedCount={changed.size} />
      {state === undefined ? (
        <NotYet error={error} />
      ) : (
        <>
          <div className="min-h-0 flex-1 overflow-auto" tabIndex={-1}>
            <StateTree
              {...{ view, history, changed, selected }}
              store={state.store}
              seq={state.seq}
              onSelect={setPath}
            />
          </div>
          {path !== undefined && <WhoWrote {...props} history={history} path={path} seq={state.seq} />}
          <QueueList
            contents={state.queue}
            nowAtMs={view.startedAtMs + (state.seq < view.lastSeq ? msAtSeq(view, state.seq) : view.lastMs)}
          />
        </>
      )}
      {error !== undefined && state !== undefined && (
        <p role="alert" className="flex items-center gap-1.5 border-t border-border px-4 py-1.5 text-xs text-fail-fg">
          <History aria-hidden className="size-3.5" />
          {error}
        </p>
      )}
    </section>
  );
}
