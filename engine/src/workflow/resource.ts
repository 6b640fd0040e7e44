// Injected dependencies: made on first use, cached per workflow instance, never recorded.

import { ResourceError } from "../errors/workflow-errors.ts";
import { OptionError } from "../errors/option-error.ts";

/** How much of a factory's code stands for a name it lacks. */
const EXCERPT_LENGTH = 60;

/** What a resource's factory receives. */
export interface ResourceFactoryContext {
  /** Another resource this one depends on. */
  readonly resource: <Value>(resource: Resource<Value>) => Promise<Value>;
}

/** Makes the value of a resource. */
export type ResourceFactory<Value> = (context: ResourceFactoryContext) => Value | Promise<Value>;

/** Options of `resource`. */
export interface ResourceOptions {
  /** Make it once per workflow instance; `false` makes a new one at each request. @default true */
  readonly cache?: boolean;
  /** Name in messages and drawings. @default the factory's name, or the beginning of its code */
  readonly name?: string;
}

/** An injected dependency. */
export interface Resource<Value = unknown> {
  readonly name: string;
  readonly isCached: boolean;
  readonly factory: ResourceFactory<Value>;
}

/** Named resources, as a step declares them. */
export type ResourceMap = Readonly<Record<string, Resource>>;

/** The values of named resources, as a step receives them. */
export type ResourceValues<Resources extends ResourceMap> = {
  readonly [Name in keyof Resources]: Resources[Name] extends Resource<infer Value> ? Value : never;
};

/**
 * Declares a dependency that steps ask for: a client, a pool, a configuration.
 *
 * @throws OptionError when the factory is not a function.
 *
 * @example
 * ```ts
 * import { resource, step, StartEvent, StopEvent, Workflow, type Context } from "stepscope";
 *
 * const settings = resource(() => ({ greeting: "Ahoy" }));
 *
 * const flow = new Workflow<{ name: string }, string>({ name: "greet" });
 * flow.step({ accepts: StartEvent, emits: StopEvent, resources: { settings } }, function greet(ev, ctx) {
 *   return new StopEvent({ result: `${ctx.resources.settings.greeting} ${ev.name}` });
 * });
 * ```
 */
export function resource<Value>(factory: ResourceFactory<Value>, options: ResourceOptions = {}): Resource<Value> {
  if (typeof factory !== "function") throw new OptionError("resource: the factory", "a function", factory);
  return Object.freeze({
    name: options.name ?? (factory.name || excerptOf(factory)),
    isCached: options.cache ?? true,
    factory,
  });
}

/** Most factories are written where they are passed, so their code is the only name they have. */
function excerptOf(factory: Function): string {
  const text = String(factory).replaceAll(/\s+/g, " ");
  return text.length <= EXCERPT_LENGTH ? text : `${text.slice(0, EXCERPT_LENGTH)}…`;
}

/** The resources of one workflow instance. */
export class ResourceScope {
  readonly #made = new Map<Resource, Promise<unknown>>();
  /** Which resources each unfinished one waits for right now: a circle in here would wait for ever. */
  readonly #waits = new Map<Resource, Resource[]>();

  /**
   * The value of a resource; parallel first uses share one making, and a making that fails is tried again at the next.
   *
   * @throws ResourceError when resources depend on each other in a circle.
   */
  async get<Value>(wanted: Resource<Value>): Promise<Value> {
    if (!wanted.isCached) return this.#make(wanted);
    const known = this.#made.get(wanted);
    if (known !== undefined) return asValue<Value>(await known);
    const making = this.#make(wanted);
    this.#made.set(wanted, making);
    making.catch(() => this.#made.delete(wanted));
    // Awaited here, so that whoever asked first goes on first.
    return await making;
  }

  /** The values of named resources, made side by side. */
  async getAll<Resources extends ResourceMap>(wanted: Resources): Promise<ResourceValues<Resources>> {
    const entries = await Promise.all(
      Object.entries(wanted).map(async ([name, one]) => [name, await this.get(one)] as const),
    );
    return asValues<Resources>(Object.fromEntries(entries));
  }

  async #make<Value>(wanted: Resource<Value>): Promise<Value> {
    return wanted.factory({ resource: (other) => this.#getFor(wanted, other) });
  }

  async #getFor<Value>(asking: Resource, wanted: Resource<Value>): Promise<Value> {
    const circle = this.#pathBetween(wanted, asking);
    if (circle !== undefined) throw circularError([asking, ...circle]);
    const waits = this.#waits.get(asking) ?? [];
    this.#waits.set(asking, [...waits, wanted]);
    try {
      return await this.get(wanted);
    } finally {
      const left = (this.#waits.get(asking) ?? []).filter((other) => other !== wanted);
      if (left.length === 0) this.#waits.delete(asking);
      else this.#waits.set(asking, left);
    }
  }

  #pathBetween(from: Resource, to: Resource): readonly Resource[] | undefined {
    if (from === to) return [from];
    for (const next of this.#waits.get(from) ?? []) {
      const rest = this.#pathBetween(next, to);
      if (rest !== undefined) return [from, ...rest];
    }
    return undefined;
  }
}

function circularError(chain: readonly Resource[]): ResourceError {
  const names = chain.map(({ name }) => name);
  return new ResourceError(
    `Resources depend on each other in a circle: ${names.join(" → ")}. Break it: let one of them take what it needs when it is used, not when it is made.`,
    { chain: names },
  );
}

/** The map holds, under each resource, what its own factory gave. */
function asValue<Value>(value: unknown): Value {
  return value as Value;
}

function asValues<Resources extends ResourceMap>(values: object): ResourceValues<Resources> {
  return values as ResourceValues<Resources>;
}
