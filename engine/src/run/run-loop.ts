// The loop of one run: it gives each record its place, reduces it, sends the group off, then acts on the commands.

import type { AsyncResource } from "node:async_hooks";
import { unnamedEvent } from "../event/event-identity.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import type { RecordBody, RunRecord } from "../trace/record.ts";
import { openRecorder, type RunRecorder } from "../trace/recorder.ts";
import type { PreviousSegment } from "../trace/sink.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { LaunchableWorkflow } from "../workflow/launcher.ts";
import type { RunHandler } from "../workflow/run-handler.ts";
import type { Clock } from "./clock.ts";
import type { Command } from "./command.ts";
import { endError } from "./end-error.ts";
import { EventBook } from "./event-book.ts";
import { LoopClock } from "./loop-clock.ts";
import { LoopTurn } from "./loop-turn.ts";
import { LoopTurns } from "./loop-turns.ts";
import { openAttempts } from "./open-attempts.ts";
import { placeRecord } from "./place-record.ts";
import { reduceTick } from "./reduce.ts";
import { RunFeed } from "./run-feed.ts";
import type { ChildRequest, RunHost } from "./run-host.ts";
import type { ExecutionState, RunState } from "./run-state.ts";
import type { RunPlan } from "./run-plan.ts";
import type { SegmentFacts } from "./segment-facts.ts";
import { StepRunner } from "./step-runner.ts";
import { TimerQueue } from "./timer-queue.ts";
import { warnUnhandled } from "./warn-unhandled.ts";

/** Carries one run, in one process. */
export class RunLoop implements RunHost {
  readonly state: RunState;
  readonly workflow: LaunchableWorkflow;
  readonly definition: WorkflowDefinition;
  readonly book: EventBook;
  readonly clock: Clock;
  readonly feed: RunFeed;
  readonly runner: StepRunner;
  readonly caller: AsyncResource;
  /** Called when the run has ended, after its last group was sent off. */
  onEnd: (() => void) | undefined = undefined;
  /** Called when a start waits for the stepper. */
  onReady: (() => void) | undefined = undefined;
  readonly #plan: RunPlan;
  readonly #turn: LoopTurn;
  readonly #timers: TimerQueue;
  readonly #turns: LoopTurns;
  /** Starts that wait for the stepper. */
  readonly #ready: ExecutionState[] = [];
  #recorder: RunRecorder | undefined = undefined;
  readonly #facts: SegmentFacts;
  #group: RunRecord[] | undefined = undefined;
  readonly #time: LoopClock;
  /** Child runs under way, whether their step still awaits them or not. */
  readonly #children = new Set<RunHandler<unknown, object>>();
  #wasOver = false;
  #hasEnded = false;

  constructor(plan: RunPlan) {
    const { state, definition, workflow, clock } = plan;
    this.#plan = plan;
    this.state = state;
    this.definition = definition;
    this.workflow = workflow;
    this.clock = clock;
    this.caller = plan.caller;
    this.#facts = plan.facts;
    this.book = new EventBook(state, definition);
    this.feed = new RunFeed({ book: this.book, definition, runId: state.runId, segment: plan.segment });
    this.runner = new StepRunner(this);
    this.#timers = new TimerQueue(clock, () => this.#turns.wakeInCaller());
    this.#turns = new LoopTurns({
      act: (command) => this.#act(command),
      ringDue: () => this.#ringDue(),
      inCaller: (code) => plan.caller.runInAsyncScope(code),
      forgetTime: () => this.noteCodeRuns(),
      room: () => this.recorder.room(),
      crash: (error) => this.crash(error),
    });
    this.#turn = new LoopTurn(state, {
      place: (body) => this.#place(body),
      push: (command) => this.#turns.push(command),
    });
    this.#time = new LoopClock(clock);
  }

  /** Opened with the run's first record, on behalf of whoever asked for the run. */
  get recorder(): RunRecorder {
    if (this.#recorder === undefined) {
      const { definition, segment, caller } = this.#plan;
      const { graph, definitionHash } = definition;
      const opening = { runId: this.state.runId, segment, graph, definitionHash, ...this.#facts.opening() };
      this.#recorder = caller.runInAsyncScope(() => openRecorder(opening));
      // An SDK may have been loaded for it, which is no part of the run's time.
      this.#time.start();
    }
    return this.#recorder;
  }

  /** The run is about to begin: its deadline counts from then on. */
  open(): void {
    void this.recorder;
  }

  /** The monotonic clock at the last look. */
  get nowMs(): number {
    return this.#time.nowMs;
  }

  get isOver(): boolean {
    return this.state.endedAtMs !== undefined;
  }

  get traceId(): string | undefined {
    return this.#facts.traceId;
  }

  /** What a later segment, in whatever process, takes over from this one. */
  get facts(): PreviousSegment | undefined {
    return this.#facts.at(this.#time.now.timeMs, openAttempts(this.state));
  }

  /** What a stepper may start next, in order. */
  get ready(): readonly ExecutionState[] {
    return this.#ready;
  }

  commit(bodies: readonly RecordBody[], instances?: readonly (WorkflowEvent | undefined)[]): void {
    this.#time.forget();
    this.commitNow(bodies, instances);
    this.#time.forget();
    this.#turns.schedule();
  }

  /** As `commit`, where no step code has run since the last look at the clock, and the loop acts next anyway. */
  commitNow(bodies: readonly RecordBody[], instances?: readonly (WorkflowEvent | undefined)[]): void {
    this.openGroup();
    for (let index = 0; index < bodies.length; index++) {
      const body = bodies[index];
      if (body !== undefined) this.add(body, instances?.[index]);
    }
    this.closeGroup();
  }

  /** Begins a group that is made one record at a time: a list of thousands need not exist twice. */
  openGroup(): void {
    const { isRecording } = this.recorder;
    this.#time.look();
    if (isRecording) this.#group = [];
    this.#wasOver = this.isOver;
  }

  /** Records and reduces the next tick of the group. */
  add(body: RecordBody, instance?: WorkflowEvent): void {
    const { state } = this;
    const turn = this.#turn;
    state.seq += 1;
    turn.seq = state.seq;
    turn.timeMs = this.#time.now.timeMs;
    const live = instance === undefined ? undefined : unnamedEvent(instance);
    turn.live = live;
    this.#place(body);
    reduceTick(turn, body);
    if (live !== undefined && body.kind === "event.sent") this.book.name(live, body.data, turn);
  }

  /** Sends the group off. */
  closeGroup(): void {
    if (this.#group !== undefined) this.recorder.append(this.#group);
    this.#group = undefined;
    this.feed.announce();
    // At once, even where the loop lets others have a turn: nothing may be recorded after the end.
    if (!this.#wasOver && this.isOver) this.caller.runInAsyncScope(() => this.#end());
  }

  durable(): Promise<unknown> | undefined {
    return this.recorder.durable(this.state.seq);
  }

  launchChild(request: ChildRequest): RunHandler<unknown, object> {
    const handler = this.#plan.launchChild(request, this);
    this.#children.add(handler);
    const forget = (): boolean => this.#children.delete(handler);
    handler.result().then(forget, forget);
    return handler;
  }

  /** Step code is about to run: the last look at the clock will not hold. */
  noteCodeRuns(): void {
    this.#time.forget();
  }

  /** Acts on everything that is due, where the loop itself has just been called back. */
  drain(): void {
    this.#turns.wake();
  }

  /** The same from anywhere else, unless step code is on the stack. */
  drainInCaller(): void {
    this.#turns.wakeInCaller();
  }

  /** Lets the stepper start one execution. */
  startNext(): ExecutionState | undefined {
    const execution = this.#ready.shift();
    if (execution !== undefined) this.caller.runInAsyncScope(() => this.runner.start(execution));
    return execution;
  }

  /** A defect of the engine must not leave a run hanging: it fails with what was thrown. */
  crash(error: unknown): void {
    const { state } = this;
    if (this.#hasEnded) return;
    state.status = "failed";
    state.endedAtMs ??= Math.floor(this.clock.now());
    this.book.failure = { error };
    this.#group = undefined;
    this.#end();
  }

  closeRecorder(): void {
    this.#recorder?.close();
  }

  #place(body: RecordBody): void {
    const { now } = this.#time;
    now.seq = this.state.seq;
    this.feed.push(body, now);
    if (body.kind === "event.unhandled") warnUnhandled(this.definition.graph, body.data.type);
    const { recorder } = this;
    const isFirst = !this.#facts.hasBegun;
    if (isFirst) this.#facts.begin(body, now);
    if (!recorder.isActive && this.#plan.onRecord === undefined) return;
    const { seq, timeMs, monotonicNs } = now;
    const record = placeRecord(body, {
      runId: this.state.runId,
      segment: this.#plan.segment,
      seq,
      timeMs,
      monotonicNs,
    });
    this.#plan.onRecord?.(record);
    if (!recorder.isActive) return;
    const prepared = recorder.prepare(record);
    if (isFirst) this.#facts.begin(body, prepared);
    if (body.kind === "step.started") this.runner.noteSpan(prepared);
    this.#group?.push(prepared);
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
      case "end":
    }
  }

  /** Rings one timer that is due; says whether there was one. */
  #ringDue(): boolean {
    if (this.#timers.nextDueMs === Number.POSITIVE_INFINITY) return false;
    this.#time.look();
    const timerId = this.#timers.takeDue(this.#time.now.timeMs);
    if (timerId === undefined) return false;
    if (this.state.timers.has(timerId)) this.commitNow([{ kind: "timer.due", data: { timerId } }]);
    return true;
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#timers.clear();
    this.#ready.length = 0;
    this.book.failure ??= endError(this.state);
    this.runner.abortAll();
    for (const child of this.#children) void child.cancel(`its parent run ${this.state.runId} is over`);
    this.feed.close();
    this.onEnd?.();
    this.onReady?.();
    if (this.runner.activeCount === 0) this.closeRecorder();
  }
}
