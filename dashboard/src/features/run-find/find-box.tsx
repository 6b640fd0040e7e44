// Finds text in a run: a field with the count, the way from match to match, and what was found under it.

"use client";

import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, type ReactElement, type RefObject, useId, useRef, useState } from "react";
import type { RunMatch } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { formatCount } from "#lib/format.ts";
import type { FoundInRun } from "#lib/run/use-find.ts";
import type { RunModel } from "#lib/run/use-run-model.ts";
import { useCommand } from "#ui/hotkeys.ts";
import { IconButton } from "#ui/icon-button.tsx";
import { InputFrame } from "#ui/input-frame.tsx";
import { Kbd } from "#ui/kbd.tsx";
import { MatchList } from "./match-list.tsx";

export interface FindBoxProps {
  readonly model: RunModel;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly found: FoundInRun | undefined;
  /** Goes to a match. */
  readonly onGo: (match: RunMatch) => void;
}

function countText(found: FoundInRun, current: number): string {
  const total = `${formatCount(found.matches.length)}${found.isComplete ? "" : "+"}`;
  return current < 0 || found.matches.length === 0 ? total : `${formatCount(current + 1)} of ${total}`;
}

/** Which match is current, and how to reach another; it begins anew with every text. */
function useCurrent({ found, onGo }: FindBoxProps) {
  const [place, setPlace] = useState<{ readonly text: string; readonly at: number }>({ text: "", at: -1 });
  const matches = found?.matches ?? [];
  const current = found !== undefined && place.text === found.text ? Math.min(place.at, matches.length - 1) : -1;
  const goTo = (at: number): void => {
    const match = matches[at];
    if (found === undefined || match === undefined) return;
    setPlace({ text: found.text, at });
    onGo(match);
  };
  const step = (by: number): void => {
    const { length } = matches;
    if (length > 0) goTo(current < 0 ? (by > 0 ? 0 : length - 1) : (current + by + length) % length);
  };
  return { current, goTo, step };
}

interface FieldProps extends FindBoxProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly listId: string;
  readonly current: number;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly step: (by: number) => void;
}

function Field({ text, onText, found, input, listId, current, isOpen, onOpen, step }: FieldProps): ReactElement {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 };
    const by = steps[event.key];
    if (by !== undefined) step(by);
    else if (event.key === "Escape") {
      onText("");
      event.currentTarget.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // The field keeps the focus.
  const button = { className: "w-5", onMouseDown: (event: MouseEvent) => event.preventDefault() };
  return (
    <InputFrame
      className={cn(
        "h-[26px] gap-1.5 shadow-none max-sm:w-full [&>svg]:size-3.5",
        text === "" ? "w-[168px]" : "w-[264px] pr-0.5",
      )}
    >
      <Search aria-hidden />
      <input
        ref={input}
        role="combobox"
        aria-label="Find in run"
        aria-expanded={isOpen}
        aria-controls={listId}
        {...(isOpen && current >= 0 ? { "aria-activedescendant": `${listId}-${current}` } : {})}
        placeholder="Find in run"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          onText(event.target.value);
          onOpen(true);
        }}
        onFocus={() => onOpen(true)}
        onBlur={() => onOpen(false)}
        onKeyDown={onKeyDown}
      />
      {found === undefined ? (
        <Kbd>/</Kbd>
      ) : (
        <>
          <span role="status" className="nums shrink-0 text-xs text-muted-foreground" data-find-count>
            {countText(found, current)}
          </span>
          <span className="flex shrink-0">
            <IconButton size="sm" label="Previous match" keys="⇧ ↵" {...button} onClick={() => step(-1)}>
              <ChevronUp aria-hidden />
            </IconButton>
            <IconButton size="sm" label="Next match" keys="↵" {...button} onClick={() => step(1)}>
              <ChevronDown aria-hidden />
            </IconButton>
          </span>
        </>
      )}
    </InputFrame>
  );
}

/** The field, and while it has the focus what was found. */
export function FindBox(props: FindBoxProps): ReactElement {
  const { model, found } = props;
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [hasFocus, setHasFocus] = useState(false);
  const { current, goTo, step } = useCurrent(props);
  const isOpen = hasFocus && found !== undefined;
  useCommand({ keys: "/", label: "Find in run", group: "This run" }, () => {
    input.current?.focus();
    input.current?.select();
  });
  const field = { ...props, input, listId, current, isOpen, onOpen: setHasFocus, step };
  return (
    <div className="relative max-sm:w-full">
      <Field {...field} />
      {isOpen && (
        <MatchList key={found.text} id={listId} model={model} found={found} current={current} onChoose={goTo} />
      )}
    </div>
  );
}
