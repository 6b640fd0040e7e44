// Everything that can be drawn without running it: instances, classes of decorated methods, graphs.

import { describe, expect, it } from "vitest";
import { OptionError } from "../errors/option-error.ts";
import { defineEvent } from "../event/define-event.ts";
import { StartEvent } from "../event/start-event.ts";
import { StopEvent } from "../event/stop-event.ts";
import { drawAllPossibleFlows, type DrawableFlow } from "./draw-all-possible-flows.ts";
import { step } from "./step-decorator.ts";
import { Workflow } from "./workflow.ts";

class Middle extends defineEvent("Middle") {}

class Decorated extends Workflow {
  first() {
    return new Middle();
  }
  second(_ev: Middle) {
    return new StopEvent();
  }
}

class Fields extends Workflow {
  first = this.step({ accepts: StartEvent, emits: Middle }, () => new Middle());
  second = this.step({ accepts: Middle, emits: StopEvent }, () => new StopEvent());
}

function descriptorOf(key: keyof Decorated): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(Decorated.prototype, key) ?? {};
}
step({ accepts: StartEvent, emits: Middle })(Decorated.prototype, "first", descriptorOf("first"));
step({ accepts: Middle, emits: StopEvent })(Decorated.prototype, "second", descriptorOf("second"));

async function stepsIn(flow: DrawableFlow): Promise<readonly string[]> {
  const { nodes } = await drawAllPossibleFlows(flow, { format: "json" });
  return nodes.filter(({ kind }) => kind === "step").map(({ label }) => label);
}

describe("what can be drawn", () => {
  it.each<{ what: string; flow: DrawableFlow }>([
    { what: "an instance with decorated methods", flow: new Decorated() },
    { what: "a class with decorated methods", flow: Decorated },
    { what: "an instance with fields", flow: new Fields() },
    { what: "the graph of a definition", flow: new Fields().definition().graph },
  ])("$what", async ({ flow }) => {
    expect(await stepsIn(flow)).toStrictEqual(["first", "second"]);
  });

  it("not a class whose steps are fields: the message asks for an instance", async () => {
    await expect(drawAllPossibleFlows(Fields)).rejects.toThrow(/an instance where steps are fields/);
    await expect(drawAllPossibleFlows(Date)).rejects.toThrow(OptionError);
  });

  it("as a page by default, also when the definition has problems", async () => {
    const html = await drawAllPossibleFlows(new Workflow({ name: "nothing yet" }));
    expect(html).toContain("<title>nothing yet</title>");
  });
});
