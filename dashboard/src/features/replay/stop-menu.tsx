// What a replay stops at: conditions of any run, and the steps and events of this one.

"use client";

import { CirclePause } from "lucide-react";
import { type ReactElement, useMemo } from "react";
import { type RunView, type StopCondition, stopSeqs } from "stepscope/view";
import { formatCount } from "#lib/format.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { PLAIN_STOPS, formatStop, stopWord } from "#lib/run/stop-words.ts";
import { visibleText } from "#lib/visible-text.ts";
import { Button } from "#ui/button.tsx";
import { Menu, MenuCheck, MenuHeading, MenuItem } from "#ui/menu.tsx";

export interface StopMenuProps {
  readonly model: RunModel;
  readonly stops: readonly StopCondition[];
  readonly onStops: (stops: readonly StopCondition[]) => void;
}

interface Choice {
  readonly condition: StopCondition;
  readonly label: string;
}

const upper = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Conditions that this run has records for, under their headings. */
function choicesOf(view: RunView): readonly (readonly [heading: string, choices: readonly Choice[]])[] {
  const steps = [...new Set(view.executions.map((execution) => execution.step))];
  const types = [...new Set(view.events.map((event) => event.type))];
  return [
    ["Stop at", PLAIN_STOPS.map((condition) => ({ condition, label: upper(stopWord(condition)) }))],
    ["When a step starts", steps.map((step) => ({ condition: { kind: "stepStarted", step }, label: step }))],
    ["When a step ends", steps.map((step) => ({ condition: { kind: "stepEnded", step }, label: step }))],
    ["When an event is sent", types.map((type) => ({ condition: { kind: "eventSent", type }, label: type }))],
  ];
}

function Choices({ model, stops, onStops }: StopMenuProps): ReactElement {
  const { view } = model;
  const groups = useMemo(
    () =>
      choicesOf(view).map(([heading, choices]) => ({
        heading,
        choices: choices.map((choice) => ({
          ...choice,
          code: formatStop(choice.condition),
          count: stopSeqs(view, choice.condition).length,
        })),
      })),
    [view],
  );
  const chosen = new Set(stops.map(formatStop));
  return (
    <>
      {groups.map(
        ({ heading, choices }) =>
          choices.length > 0 && (
            <div key={heading} role="group" aria-label={heading}>
              <MenuHeading>{heading}</MenuHeading>
              {choices.map(({ code, condition, label, count }) => (
                <MenuCheck
                  key={code}
                  checked={chosen.has(code)}
                  onChange={(checked) =>
                    onStops(checked ? [...stops, condition] : stops.filter((one) => formatStop(one) !== code))
                  }
                >
                  <span className="max-w-56 min-w-0 flex-1 truncate">{visibleText(label)}</span>
                  <span className="nums pl-4 text-xs text-muted-foreground">{formatCount(count)}</span>
                </MenuCheck>
              ))}
            </div>
          ),
      )}
      {stops.length > 0 && <MenuItem onSelect={() => onStops([])}>Never stop</MenuItem>}
    </>
  );
}

/** The button, with how many conditions are on, and its menu. */
export function StopMenu(props: StopMenuProps): ReactElement {
  const { stops } = props;
  return (
    <Menu
      label="Stop when"
      trigger={
        <Button size="sm" pressed={stops.length > 0}>
          <CirclePause aria-hidden />
          {stops.length === 0 ? "Stop when…" : `Stop when ${formatCount(stops.length)}`}
        </Button>
      }
    >
      <Choices {...props} />
    </Menu>
  );
}
