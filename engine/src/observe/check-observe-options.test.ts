import { expect, it } from "vitest";

import { OptionError } from "../errors/option-error.ts";
import { observe } from "./observe.ts";

it.each([
  { database: 5 },
  { database: "" },
  { durability: "always" },
  { captureContent: "None" },
  { mask: "*" },
  { redact: 5 },
  { redact: { keys: "password" } },
])("an option that cannot work is refused before anything begins: %j", (options) => {
  expect(() => Reflect.apply(observe, undefined, [options])).toThrow(OptionError);
});
