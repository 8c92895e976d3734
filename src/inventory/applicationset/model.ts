import type { Json } from '../../yaml/value.ts'
import type { Context } from '../context.ts'
import type { Templates, Templating } from './template.ts'

/** What the generators of one ApplicationSet are given. */
export interface Expansion {
  readonly context: Context
  readonly templates: Templates
  readonly templating: Templating
  /** Reads files, so that `valueOf` knows them. */
  load(paths: readonly string[]): Promise<void>
  /**
   * What a loaded file means; undefined where it is empty.
   *
   * @throws FairleadError (input) where it is not YAML
   */
  valueOf(path: string): Json | undefined
  /**
   * Counts sets of parameters as they come from generators: a matrix of two long lists would fill the memory.
   *
   * @throws Unresolvable where there are more than anybody deploys
   */
  count(sets: number): void
}
