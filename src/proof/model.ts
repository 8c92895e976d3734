import type { VersionMove } from '../moves/move.ts'
import type { Fault } from '../errors.ts'

/**
 * The possible verdicts about a move.
 *
 * - `proved`: the app's manifests contain the new image, and nothing else moves that was not requested
 * - `disproved`: they do not contain it, or something else moves
 * - `not-proved`: it is not known
 */
export type Verdict = 'proved' | 'disproved' | 'not-proved'

/** The part of a move that is proved. */
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

/** The result of rendering for one move. */
export interface MoveProof {
  readonly move: ProvedMove
  readonly verdict: Verdict
  /** The image that the app runs then, or why that is not known; without a full stop. */
  readonly saying: string
  /** Warnings for the user: containers that still have the old version. Sentences without a full stop. */
  readonly warnings: readonly string[]
  /** For a disproved move: the evidence, and what to do. */
  readonly fault: Fault | undefined
}
