import type { ImageUse } from '../../images/place.ts'
import type { Change, KubeObject } from '../../kube/objects.ts'
import type { InputCollector } from '../inputs.ts'

/** An object on its way through kustomize: what its images are so far. */
export interface Draft {
  object: KubeObject
  /** What it is called by now. */
  name: string
  patches: KubeObject[]
  /** All patches that reach it, innermost first. */
  changes: Change[]
  images: ImageUse[]
  namespace: string | undefined
  /** Whether a patch takes it out again (`$patch: delete`). */
  isDeleted?: true
}

/** A build on its way. */
export interface State {
  drafts: Draft[]
  unused: ImageUse[]
  configMaps: Map<string, { key: string; file: string }[]>
  namespace: string | undefined
  notes: Set<string>
  patchFiles: Set<string>
  /** All that it is made of. */
  readonly inputs: InputCollector
  /** The folders that led here, against cycles. */
  readonly chain: readonly string[]
}
