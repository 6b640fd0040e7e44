// Indents a large JSON text and finds its lines, off the page's own thread.

/** What the worker answers. */
export interface FormattedJson {
  readonly text: string;
  readonly offsets: Uint32Array;
}

function lineOffsets(text: string): Uint32Array {
  const offsets: number[] = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) offsets.push(at + 1);
  offsets.push(text.length + 1);
  return Uint32Array.from(offsets);
}

function indented(source: string): string {
  try {
    return JSON.stringify(JSON.parse(source), null, 2);
  } catch {
    return source;
  }
}

globalThis.addEventListener("message", (event: MessageEvent<string>) => {
  const text = indented(event.data);
  const offsets = lineOffsets(text);
  postMessage({ text, offsets } satisfies FormattedJson, { transfer: [offsets.buffer] });
});
