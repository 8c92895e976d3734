import type { ImageUse } from '../../images/place.ts'
import type { Change, KubeObject } from '../../kube/objects.ts'
import type { InputCollector } from '../inputs.ts'

/** An object during a build, with its images so far. */
export interface Draft {
  object: KubeObject
  /** Its current name. */
  name: string
  patches: KubeObject[]
  /** All patches that reach it, innermost first. */
  changes: Change[]
  images: ImageUse[]
  namespace: string | undefined
  /** True if a patch removes it (`$patch: delete`). */
  isDeleted?: true
}

/** The state of a build in progress. */
export interface State {
  drafts: Draft[]
  unused: ImageUse[]
  configMaps: Map<string, { key: string; file: string }[]>
  namespace: string | undefined
  notes: Set<string>
  patchFiles: Set<string>
  /** All inputs of the build. */
  readonly inputs: InputCollector
  /** The folders that led here, to detect cycles. */
  readonly chain: readonly string[]
}
