import { memorySink } from "../../sinks/memory/memory-sink.ts";
import { testStore } from "../../testing/store-suite.ts";
import { memoryReader } from "./memory-reader.ts";

testStore("memory", async () => {
  const sink = memorySink();
  return { sink, openReader: async () => memoryReader(sink), dispose: async () => undefined };
});
