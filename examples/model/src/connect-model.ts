// Connects the examples to a language model: the endpoint you name, the OpenAI API, or the bundled scripted one.

import OpenAI from "openai";
import { startDemoModel } from "./demo-model.ts";

/** A connection to a language model. */
export interface ModelConnection {
  /** Does not retry by itself: the workflow's own retry policies do. */
  readonly client: OpenAI;
  /** The model to ask for. */
  readonly model: string;
  /** One line that says what answers. */
  readonly description: string;
  /** Lets go of what the connection holds; with the scripted model, its server. */
  close(): Promise<void>;
}

/** Options of {@link connectModel}. */
export interface ConnectModelOptions {
  /** The environment to read. @default process.env */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** How slowly the scripted model answers: 1 like a quick real one, 0 at once. @default 1 */
  readonly pace?: number;
}

/**
 * Connects to `OPENAI_BASE_URL` (Ollama, llama.cpp, vLLM …) if it is set, to the OpenAI API if `OPENAI_API_KEY` is
 * set, and otherwise to a scripted demo model that it starts on this machine. `OPENAI_MODEL` names the model.
 */
export async function connectModel(options: ConnectModelOptions = {}): Promise<ModelConnection> {
  const { environment = process.env, pace = 1 } = options;
  const baseURL = environment["OPENAI_BASE_URL"];
  const apiKey = environment["OPENAI_API_KEY"];
  if (baseURL !== undefined && baseURL !== "") {
    const client = new OpenAI({ baseURL, apiKey: apiKey ?? "none", maxRetries: 0 });
    const model = environment["OPENAI_MODEL"] ?? (await firstModel(client));
    return {
      client,
      model,
      description: `model: ${model} at ${baseURL} (OPENAI_BASE_URL)`,
      close: async () => undefined,
    };
  }
  if (apiKey !== undefined && apiKey !== "") {
    const model = environment["OPENAI_MODEL"] ?? "gpt-4o-mini";
    const client = new OpenAI({ apiKey, maxRetries: 0 });
    return { client, model, description: `model: ${model} at OpenAI (OPENAI_API_KEY)`, close: async () => undefined };
  }
  const demo = await startDemoModel({ pace });
  return {
    client: new OpenAI({ baseURL: demo.baseURL, apiKey: "none", maxRetries: 0 }),
    model: demo.model,
    description: `model: ${demo.model}, a SCRIPTED DEMO MODEL with prepared answers (set OPENAI_BASE_URL or OPENAI_API_KEY for a real one)`,
    close: () => demo.close(),
  };
}

async function firstModel(client: OpenAI): Promise<string> {
  for await (const entry of client.models.list()) return entry.id;
  throw new Error(`${client.baseURL} lists no model; name one in OPENAI_MODEL.`);
}
