// The filter of the list: conditions as chips, the rest as text, with what can be typed next.

"use client";

import { ListFilter } from "lucide-react";
import { type KeyboardEvent, type ReactElement, useId, useRef, useState } from "react";
import type { RunFacets } from "stepscope/view";
import { cn } from "#lib/cn.ts";
import { type Condition, FILTER_FIELDS, STATUS_VALUES, formatConditions, parseConditions } from "#lib/run-query.ts";
import { Chip } from "#ui/chip.tsx";
import { useCommand } from "#ui/hotkeys.ts";
import { InputFrame } from "#ui/input-frame.tsx";
import { Kbd } from "#ui/kbd.tsx";

export interface FilterBarProps {
  readonly conditions: readonly Condition[];
  readonly facets: RunFacets | undefined;
  readonly onChange: (conditions: readonly Condition[]) => void;
}

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  duration: [">10s", ">1m", "<500ms", "1s..10s"],
  active: [">10s", ">1m"],
  retries: [">0", ">2"],
  tokens: [">10k", ">100k"],
  cost: [">0.01", ">1"],
};

/** What could follow what is typed: fields first, then the values of a field. */
function suggestionsFor(text: string, facets: RunFacets | undefined): readonly string[] {
  const word = text.trimStart();
  if (word === "" || word.startsWith('"')) return [];
  const [field = "", ...rest] = word.split(":");
  if (rest.length === 0)
    return FILTER_FIELDS.filter((name) => name.startsWith(field.toLowerCase())).map((name) => `${name}:`);
  const typed = rest.join(":").toLowerCase();
  const known: Readonly<Record<string, readonly string[]>> = {
    status: STATUS_VALUES,
    workflow: facets?.workflows.map((facet) => facet.value) ?? [],
    step: facets?.steps.map((facet) => facet.value) ?? [],
    failed: facets?.steps.map((facet) => facet.value) ?? [],
    tag: facets?.tags.map((facet) => facet.value) ?? [],
    ...EXAMPLES,
  };
  const values = known[field] ?? [];
  return values
    .filter((value) => value.toLowerCase().includes(typed) && value.toLowerCase() !== typed)
    .map((value) => `${field}:${/\s/u.test(value) ? `"${value}"` : value}`);
}

interface Typing {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly active: number;
  readonly setActive: (active: number) => void;
}

/** What the keys do while typing a condition. */
function onTyped(
  event: KeyboardEvent<HTMLInputElement>,
  typing: Typing,
  options: {
    readonly suggestions: readonly string[];
    readonly commit: (text: string) => void;
    readonly removeLast: () => void;
  },
): void {
  const { text, setText, active, setActive } = typing;
  const { suggestions } = options;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (suggestions.length === 0) return;
    setActive((active + (event.key === "ArrowDown" ? 1 : suggestions.length)) % (suggestions.length + 1));
    event.preventDefault();
  } else if (event.key === "Enter" || (event.key === "Tab" && active > 0)) {
    const chosen = active > 0 ? suggestions[active - 1] : text;
    if (chosen === undefined || chosen.trim() === "") return;
    event.preventDefault();
    setActive(0);
    if (chosen.endsWith(":")) setText(chosen);
    else options.commit(chosen);
  } else if (event.key === "Backspace" && text === "") options.removeLast();
  else if (event.key === "Escape") {
    if (text === "") event.currentTarget.blur();
    setText("");
    setActive(0);
  }
}

function Suggestions({
  id,
  values,
  active,
  onChoose,
}: {
  readonly id: string;
  readonly values: readonly string[];
  readonly active: number;
  readonly onChoose: (value: string) => void;
}): ReactElement {
  return (
    <ul
      id={id}
      role="listbox"
      aria-label="Suggestions"
      className="absolute inset-x-0 top-full z-20 mt-1 max-h-72 overflow-auto rounded-card border border-border-strong bg-popover p-1 shadow-md"
    >
      {values.map((value, index) => (
        <li
          key={value}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active - 1}
          onPointerDown={(event) => {
            event.preventDefault();
            onChoose(value);
          }}
          className={cn(
            "flex h-7 cursor-default items-center rounded-control px-2",
            index === active - 1 ? "bg-primary-soft" : "hover:bg-accent",
          )}
        >
          {value}
        </li>
      ))}
    </ul>
  );
}

function Chips({ conditions, onChange }: Pick<FilterBarProps, "conditions" | "onChange">): ReactElement {
  return (
    <>
      {conditions.map((condition, index) => (
        <Chip
          key={`${index} ${condition.field ?? ""} ${condition.value}`}
          {...(condition.field === undefined
            ? { value: `“${condition.value}”` }
            : { field: condition.field, value: condition.value })}
          isBad={condition.problem !== undefined}
          onRemove={() => onChange(conditions.toSpliced(index, 1))}
        />
      ))}
    </>
  );
}

/** What is being typed, and which suggestion the arrow keys stand on. */
function useTyping() {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [isOpen, setIsOpen] = useState(false);
  const type = (next: string): void => {
    setText(next);
    setActive(0);
  };
  return { text, setText, active, setActive, isOpen, setIsOpen, type };
}

/** Chips and one input. */
export function FilterBar({ conditions, facets, onChange }: FilterBarProps): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const typing = useTyping();
  const { text, active } = typing;
  useCommand({ keys: "/", label: "Filter runs", group: "Runs" }, () => input.current?.focus());
  const suggestions = suggestionsFor(text, facets).slice(0, 12);
  const showsList = typing.isOpen && suggestions.length > 0;
  const commit = (typed: string): void => {
    typing.type("");
    onChange(parseConditions(`${formatConditions(conditions)} ${typed}`));
  };
  const removeLast = (): void => onChange(conditions.slice(0, -1));
  const problem = conditions.find((condition) => condition.problem !== undefined)?.problem;
  const hint = conditions.length === 0 ? "Filter by status, step, retries, tag, cost, or any text" : "Add a filter";
  return (
    <div className="relative min-w-0 flex-1 max-lg:basis-full">
      <InputFrame isBad={problem !== undefined} className="h-auto min-h-7 flex-wrap gap-1 py-0.5 [&>svg]:mr-1">
        <ListFilter aria-hidden />
        <Chips conditions={conditions} onChange={onChange} />
        <input
          ref={input}
          role="combobox"
          aria-label="Filter runs"
          aria-expanded={showsList}
          aria-controls={listId}
          aria-autocomplete="list"
          {...(active > 0 ? { "aria-activedescendant": `${listId}-${active - 1}` } : {})}
          {...(problem === undefined ? {} : { "aria-invalid": true, "aria-describedby": `${listId}-problem` })}
          value={text}
          autoComplete="off"
          spellCheck={false}
          placeholder={hint}
          onChange={(event) => typing.type(event.target.value)}
          onFocus={() => typing.setIsOpen(true)}
          onBlur={() => typing.setIsOpen(false)}
          onKeyDown={(event) => onTyped(event, typing, { suggestions, commit, removeLast })}
          className="h-6! min-w-32!"
        />
        <Kbd className="max-sm:hidden">/</Kbd>
      </InputFrame>
      {showsList && (
        <Suggestions
          id={listId}
          values={suggestions}
          active={active}
          onChoose={(value) => (value.endsWith(":") ? typing.setText(value) : commit(value))}
        />
      )}
      {problem !== undefined && (
        <p id={`${listId}-problem`} role="alert" className="pt-1 text-xs text-fail-fg">
          {problem}
        </p>
      )}
    </div>
  );
}
