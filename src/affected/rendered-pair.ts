import type { DeclaredApp } from '../inventory/model.ts'
import type { SideResult } from '../render/render-side.ts'
import type { Json } from '../yaml/value.ts'
import type { AppRef } from './app-ref.ts'

/** An app that was rendered on the sides that have it. */
export interface RenderedPair {
  /** As it is after the change, or was where it is removed. */
  readonly app: AppRef
  /** As it was, where it had another name or place. */
  readonly was: AppRef | undefined
  readonly before: SideResult | undefined
  readonly after: SideResult | undefined
  /** The changed files that it is made of. */
  readonly files: readonly string[]
  /** The objects that declare it, as its controller sees them. */
  readonly declarations: { readonly before: Json | undefined; readonly after: Json | undefined }
  /** What the inventory knows of it. */
  readonly known: { readonly before: DeclaredApp | undefined; readonly after: DeclaredApp | undefined }
  /** The ApplicationSet that makes it, where it was found in the output of another app. */
  readonly sets?: { readonly before: Json | undefined; readonly after: Json | undefined } | undefined
  /** What else brings it or takes it away, as a sentence. */
  readonly note?: string | undefined
  /** See `pinnedRemotes`. */
  readonly pinned?: readonly string[] | undefined
}
