// Paths into the store, as users write them.

import { OptionError } from "../errors/option-error.ts";
import type { StorePath } from "../workflow/store.ts";
import type { StoreKeys } from "./store-tree.ts";

/** The keys of a path: dotted text is split, a list is taken as it is. @throws OptionError when it is empty or odd. */
export function keysOf(path: StorePath, where: string): StoreKeys {
  const keys = typeof path === "string" ? path.split(".") : path;
  if (
    !Array.isArray(keys) ||
    keys.length === 0 ||
    keys.some((key) => key === "" || (typeof key !== "string" && !isIndex(key)))
  ) {
    throw new OptionError(
      `${where}: the path`,
      'keys such as "user.names.0", or a list of them, none of them empty',
      path,
    );
  }
  return keys;
}

function isIndex(key: unknown): boolean {
  return typeof key === "number" && Number.isInteger(key) && key >= 0;
}
