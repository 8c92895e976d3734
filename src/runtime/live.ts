import { cleanLine } from './clean.ts'

/** Lines at the end of a terminal that are drawn anew in their place. */
export class LiveLines {
  readonly #terminal: NodeJS.WriteStream
  #shown: readonly string[] = []

  constructor(terminal: NodeJS.WriteStream) {
    this.#terminal = terminal
  }

  /** Shows lines in the place of those before; none takes them away. */
  show(text: string | undefined): void {
    const lines = text === undefined ? [] : text.split('\n').map((line) => cleanLine(line))
    this.#terminal.write(`${this.#erased()}${lines.join('\n')}`)
    this.#shown = lines
  }

  /** Has something written above them. */
  above(write: () => void): void {
    const { length } = this.#shown
    if (length > 0) this.#terminal.write(this.#erased())
    write()
    if (length > 0) this.#terminal.write(this.#shown.join('\n'))
  }

  /** What brings the cursor to the beginning of the first line, and clears all from there (ECMA-48 8.3.22, 8.3.39). */
  #erased(): string {
    const up = this.#shown.length - 1
    return `\r${up > 0 ? `\u001B[${up}A` : ''}\u001B[J`
  }
}
