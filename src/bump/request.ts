import type { ChangedBranch } from '../inventory/follows.ts'
import type { FollowedFolder } from '../inventory/followed.ts'
import type { MergeEffect } from '../inventory/on-merge.ts'
import type { ScalarValue } from '../yaml/edit.ts'

/** What to bump: the three ways to name a place, and markers. */
export type Target = AppTarget | KeyTarget | MarkerTarget

/** The inventory finds the place: where these apps set these images in these environments. */
export interface AppTarget {
  readonly kind: 'app'
  /** Empty: every app of the environments that uses an image. */
  readonly apps: readonly string[]
  /** Empty: the app's only environment. */
  readonly environments: readonly string[]
  readonly clusters: readonly string[]
  readonly images: readonly NewImage[]
}

/** An image with the version that it shall have. */
export interface NewImage {
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

/** A file and a key, named by the user. */
export interface KeyTarget {
  readonly kind: 'key'
  readonly file: string
  readonly key: string
  readonly document: number | undefined
  /**
   * A version, to be written as the place wants it (a tag, or the tag of a reference); or any value, to be
   * written as it is.
   */
  readonly value:
    | { readonly version: Omit<NewImage, 'repository'> & { readonly repository: string | undefined } }
    | { readonly raw: ScalarValue }
}

/** Lines with Flux's setter marker of this policy (`namespace:name`). */
export interface MarkerTarget {
  readonly kind: 'marker'
  readonly policy: string
  readonly image: NewImage | (Omit<NewImage, 'repository'> & { readonly repository: undefined })
}

/** The rules that a user may lift, each by an input of the same name. */
export interface Allowances {
  readonly unpin: boolean
  readonly shared: boolean
  readonly downgrade: boolean
  readonly floating: boolean
  /** Adds a missing key. */
  readonly create: boolean
}

export interface BumpRequest {
  readonly targets: readonly Target[]
  readonly allow: Allowances
  /** The branch that the change goes into, as far as it is known. */
  readonly branch?: ChangedBranch
}

/** One value that moves. */
export interface Move {
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
  readonly order: 'newer' | 'same' | 'older' | 'unknown' | 'none'
}

/** A file that a plan rewrites. */
export interface PlannedFile {
  readonly path: string
  readonly before: string
  readonly after: string
}

/** What a bump would do, as data. */
export interface BumpPlan {
  readonly moves: readonly Move[]
  readonly files: readonly PlannedFile[]
  /** Each value that is set, exactly as it is written: what can be replayed on another commit. */
  readonly assignments: readonly RecordedAssignment[]
  /** What a person should know. */
  readonly notes: readonly PlanNote[]
}

/** A sentence about one move of a plan. */
export interface PlanNote {
  readonly text: string
  /** Index of the move. */
  readonly move: number
  /** Whether it is worth a warning of the run, and not only a line in the request. */
  readonly isWarning?: true
}

/** A value set in a file, with the version that it stands for. */
export interface RecordedAssignment {
  readonly file: string
  readonly document: number
  readonly key: string
  readonly value: ScalarValue
  /** The text that stood there; undefined where the key is new. */
  readonly before: string | undefined
  /** Index of the move that it belongs to. */
  readonly move: number
}
