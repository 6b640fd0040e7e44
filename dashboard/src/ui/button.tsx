// Buttons: a verb with an optional icon and key; one primary per screen.

import { type VariantProps, cva } from "class-variance-authority";
import type { ComponentProps, ReactElement } from "react";
import { Slot } from "radix-ui";
import { cn } from "#lib/cn.ts";

const look = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium select-none disabled:cursor-not-allowed disabled:opacity-50 [&>svg]:size-3.5 [&>svg]:shrink-0 [&>kbd]:-mr-1",
  {
    variants: {
      variant: {
        outline: "border-border-strong bg-card shadow-sm hover:bg-accent [&>svg]:text-muted-foreground",
        primary:
          "border-primary bg-primary text-primary-foreground shadow-sm hover:bg-primary-hover [&>kbd]:border-transparent [&>kbd]:bg-white/16 [&>kbd]:text-current",
        ghost: "border-transparent text-muted-foreground hover:bg-accent hover:text-foreground",
        danger: "border-border-strong bg-card text-fail-fg shadow-sm hover:bg-accent",
        destroy: "border-destructive bg-destructive text-primary-foreground shadow-sm",
      },
      size: { md: "h-7 px-2.5 text-sm", sm: "h-6 px-2 text-xs" },
    },
    defaultVariants: { variant: "outline", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof look> {
  /** Renders the only child (a link) with the button's look. */
  readonly asChild?: boolean;
  /** Makes it a toggle. */
  readonly pressed?: boolean;
}

/** A button, or a link that looks like one. */
export function Button({ className, variant, size, asChild, pressed, type, ...rest }: ButtonProps): ReactElement {
  const Element = asChild === true ? Slot.Root : "button";
  return (
    <Element
      {...(asChild === true ? {} : { type: type ?? "button" })}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      className={cn(
        look({ variant, size }),
        pressed === true && "border-border-strong bg-muted text-foreground shadow-none [&>svg]:text-link",
        className,
      )}
      {...rest}
    />
  );
}
