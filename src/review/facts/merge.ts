import type { Config } from '../../config/config.ts'
import type { MergeEffect } from '../../inventory/on-merge.ts'
import type { DeclaredApp } from '../../inventory/model.ts'
import { onMerge } from '../../inventory/on-merge.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, textAt } from '../../yaml/value.ts'
import { isEqual } from '../../compare/equal.ts'
import type { AppRef } from '../../affected/app-ref.ts'
import type { RenderedPair } from '../../affected/rendered-pair.ts'

/** What becomes of an app after a merge, and where a person looks at it. */
export interface MergeFacts {
  readonly onMerge: MergeEffect | undefined
  readonly url: string | undefined
}

/**
 * @param removed what becomes of it where the change takes it from the repo
 * @param among the apps that the change touches: what applies a file that changes is among them
 */
export function mergeFacts(
  pair: RenderedPair,
  removed: MergeEffect | undefined,
  { among, config }: { readonly among: readonly DeclaredApp[]; readonly config: Config },
): MergeFacts {
  const onMerge = pair.pinned ? undefined : pair.after ? effectOf(pair, among) : removed
  return { onMerge, url: pair.before ? addressOf(pair.app, config) : undefined }
}

function effectOf(pair: RenderedPair, among: readonly DeclaredApp[]): MergeEffect | undefined {
  const { known, declarations, before, files } = pair
  const isOn = isApplied(declarations.after) ?? known.after?.autoSync
  const isSame = before !== undefined && isEqual(declarations.before, declarations.after)
  if (known.after) {
    // What an ApplicationSet makes of other files comes by itself, since the set is there already.
    const { generatedBy, declaredAt } = known.after
    const isDeclarationChanged = generatedBy === undefined ? !isSame : files.includes(declaredAt.file)
    return onMerge(known.after, { isDeclarationChanged, isOn, among })
  }
  // Only the output of its parent declares it, so that the parent would have to bring what is new.
  if (!isSame || isOn === undefined) return undefined
  return isOn
    ? 'deploys'
    : declarations.after && kindOf(declarations.after) === 'Application'
      ? 'manual'
      : 'suspended'
}

/** Whether the controller of an object applies what it declares by itself; undefined for what is no app. */
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

/** Where Argo CD's own pages show an app, from `argocd.url` of the base. */
function addressOf(
  { kind, name, ownNamespace, toldApartBy }: AppRef,
  { argocd }: Config,
): string | undefined {
  // Of two apps of one name the address of one Argo CD cannot be told.
  if (argocd?.url === undefined || kind !== 'Application' || toldApartBy !== undefined) return undefined
  if (!/^https?:\/\//.test(argocd.url)) return undefined
  const parts = [ownNamespace ?? argocd.namespace ?? 'argocd', name].map(encodeURIComponent)
  return `${argocd.url.replace(/(?<!\/)\/+$/, '')}/applications/${parts.join('/')}`
}
