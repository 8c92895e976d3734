import type { FollowedFolder } from '../inventory/followed.ts'
import type { MergeEffect } from '../inventory/on-merge.ts'
import type { Order } from './order.ts'
import type { ValueChange } from './values.ts'

/**
 * A version change: the data that a request shows about it, and the values to write. A bump plans it; all other
 * operations that write versions use the same form.
 */
export interface VersionMove {
  readonly app: string | undefined
  readonly environment: string | undefined
  readonly cluster: string | undefined
  readonly production: boolean
  /** The apps of other environments that read the same location, and also change. */
  readonly alsoMoves: readonly {
    readonly app: string
    readonly environment: string | undefined
    readonly production: boolean
    readonly onMerge?: MergeEffect | undefined
  }[]
  /** The effect of a merge on the app; missing if not known. */
  readonly onMerge?: MergeEffect | undefined
  /** The folders of other Git repositories that the app follows at a branch; missing if there are none. */
  readonly follows?: readonly FollowedFolder[] | undefined
  /** The image's repository; undefined if only a file and a key are known. */
  readonly image: string | undefined
  readonly file: string
  readonly key: string
  readonly document: number
  readonly line: number
  /** The current value: a tag if the location contains one, otherwise the whole text. Undefined if the key is new. */
  readonly from: string | undefined
  readonly to: string
  readonly fromDigest: string | undefined
  readonly digest: string | undefined
  /** The order of the new version relative to the old one, by the tags; after `update`, also by the commits. */
  readonly order: Order
  /** The values to write: a tag and its digest are written together. */
  readonly set: readonly ValueChange[]
  /** Notes for the user. */
  readonly notes: readonly MoveNote[]
}

/** A sentence without a period. */
export interface MoveNote {
  readonly text: string
  /** Whether it also is a warning of the run, and not only a line in the request. */
  readonly isWarning?: true
}

/** The fields of a version change that a line about it shows; the record in a commit contains them as well. */
export type NamedMove = Pick<
  VersionMove,
  'app' | 'environment' | 'image' | 'file' | 'key' | 'from' | 'to'
> & {
  readonly line?: number
  readonly order?: Order
}
