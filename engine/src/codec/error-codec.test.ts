// Whatever is thrown becomes data and comes back.

import { describe, expect, it } from "vitest";
import { RunTimeoutError } from "../errors/run-errors.ts";
import { fromErrorData, toErrorData } from "./error-codec.ts";

describe("error data", () => {
  it("keeps code, cause and class name of the product's own errors", () => {
    const cause = new TypeError("inner");
    const error = Object.assign(new RunTimeoutError("r1", 50, ["load"]), { cause });
    const data = toErrorData(error);
    expect(data).toMatchObject({
      name: "RunTimeoutError",
      code: "RUN_TIMEOUT",
      cause: { name: "TypeError", message: "inner" },
    });
    expect(fromErrorData(data)).toMatchObject({ name: "RunTimeoutError", message: error.message, code: "RUN_TIMEOUT" });
    expect(Reflect.get(Object(fromErrorData(data)), "cause")).toBeInstanceOf(TypeError);
  });

  it.each([["text"], [undefined], [null], [42n], [{ why: "no", when: new Date(1) }]])(
    "gives back a thrown %o",
    (thrown) => {
      const data = toErrorData(thrown);
      expect(data.name).toBe("NonError");
      expect(fromErrorData(JSON.parse(JSON.stringify(data)))).toStrictEqual(thrown);
    },
  );

  it("never throws, whatever was thrown", () => {
    const hostile = {
      toString() {
        throw new Error("no");
      },
    };
    expect(toErrorData(hostile).name).toBe("NonError");
    expect(toErrorData(() => 1).value).toBe("() => 1");
    const endless = new Error("loop");
    endless.cause = endless;
    expect(toErrorData(endless).cause?.message).toBe("loop");
  });

  it("what throws when it is read, or is a trap, is told of all the same", () => {
    const throwing = Object.create(Error.prototype, {
      message: {
        get: () => {
          throw new RangeError("no message");
        },
      },
    });
    const trap = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error("no prototype");
        },
      },
    );
    expect(toErrorData(throwing).message).toBe("[what was thrown cannot be read: RangeError: no message]");
    expect(toErrorData(new Error("outer", { cause: trap }))).toMatchObject({
      message: "outer",
      cause: { message: "[what was thrown cannot be read: Error: no prototype]" },
    });
  });
});
