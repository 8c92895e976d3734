import type { Table } from './table.ts'

/** How much is measured: all of it, or the smallest size once, to see that the benchmark still works. */
export interface Scale {
  readonly smoke: boolean
  /** Of each measurement. */
  readonly rounds: number
  /** The sizes that count: of a smoke run only the first. */
  sizes(...all: readonly number[]): readonly number[]
}

/** What one benchmark file measures. A new one is a file with this and a line in `subjects.ts`. */
export interface Subject {
  /** How it is called on the command line. */
  readonly name: string
  measure(scale: Scale, say: (progress: string) => void): Promise<readonly Table[]>
}
