import { cleanLine } from './clean.ts'

/** Lines at the end of a terminal that are redrawn in the same position. */
export class LiveLines {
  readonly #terminal: NodeJS.WriteStream
  #shown: readonly string[] = []

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal
  }

  /** Replaces the previous lines; undefined removes them. */
  show(text: string | undefined): void {
    const lines = text === undefined ? [] : text.split('\n').map((line) => cleanLine(line))
    this.#terminal.write(`${this.#erased()}${lines.join('\n')}`)
    this.#shown = lines
  }

  /** Writes something above the lines. */
  above(write: () => void): void {
    const { length } = this.#shown
    if (length > 0) this.#terminal.write(this.#erased())
    write()
    if (length > 0) this.#terminal.write(this.#shown.join('\n'))
  }

  /**
   * Returns the escape codes that move the cursor to the start of the first line and clear everything from there
   * (ECMA-48 8.3.22, 8.3.39).
   */
  #erased(): string {
    const up = this.#shown.length - 1
    return `\r${up > 0 ? `\u001B[${up}A` : ''}\u001B[J`
  }
}
