// The checks of recovery handlers: whom they cover, and that nobody is covered twice.

import type { Finding } from "./finding.ts";
import type { GraphIndex } from "./graph-index.ts";
import type { StepNode } from "./workflow-graph.ts";

type Handler = StepNode & { readonly recovers: NonNullable<StepNode["recovers"]> };

/** Everything wrong with the handlers of failed steps. */
export function findRecoveryProblems({ graph }: GraphIndex): readonly Finding[] {
  const handlers = graph.steps.filter(isHandler);
  const covered = handlers.flatMap((handler) => namedSteps(handler).map((name) => ({ handler, name })));
  const names = new Set(graph.steps.map(({ name }) => name));
  return [
    ...covered
      .filter(({ name }) => !names.has(name))
      .map(({ handler, name }) => unknownStep(handler, name, graph.steps)),
    ...covered
      .filter(({ name }) => handlers.some((other) => other.name === name))
      .map(({ handler, name }) => coversHandler(handler, name)),
    ...claimedTwice(covered),
    ...severalWildcards(handlers),
  ];
}

function isHandler(step: StepNode): step is Handler {
  return step.recovers !== undefined;
}

function namedSteps({ recovers }: Handler): readonly string[] {
  return recovers.steps === "*" ? [] : recovers.steps;
}

function unknownStep(handler: Handler, name: string, steps: readonly StepNode[]): Finding {
  const known = steps.filter((step) => !isHandler(step)).map((step) => step.name);
  return {
    code: "RECOVERY_UNKNOWN_STEP",
    message: `The handler ${handler.name} covers ${name}, which is no step of the workflow.`,
    names: [handler.name, name],
    hint: `The steps are: ${known.join(", ")}.`,
    steps: [handler.name],
  };
}

function coversHandler(handler: Handler, name: string): Finding {
  return {
    code: "RECOVERY_COVERS_HANDLER",
    message: `The handler ${handler.name} covers ${name}, which is a handler itself.`,
    names: [handler.name, name],
    hint: "A handler that fails fails the run; let it catch what it can recover from itself.",
    steps: [handler.name],
  };
}

function claimedTwice(covered: readonly { readonly handler: Handler; readonly name: string }[]): readonly Finding[] {
  const claims = Map.groupBy(covered, ({ name }) => name);
  return [...claims].flatMap(([name, list]) => {
    const handlers = [...new Set(list.map(({ handler }) => handler.name))];
    if (handlers.length < 2) return [];
    return [
      {
        code: "RECOVERY_CLAIMED_TWICE" as const,
        message: `The step ${name} is covered by ${handlers.length} handlers: ${handlers.join(", ")}.`,
        names: [name, ...handlers],
        hint: "Name each step in the steps of one handler only.",
        steps: handlers,
      },
    ];
  });
}

function severalWildcards(handlers: readonly Handler[]): readonly Finding[] {
  const names = handlers.filter(({ recovers }) => recovers.steps === "*").map(({ name }) => name);
  if (names.length < 2) return [];
  return [
    {
      code: "RECOVERY_SEVERAL_WILDCARDS",
      message: `${names.length} handlers cover every step: ${names.join(", ")}.`,
      names,
      hint: "Leave out steps in one handler at most; name the steps of the others.",
      steps: names,
    },
  ];
}
