// What makes something a workflow to whoever runs it: its input and output types.

/** Exists for the compiler only: where a workflow carries its input and output types. */
export declare const WORKFLOW_TYPES: unique symbol;

/** Anything that runs from an input to an output. */
export interface Runnable<Input extends object, Output> {
  readonly name: string;
  readonly [WORKFLOW_TYPES]?: { readonly input: (input: Input) => void; readonly output: Output };
}
