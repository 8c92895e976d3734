import type { AppRef } from '../../affected/app-ref.ts'
import type { Declarations } from '../../affected/declared.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'
import { isEqual } from '../../compare/equal.ts'
import type { Config } from '../../config/config.ts'
import type { DeclaredApp } from '../../inventory/model.ts'
import { onMerge } from '../../inventory/on-merge.ts'
import type { MergeEffect } from '../../inventory/on-merge.ts'
import { isObject, textAt } from '../../yaml/value.ts'
import type { Json } from '../../yaml/value.ts'
import { declaredIn } from './removal.ts'

/** The effect of a merge on an app, and the address where a person can see the app. */
export interface MergeFacts {
  readonly onMerge: MergeEffect | undefined
  readonly url: string | undefined
}

/** The inputs that the effect of a merge is computed from. */
export interface MergeParts {
  /** The apps that the change touches. They include every app that applies a changed file. */
  readonly among: readonly DeclaredApp[]
  /** The declarations of the repo before the change. */
  readonly before: Declarations
  readonly config: Config
}

/**
 * Returns the effect of a merge on an app, and its address.
 *
 * @param removed the effect if the change removes the app from the repo
 */
export function mergeFacts(
  pair: RenderedPair,
  removed: MergeEffect | undefined,
  parts: MergeParts,
): MergeFacts {
  const onMerge = pair.pinned ? undefined : pair.after ? effectOf(pair, parts) : removed
  return { onMerge, url: pair.before ? addressOf(pair.app, parts.config) : undefined }
}

function effectOf(pair: RenderedPair, { among, before: declared }: MergeParts): MergeEffect | undefined {
  const { known, declarations, before, files, sets } = pair
  const isOn = isApplied(declarations.after) ?? known.after?.autoSync
  const isSame = before !== undefined && isEqual(declarations.before, declarations.after)
  if (!known.after) return undefined
  const { generatedBy, declaredAt } = known.after
  // Apps that an ApplicationSet generates from other files change automatically, because the set already exists.
  const isDeclarationChanged = sets
    ? !isEqual(sets.before, sets.after)
    : generatedBy === undefined
      ? !isSame
      : files.includes(declaredAt.file)
  const isThere = (app: DeclaredApp) => declaredIn(app, declared) !== undefined
  return onMerge(known.after, { isDeclarationChanged, isOn, among, isThere })
}

/** Reports whether the controller of an object applies it automatically; undefined if it is not an app. */
function isApplied(object: Json | undefined): boolean | undefined {
  if (!isObject(object)) return undefined
  const { spec } = object
  if (!isObject(spec)) return undefined
  if (kindOf(object) !== 'Application') return spec['suspend'] !== true
  const policy = spec['syncPolicy']
  const automated = isObject(policy) ? policy['automated'] : undefined
  return isObject(automated) && automated['enabled'] !== false
}

function kindOf(object: Json): string | undefined {
  return textAt(object, 'kind')
}

/** Returns the address of an app in Argo CD's own UI, from `argocd.url` of the base. */
function addressOf(
  { kind, name, ownNamespace, toldApartBy }: AppRef,
  { argocd }: Config,
): string | undefined {
  // If two apps have the same name, their Argo CD instances may differ, so the address is not known.
  if (argocd?.url === undefined || kind !== 'Application' || toldApartBy !== undefined) return undefined
  if (!/^https?:\/\//.test(argocd.url)) return undefined
  const parts = [ownNamespace ?? argocd.namespace ?? 'argocd', name].map(encodeURIComponent)
  return `${argocd.url.replace(/(?<!\/)\/+$/, '')}/applications/${parts.join('/')}`
}
