// A menu that opens under a button.

"use client";

import { DropdownMenu as Primitive } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

/** The menu; `trigger` is the button that opens it. */
export function Menu({
  trigger,
  children,
  label,
}: {
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly label: string;
}): ReactElement {
  return (
    <Primitive.Root modal={false}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          aria-label={label}
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[min(480px,70vh)] min-w-44 overflow-auto rounded-card border border-border-strong bg-popover p-1 shadow-md"
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

const ITEM =
  "flex h-8 cursor-default items-center gap-2 rounded-control px-2 text-sm outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-accent [&>svg]:size-3.5 [&>svg]:text-muted-foreground";

/** What stands above some of a menu's entries. */
export function MenuHeading({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <Primitive.Label className="px-2 pt-2 pb-1 text-2xs font-medium text-subtle-foreground">{children}</Primitive.Label>
  );
}

/** Something that is done at once; the menu closes. */
export function MenuItem({
  children,
  onSelect,
}: {
  readonly children: ReactNode;
  readonly onSelect: () => void;
}): ReactElement {
  return (
    <Primitive.Item onSelect={onSelect} className={ITEM}>
      {children}
    </Primitive.Item>
  );
}

/** A choice that can be on or off; the menu stays open. */
export function MenuCheck({
  children,
  checked,
  onChange,
}: {
  readonly children: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}): ReactElement {
  return (
    <Primitive.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={ITEM}
    >
      <span aria-hidden className={checked ? "text-link" : "invisible"}>
        ✓
      </span>
      {children}
    </Primitive.CheckboxItem>
  );
}

/** One of several. */
export function MenuRadioGroup({
  value,
  onChange,
  options,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}): ReactElement {
  return (
    <Primitive.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Primitive.RadioItem key={option.value} value={option.value} className={ITEM}>
          <span aria-hidden className={option.value === value ? "text-link" : "invisible"}>
            ✓
          </span>
          {option.label}
        </Primitive.RadioItem>
      ))}
    </Primitive.RadioGroup>
  );
}
