// One line on the terminal that is written over while something goes on; nothing where nobody watches.

/** A line that changes. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #shown = "";

  /** @param stream standard error, so that what a command says at its end can be piped */
  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  show(text: string): void {
    if (!this.#stream.isTTY) return;
    // A terminal may not know its width.
    const fitting = text.slice(0, (this.#stream.columns || 80) - 1);
    if (fitting === this.#shown) return;
    this.#stream.write(`\r${fitting.padEnd(this.#shown.length)}`);
    this.#shown = fitting;
  }

  clear(): void {
    if (this.#shown !== "") this.#stream.write(`\r${" ".repeat(this.#shown.length)}\r`);
    this.#shown = "";
  }
}
