import type { DeclaredApp } from '../inventory/model.ts'
import type { SideResult } from '../render/render-side.ts'
import type { Json } from '../yaml/value.ts'
import type { AppRef } from './app-ref.ts'

/** An app that was rendered on the sides that have it. */
export interface RenderedPair {
  /** The app after the change, or before the change if it is removed. */
  readonly app: AppRef
  /** The app before the change, if its name or location differs. */
  readonly was: AppRef | undefined
  readonly before: SideResult | undefined
  readonly after: SideResult | undefined
  /** The changed files that it depends on. */
  readonly files: readonly string[]
  /** The objects that declare it, as its controller sees them. */
  readonly declarations: { readonly before: Json | undefined; readonly after: Json | undefined }
  /** The app in the inventory. */
  readonly known: { readonly before: DeclaredApp | undefined; readonly after: DeclaredApp | undefined }
  /** The ApplicationSet that generates it, if it was found in the output of another app. */
  readonly sets?: { readonly before: Json | undefined; readonly after: Json | undefined } | undefined
  /** Another cause that adds or removes it, as a sentence. */
  readonly note?: string | undefined
  /** See `pinnedRemotes`. */
  readonly pinned?: readonly string[] | undefined
}
