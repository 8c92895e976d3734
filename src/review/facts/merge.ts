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

/** What becomes of an app after a merge, and where a person looks at it. */
export interface MergeFacts {
  readonly onMerge: MergeEffect | undefined
  readonly url: string | undefined
}

/** Where an answer is looked for. */
export interface MergeParts {
  /** The apps that the change touches: what applies a file that changes is among them. */
  readonly among: readonly DeclaredApp[]
  /** What the repo declares before the change. */
  readonly before: Declarations
  readonly config: Config
}

/**
 * @param removed what becomes of it where the change takes it from the repo
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
  // What an ApplicationSet makes of other files comes by itself, since the set is there already.
  const isDeclarationChanged = sets
    ? !isEqual(sets.before, sets.after)
    : generatedBy === undefined
      ? !isSame
      : files.includes(declaredAt.file)
  const isThere = (app: DeclaredApp) => declaredIn(app, declared) !== undefined
  return onMerge(known.after, { isDeclarationChanged, isOn, among, isThere })
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
