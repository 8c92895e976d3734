import type { Table } from './table.ts'

/** The extent of a measurement: everything, or the smallest size once, to check that the benchmark still works. */
export interface Scale {
  readonly smoke: boolean
  /** The number of rounds of each measurement. */
  readonly rounds: number
  /** Returns the sizes to measure: in a smoke run only the first one. */
  sizes(...all: readonly number[]): readonly number[]
}

/**
 * The measurement of one benchmark file. To add one, create a file that exports a `Subject` and list it in
 * `subjects.ts`.
 */
export interface Subject {
  /** Its name on the command line. */
  readonly name: string
  measure(scale: Scale, say: (progress: string) => void): Promise<readonly Table[]>
}
