import type { VersionMove } from '../moves/move.ts'
import type { Fault } from '../errors.ts'

/**
 * - `proved`: the new image is in what the app renders, and nothing else moves that nobody asked for
 * - `disproved`: it is not, or something else moves
 * - `not-proved`: nobody knows
 */
export type Verdict = 'proved' | 'disproved' | 'not-proved'

/** What is proved of a move. */
export type ProvedMove = Pick<
  VersionMove,
  | 'app'
  | 'environment'
  | 'cluster'
  | 'alsoMoves'
  | 'image'
  | 'file'
  | 'key'
  | 'document'
  | 'line'
  | 'from'
  | 'to'
  | 'fromDigest'
  | 'digest'
>

/** What rendering tells of one move. */
export interface MoveProof {
  readonly move: ProvedMove
  readonly verdict: Verdict
  /** What the app runs then, or why that is not known; without a stop. */
  readonly saying: string
  /** What a person should know: containers that still have the old version. Sentences without a stop. */
  readonly warnings: readonly string[]
  /** Of a disproved move: what shows it, and what to do. */
  readonly fault: Fault | undefined
}
