import type { FollowedFolder } from '../inventory/followed.ts'
import type { MergeEffect } from '../inventory/on-merge.ts'
import type { Order } from './order.ts'
import type { ValueChange } from './values.ts'

/**
 * One version that moves: what a request tells of it, and the values that it is written in. A bump plans it; whatever else
 * brings versions to places makes the same.
 */
export interface VersionMove {
  readonly app: string | undefined
  readonly environment: string | undefined
  readonly cluster: string | undefined
  readonly production: boolean
  /** The apps of other environments that read the same place, and move too. */
  readonly alsoMoves: readonly {
    readonly app: string
    readonly environment: string | undefined
    readonly production: boolean
    readonly onMerge?: MergeEffect | undefined
  }[]
  /** What a merge does to the app; lacks where nothing tells. */
  readonly onMerge?: MergeEffect | undefined
  /** What the app follows at a branch of another Git repository; lacks where it does not. */
  readonly follows?: readonly FollowedFolder[] | undefined
  /** The image's repository; undefined where only a file and a key are known. */
  readonly image: string | undefined
  readonly file: string
  readonly key: string
  readonly document: number
  readonly line: number
  /** What stands there: a tag where the place holds one, otherwise the whole text. Undefined: the key is new. */
  readonly from: string | undefined
  readonly to: string
  readonly fromDigest: string | undefined
  readonly digest: string | undefined
  /** How the new version stands to the old one, by the tags; after `update` by the commits, too. */
  readonly order: Order
  /** The values that are written for it: a tag and its digest go together. */
  readonly set: readonly ValueChange[]
  /** What a person should know of it. */
  readonly notes: readonly MoveNote[]
}

/** A sentence without a stop. */
export interface MoveNote {
  readonly text: string
  /** Whether it is worth a warning of the run, and not only a line in the request. */
  readonly isWarning?: true
}

/** What a line about a version that moves names; what a commit records has as much. */
export type NamedMove = Pick<
  VersionMove,
  'app' | 'environment' | 'image' | 'file' | 'key' | 'from' | 'to'
> & {
  readonly line?: number
  readonly order?: Order
}
