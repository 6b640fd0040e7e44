// A check box, with the state between.

"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as Primitive } from "radix-ui";
import type { ReactElement } from "react";
import { cn } from "#lib/cn.ts";

export interface CheckboxProps {
  readonly label: string;
  readonly checked: boolean | "indeterminate";
  readonly onChange: (checked: boolean) => void;
  readonly className?: string;
}

/** A 14 px box that a finger hits as 24 px. */
export function Checkbox({ label, checked, onChange, className }: CheckboxProps): ReactElement {
  return (
    <Primitive.Root
      aria-label={label}
      checked={checked}
      onCheckedChange={(next) => onChange(next === true)}
      className={cn(
        "hit-24 grid size-3.5 shrink-0 place-items-center rounded-bar border-[1.5px] border-control-border bg-card text-primary-foreground data-[state=checked]:border-primary data-[state=checked]:bg-primary data-[state=indeterminate]:border-primary data-[state=indeterminate]:bg-primary",
        className,
      )}
    >
      <Primitive.Indicator>
        {checked === "indeterminate" ? (
          <Minus aria-hidden className="size-2.5" strokeWidth={4} />
        ) : (
          <Check aria-hidden className="size-2.5" strokeWidth={4} />
        )}
      </Primitive.Indicator>
    </Primitive.Root>
  );
}
