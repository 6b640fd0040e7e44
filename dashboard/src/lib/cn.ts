// Joins class names; a later Tailwind class wins over an earlier one of the same kind.

import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["2xs", "xs", "sm", "md", "lg", "xl"],
      radius: ["bar", "chip", "control", "card", "dialog", "full"],
    },
  },
});

/** Joins class names, dropping falsy ones and those a later one overrides. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
