import type { Json } from '../../yaml/value.ts'
import type { Context } from '../context.ts'
import type { Templates, Templating } from './template.ts'

/** The data that the generators of one ApplicationSet share. */
export interface Expansion {
  readonly context: Context
  readonly templates: Templates
  readonly templating: Templating
  /** Reads files, so that `valueOf` can return their content. */
  load(paths: readonly string[]): Promise<void>
  /**
   * Returns the content of a loaded file; undefined if it is empty.
   *
   * @throws FairleadError (input) if it is not YAML
   */
  valueOf(path: string): Json | undefined
  /**
   * Counts sets of parameters as generators return them: a matrix of two long lists could exhaust the memory.
   *
   * @throws Unresolvable if there are more than the limit
   */
  count(sets: number): void
}
