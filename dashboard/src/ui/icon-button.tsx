// A square button with only an icon; its name is its label and its tooltip.

"use client";

import type { ComponentProps, ReactElement, ReactNode } from "react";
import { Slot } from "radix-ui";
import { cn } from "#lib/cn.ts";
import { Tooltip } from "./tooltip.tsx";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label" | "title"> {
  readonly label: string;
  /** Keys that do the same, shown in the tooltip. */
  readonly keys?: string;
  readonly size?: "md" | "sm";
  readonly asChild?: boolean;
  readonly pressed?: boolean;
  readonly children: ReactNode;
}

/** An icon as a button. */
export function IconButton({
  label,
  keys,
  size = "md",
  asChild,
  pressed,
  className,
  ...rest
}: IconButtonProps): ReactElement {
  const Element = asChild === true ? Slot.Root : "button";
  return (
    <Tooltip text={label} {...(keys === undefined ? {} : { keys })}>
      <Element
        {...(asChild === true ? {} : { type: "button" as const })}
        {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
        aria-label={label}
        className={cn(
          "inline-flex shrink-0 items-center justify-center rounded-control text-muted-foreground hover:bg-accent hover:text-foreground disabled:pointer-events-none disabled:opacity-45",
          size === "md" ? "size-7 [&>svg]:size-4" : "size-6 [&>svg]:size-3.5",
          pressed === true && "bg-primary-soft text-link",
          className,
        )}
        {...rest}
      />
    </Tooltip>
  );
}
