// What the inspector shows of an execution.

import Link from "next/link";
import type { ReactElement } from "react";
import { type ExecutionView, type RunView, eventOf } from "stepscope/view";
import { previewOf } from "#lib/encoded.ts";
import { formatCost, formatCount, formatDuration } from "#lib/format.ts";
import { runHref } from "#lib/links.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Status } from "#ui/status.tsx";
import { ErrorPanel, FactRow, PairList, SectionTitle } from "./facts.tsx";
import type { InspectorTab } from "./inspector-frame.tsx";
import { LogLines } from "./log-lines.tsx";
import { ValuePanel } from "./value-panel.tsx";

export interface ExecutionTabsOptions {
  readonly view: RunView;
  readonly execution: ExecutionView;
  readonly onSelect: (selection: string) => void;
}

/** An execution as people name it. */
export function executionName(view: RunView, index: number): string {
  const execution = view.executions[index];
  return execution === undefined ? "the run" : `${execution.step} #${execution.ordinal}`;
}

function SelectLink({
  view,
  index,
  onSelect,
}: {
  readonly view: RunView;
  readonly index: number;
  readonly onSelect: (selection: string) => void;
}): ReactElement {
  const execution = view.executions[index];
  if (execution === undefined) return <span>the outside</span>;
  return (
    <button type="button" onClick={() => onSelect(execution.id)} className="text-link underline underline-offset-2">
      {visibleText(executionName(view, index))}
    </button>
  );
}

function Bodies({ view, execution, onSelect }: ExecutionTabsOptions): ReactElement {
  const events = (ids: readonly string[]) => ids.flatMap((id) => eventOf(view, id) ?? []);
  const inputs = events(execution.inputEventIds);
  const outputs = events(execution.outputEventIds);
  return (
    <>
      {execution.error !== undefined && <ErrorPanel error={execution.error} />}
      {inputs.map((event) => (
        <ValuePanel
          key={event.id}
          title={visibleText(event.type)}
          value={event.payload}
          note={
            <>
              input {event.id}, from <SelectLink view={view} index={event.causeIndex} onSelect={onSelect} />
            </>
          }
        />
      ))}
      {outputs.slice(0, 100).map((event) => (
        <ValuePanel
          key={event.id}
          title={visibleText(event.type)}
          value={event.payload}
          note={
            <>
              output {event.id}
              {event.receiverIndexes.slice(0, 3).map((index) => (
                <span key={index}>
                  , to <SelectLink view={view} index={index} onSelect={onSelect} />
                </span>
              ))}
              {event.receiverIndexes.length > 3 && ` and ${event.receiverIndexes.length - 3} more`}
              {event.unhandled && ", unhandled"}
            </>
          }
        />
      ))}
      {outputs.length > 100 && (
        <p className="text-xs text-muted-foreground">
          {formatCount(outputs.length - 100)} more outputs are in the list of events.
        </p>
      )}
      {outputs.length === 0 && execution.error === undefined && (
        <p className="text-xs text-muted-foreground">No event came out of it.</p>
      )}
    </>
  );
}

function Attempts({ execution, view }: ExecutionTabsOptions): ReactElement {
  return (
    <>
      {execution.attempts.map((attempt) => (
        <section
          key={attempt.number}
          aria-label={`Attempt ${attempt.number + 1}`}
          className="flex shrink-0 flex-col gap-2"
        >
          <SectionTitle
            note={`${formatDuration(attempt.startedMs)} → ${attempt.endedMs === undefined ? "now" : formatDuration(attempt.endedMs)}`}
          >
            <span className="flex items-center gap-2">
              Attempt {attempt.number + 1}{" "}
              <Status
                status={
                  attempt.outcome === "retried" || attempt.outcome === "failed"
                    ? "failed"
                    : attempt.outcome === "interrupted" ||
                        attempt.outcome === "unfinished" ||
                        attempt.outcome === "cancelled"
                      ? "cancelled"
                      : attempt.outcome
                }
                className="text-xs"
              />
            </span>
          </SectionTitle>
          <FactRow
            facts={[
              { label: "Running", value: formatDuration((attempt.endedMs ?? view.lastMs) - attempt.startedMs) },
              { label: "Queued", value: formatDuration(attempt.startedMs - attempt.queuedMs) },
              { label: "Worker", value: `#${attempt.worker + 1}` },
              {
                label: "Back-off",
                value:
                  attempt.backOffUntilMs === undefined || attempt.endedMs === undefined
                    ? "–"
                    : formatDuration(attempt.backOffUntilMs - attempt.endedMs),
              },
            ]}
          />
          {attempt.error !== undefined && <ErrorPanel error={attempt.error} />}
        </section>
      ))}
      {execution.attempts.length === 0 && <p className="text-xs text-muted-foreground">It has not started yet.</p>}
    </>
  );
}

function StateWrites({ view, execution }: ExecutionTabsOptions): ReactElement {
  const writes = view.stateChanges.filter((change) => change.executionIndex === execution.index);
  if (writes.length === 0) return <p className="text-xs text-muted-foreground">It wrote nothing to the run’s state.</p>;
  return (
    <>
      {writes.slice(0, 200).map((write) => (
        <ValuePanel
          key={write.seq}
          title={write.path.length === 0 ? "all state" : write.path.join(".")}
          note={`${write.operation}, record ${write.seq}, at ${formatDuration(write.atMs)}`}
          value={write.operation === "set" ? write.value : undefined}
          whenEmpty={write.operation === "clear" ? "Cleared." : "Deleted."}
        />
      ))}
    </>
  );
}

function Attributes({ view, execution, onSelect }: ExecutionTabsOptions): ReactElement {
  const last = execution.attempts.at(-1);
  const { llm } = execution;
  const pairs = [
    { name: "execution", value: execution.id },
    { name: "step", value: visibleText(execution.step) },
    { name: "input", value: visibleText(execution.eventType) },
    { name: "caused by", value: <SelectLink view={view} index={execution.causeIndex} onSelect={onSelect} /> },
    { name: "records", value: `${execution.firstSeq} – ${execution.lastSeq}` },
    { name: "queued at", value: formatDuration(execution.queuedMs) },
    ...(execution.startedMs === undefined ? [] : [{ name: "started at", value: formatDuration(execution.startedMs) }]),
    ...(execution.endedMs === undefined ? [] : [{ name: "ended at", value: formatDuration(execution.endedMs) }]),
    ...(last?.traceId === undefined ? [] : [{ name: "trace id", value: last.traceId }]),
    ...(last?.spanId === undefined ? [] : [{ name: "span id", value: last.spanId }]),
    ...(llm.calls === 0
      ? []
      : [
          { name: "LLM calls", value: formatCount(llm.calls) },
          { name: "tokens", value: `${formatCount(llm.promptTokens)} → ${formatCount(llm.completionTokens)}` },
          { name: "cost", value: formatCost(llm.costUsd) },
        ]),
    ...(execution.recovers === undefined ? [] : [{ name: "recovers", value: visibleText(execution.recovers.step) }]),
    ...(execution.collecting === undefined
      ? []
      : [{ name: "collects", value: `${execution.collecting.have} of ${execution.collecting.need}` }]),
    ...(execution.cancelReason === undefined
      ? []
      : [{ name: "cancelled", value: visibleText(execution.cancelReason) }]),
  ];
  return (
    <>
      <PairList pairs={pairs} />
      {execution.waits.map((wait) => (
        <PairList
          key={wait.waiterId}
          pairs={[
            { name: `waiter ${wait.waiterId}`, value: visibleText(wait.eventType) },
            { name: "outcome", value: wait.outcome },
            { name: "waited", value: formatDuration((wait.matchedMs ?? view.lastMs) - wait.fromMs) },
            ...(wait.where === undefined ? [] : [{ name: "where", value: visibleText(previewOf(wait.where)) }]),
          ]}
        />
      ))}
      {execution.childRunIndexes.map((index) => {
        const child = view.childRuns[index];
        return child === undefined ? null : (
          <Link
            key={child.childRunId}
            href={runHref(child.childRunId)}
            className="text-xs text-link underline underline-offset-2"
          >
            Child run of {visibleText(child.workflow)}
          </Link>
        );
      })}
    </>
  );
}

/** The tabs. */
export function executionTabs(options: ExecutionTabsOptions): readonly InspectorTab[] {
  const { view, execution } = options;
  const logs = execution.logCount === 0 ? [] : view.logs.filter((log) => log.executionIndex === execution.index);
  return [
    { value: "io", label: "I/O", content: <Bodies {...options} /> },
    {
      value: "state",
      label: "State",
      ...(execution.stateChangeCount === 0 ? {} : { count: execution.stateChangeCount }),
      content: <StateWrites {...options} />,
    },
    { value: "attributes", label: "Attributes", content: <Attributes {...options} /> },
    {
      value: "logs",
      label: "Logs",
      ...(logs.length === 0 ? {} : { count: logs.length }),
      content: <LogLines logs={logs} />,
    },
    {
      value: "attempts",
      label: "Attempts",
      ...(execution.attempts.length < 2 ? {} : { count: execution.attempts.length }),
      content: <Attempts {...options} />,
    },
  ];
}

/** What stands under the title. */
export function executionDetails({ view, execution }: ExecutionTabsOptions): readonly string[] {
  const tries = execution.attempts.length;
  return [
    `from ${visibleText(execution.eventType)}`,
    ...(tries > 1 ? [`${tries} attempts`] : []),
    `${formatDuration(execution.queuedMs)} → ${execution.endedMs === undefined ? "now" : formatDuration(execution.endedMs)}`,
    formatDuration((execution.endedMs ?? view.lastMs) - execution.queuedMs),
  ];
}
