// One line on the terminal that is written over while something goes on; nothing where nobody watches.

/** A line that changes. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #width = 0;

  /** @param stream standard error, so that what a command says at its end can be piped */
  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  show(text: string): void {
    if (!this.#stream.isTTY) return;
    const fitting = text.slice(0, Math.max(20, this.#stream.columns - 1));
    this.#stream.write(`\r${fitting.padEnd(this.#width)}`);
    this.#width = fitting.length;
  }

  clear(): void {
    if (this.#width > 0) this.#stream.write(`\r${" ".repeat(this.#width)}\r`);
    this.#width = 0;
  }
}
