// The loop of one run: it gives each record its place, reduces it, sends the group off, then acts on the commands.

import { endError } from "./end-error.ts";
import { definitionOf } from "../event/event-identity.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody, RunRecord } from "../trace/record.ts";
import { openRecorder, type RunRecorder } from "../trace/recorder.ts";
import type { PreviousSegment } from "../trace/sink.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { RunHandler } from "../workflow/run-handler.ts";
import type { Clock } from "./clock.ts";
import type { Command } from "./command.ts";
import { encodeEvent, EventBook } from "./event-book.ts";
import { StepRunner } from "./step-runner.ts";
import { LoopTurns } from "./loop-turns.ts";
import { placeRecord } from "./place-record.ts";
import { reduce } from "./reduce.ts";
import { clearReduceOutput, createReduceOutput } from "./reduce-output.ts";
import { RunFeed } from "./run-feed.ts";
import type { ChildRequest, RunHost, SendData } from "./run-host.ts";
import type { ExecutionState, RunState } from "./run-state.ts";
import { TimerQueue } from "./timer-queue.ts";
import { warnUnhandled } from "./warn-unhandled.ts";

/** What a loop is made of. */
export interface RunPlan {
  readonly workflow: LaunchableWorkflow;
  readonly definition: WorkflowDefinition;
  readonly state: RunState;
  readonly clock: Clock;
  readonly segment: number;
  readonly previous?: PreviousSegment;
  /** Runs code in the asynchronous context in which the run was asked for. */
  readonly inCaller: <T>(code: () => T) => T;
  /** Starts wait for {@link RunLoop.startNext} instead of happening by themselves. */
  readonly isStepwise: boolean;
  readonly launchChild: (request: ChildRequest, host: RunHost) => RunHandler<unknown, object>;
  /** Hears each record, such as the verbose log. */
  readonly onRecord?: (record: RunRecord) => void;
}

/** Carries one run, in one process. */
export class RunLoop implements RunHost {
  readonly state: RunState;
  readonly workflow: LaunchableWorkflow;
  readonly definition: WorkflowDefinition;
  readonly book: EventBook;
  readonly clock: Clock;
  readonly feed: RunFeed;
  readonly runner: StepRunner;
  readonly #plan: RunPlan;
  readonly #output = createReduceOutput();
  readonly #timers: TimerQueue;
  readonly #turns: LoopTurns;
  readonly #originMs: number;
  /** Starts that wait for the stepper. */
  readonly #ready: ExecutionState[] = [];
  #recorder: RunRecorder | undefined = undefined;
  #traceId: string | undefined = undefined;
  /** Called when the run has ended, after its last group was sent off. */
  onEnd: (() => void) | undefined = undefined;
  onReady: (() => void) | undefined = undefined;

  constructor(plan: RunPlan) {
    const { state, definition, workflow, clock } = plan;
    this.#plan = plan;
    this.state = state;
    this.definition = definition;
    this.workflow = workflow;
    this.clock = clock;
    this.book = new EventBook(state, definition);
    this.feed = new RunFeed(this.book, definition);
    this.runner = new StepRunner(this);
    this.#timers = new TimerQueue(clock, () => this.#turns.wake());
    this.#turns = new LoopTurns({
      act: (command) => this.#act(command),
      ringDue: () => this.#ringDue(),
    });
    this.#originMs = clock.monotonicMs();
  }

  /** Opened with the run's first record, on behalf of whoever asked for the run. */
  get recorder(): RunRecorder {
    if (this.#recorder === undefined) {
      const { definition, segment, previous, inCaller } = this.#plan;
      const { graph, definitionHash } = definition;
      const opening = { runId: this.state.runId, segment, graph, definitionHash };
      this.#recorder = inCaller(() => openRecorder(previous === undefined ? opening : { ...opening, previous }));
    }
    return this.#recorder;
  }

  /** Runs code on behalf of whoever asked for the run: what is bound to their asynchronous context is seen. */
  inCaller<T>(code: () => T): T {
    return this.#plan.inCaller(code);
  }

  get isOver(): boolean {
    return this.state.endedAtMs !== undefined;
  }

  get traceId(): string | undefined {
    return this.#traceId;
  }

  /** What a stepper may start next, in order. */
  get ready(): readonly ExecutionState[] {
    return this.#ready;
  }

  /** Whether code runs, or a timer is set: something will happen by itself. */
  get isBusy(): boolean {
    return this.runner.activeCount > 0 || this.#turns.isPending;
  }

  commit(bodies: readonly RecordBody[]): void {
    const { state, recorder } = this;
    const output = this.#output;
    const timeMs = this.clock.now();
    const monotonicNs = Math.round((this.clock.monotonicMs() - this.#originMs) * 1e6);
    const group: RunRecord[] | undefined = recorder.isRecording ? [] : undefined;
    const wasOver = this.isOver;
    for (const body of bodies) {
      const tick = this.#place(body, { timeMs, monotonicNs, seq: state.seq + 1 }, group);
      reduce(state, tick, output);
      let { seq } = tick;
      for (const derived of output.derived) this.#place(derived, { timeMs, monotonicNs, seq: ++seq }, group);
      for (const command of output.commands) this.#turns.push(command);
      for (const eventId of output.dropped) this.book.delete(eventId);
      clearReduceOutput(output);
    }
    if (group !== undefined) recorder.append(group);
    this.feed.announce();
    if (!wasOver && this.isOver) this.#turns.wake();
    this.#turns.schedule();
  }

  sendBody(event: WorkflowEvent, { offset, cause, origin, target, key }: SendData): RecordBody {
    const eventId = `e${this.state.counters.events + 1 + offset}`;
    const payload = encodeEvent(event);
    this.book.add(eventId, event);
    const { type, role } = definitionOf(event);
    const data = { eventId, type, payload, cause, origin };
    const isStranger = role !== "plain" && !this.state.routing.routes.has(type);
    if (target === undefined && key === undefined && !isStranger) return { kind: "event.sent", data };
    return {
      kind: "event.sent",
      data: {
        ...data,
        ...(isStranger ? { role } : {}),
        ...(target === undefined ? {} : { target }),
        ...(key === undefined ? {} : { key }),
      },
    };
  }

  durable(): Promise<unknown> | undefined {
    return this.recorder.durable(this.state.seq);
  }

  launchChild(request: ChildRequest): RunHandler<unknown, object> {
    return this.#plan.launchChild(request, this);
  }

  /** Acts on everything that is due. Not to be called while step code is on the stack. */
  drain(): void {
    this.#turns.wake();
  }

  /** Lets the stepper start one execution. */
  startNext(): ExecutionState | undefined {
    const execution = this.#ready.shift();
    if (execution !== undefined) this.runner.start(execution);
    return execution;
  }

  #place(
    body: RecordBody,
    place: { readonly timeMs: number; readonly monotonicNs: number; readonly seq: number },
    group: RunRecord[] | undefined,
  ): RunRecord {
    const record = placeRecord(body, { runId: this.state.runId, segment: this.#plan.segment, ...place });
    if (record.kind === "event.sent") this.book.stamp(record);
    const prepared = this.recorder.prepare(record);
    if (prepared.traceId !== undefined) this.#traceId ??= prepared.traceId;
    if (record.kind === "step.started") this.runner.noteSpan(record.data.executionId, prepared);
    if (record.kind === "event.unhandled") warnUnhandled(this.definition.graph, record.data.type);
    group?.push(prepared);
    this.feed.push(record);
    this.#plan.onRecord?.(record);
    return record;
  }

  #act(command: Command): void {
    switch (command.kind) {
      case "start":
        if (this.isOver || command.execution.phase !== "starting") return;
        if (!this.#plan.isStepwise) this.runner.start(command.execution);
        else {
          this.#ready.push(command.execution);
          this.onReady?.();
        }
        return;
      case "resume":
        this.runner.resume(command);
        return;
      case "schedule":
        this.#timers.add(command.timerId, command.dueMs);
        return;
      case "unschedule":
        return;
      case "end":
        this.#end();
    }
  }

  /** Rings the timers that are due; says whether there were any. */
  #ringDue(): boolean {
    if (this.#timers.nextDueMs === Number.POSITIVE_INFINITY) return false;
    const nowMs = this.clock.now();
    const timerId = this.#timers.takeDue(nowMs);
    if (timerId === undefined) return false;
    if (this.state.timers.has(timerId)) this.commit([{ kind: "timer.due", data: { timerId } }]);
    return true;
  }

  #end(): void {
    this.#timers.clear();
    this.#ready.length = 0;
    this.book.keepOnly(this.state.stopEventId);
    this.book.failure ??= endError(this.state);
    this.runner.abortAll();
    this.feed.close();
    this.onEnd?.();
    this.onReady?.();
    if (this.runner.activeCount === 0) this.#recorder?.close();
  }
}
