import type { ChangedBranch } from '../inventory/follows.ts'
import type { VersionMove } from '../moves/move.ts'
import type { ScalarValue } from '../yaml/edit.ts'
import type { YamlFile } from '../yaml/nodes.ts'

/** The target of a bump: an app, a file and a key, or a marker. */
export type Target = AppTarget | KeyTarget | MarkerTarget

/** A target whose location the inventory finds: where these apps set these images in these environments. */
export interface AppTarget {
  readonly kind: 'app'
  /** Empty: every app of the environments that uses an image. */
  readonly apps: readonly string[]
  /** Empty: the app's only environment. */
  readonly environments: readonly string[]
  readonly clusters: readonly string[]
  readonly images: readonly NewImage[]
}

/** An image with its new version. */
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
   * A version, written in the form that the location needs (a tag, or the tag of a reference); or any value, written
   * unchanged.
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

/** The rules that a user can disable, each with an input of the same name. */
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
  /** The branch that the change targets, if it is known. */
  readonly branch?: ChangedBranch
}

/** The plan of a bump, as data: each move with the values that it sets. None of them is written yet. */
export interface BumpPlan {
  readonly moves: readonly VersionMove[]
  /** The parsed files of the moves, by path. */
  readonly files: ReadonlyMap<string, YamlFile>
}
