import type { Pattern } from '../patterns/pattern.ts'
import { starred } from '../patterns/own.ts'
import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'
import { isEqual } from './equal.ts'

/**
 * Labels and annotations whose changes have no meaning by themselves, as patterns with `*`.
 *
 * Of the controllers' own annotations, only those that the controllers write are included. Annotations such as
 * `argocd.argoproj.io/sync-wave`, `argocd.argoproj.io/sync-options` or `kustomize.toolkit.fluxcd.io/prune` are
 * instructions to the controllers, and are not noise.
 */
export const NOISE: readonly string[] = [
  'checksum/*',
  'helm.sh/chart',
  'app.kubernetes.io/version',
  'app.kubernetes.io/managed-by',
  'argocd.argoproj.io/tracking-id',
  'argocd.argoproj.io/installation-id',
  'argocd.argoproj.io/refresh',
  'argocd.argoproj.io/hydrate',
  'kustomize.toolkit.fluxcd.io/name',
  'kustomize.toolkit.fluxcd.io/namespace',
  'helm.toolkit.fluxcd.io/name',
  'helm.toolkit.fluxcd.io/namespace',
  'kubectl.kubernetes.io/last-applied-configuration',
  'meta.helm.sh/*',
  '/metadata/creationTimestamp',
  '/spec/template/metadata/creationTimestamp',
  // SOPS writes these again when any value changes.
  '/sops/mac',
  '/sops/lastmodified',
]

/** The patterns that decide whether a field of an object is noise. */
export interface NoiseFilter {
  readonly names: readonly Pattern[]
  readonly pointers: readonly Pattern[]
}

/**
 * Returns the filter for the default patterns and further ones.
 *
 * @param more further patterns: the name of a label or annotation, in which `*` stands for anything; or a JSON
 *   pointer, which starts with a slash and in which `*` stands for any single key (`/spec/replicas`)
 */
export function noiseFilter(more: readonly string[] = []): NoiseFilter {
  const all = [...NOISE, ...more]
  const isPointer = (pattern: string) => pattern.startsWith('/')
  return {
    names: all.filter((pattern) => !isPointer(pattern)).map((pattern) => starred(pattern, true)),
    pointers: all.filter(isPointer).map((pattern) => starred(pattern, false)),
  }
}

/** An object without noise, and the noise that was removed from it, by JSON pointer. */
export interface Quiet {
  readonly content: Json
  readonly noise: ReadonlyMap<string, Json>
}

/**
 * Removes the noise from an object. Labels and annotations count in any `metadata`, including that of a pod template,
 * but not in a selector, where no label is noise. Empty maps of labels or annotations are omitted, as in Kubernetes.
 *
 * @param selected labels that are never noise, see {@link selectedLabels}
 */
export function withoutNoise(
  content: Json,
  filter: NoiseFilter,
  selected: ReadonlySet<string> = new Set(),
): Quiet {
  const noise = new Map<string, Json>()
  const visit = (value: Json, pointer: string, parent: string, key: string): Json | undefined => {
    if (pointer !== '' && filter.pointers.some((pattern) => pattern.test(pointer))) {
      noise.set(pointer, value)
      return undefined
    }
    if (Array.isArray(value))
      return (value as readonly Json[])
        .map((item, i) => visit(item, `${pointer}/${i}`, key, String(i)))
        .filter((item) => item !== undefined)
    if (!isObject(value)) return value
    const isMeta = parent === 'metadata' && (key === 'labels' || key === 'annotations')
    const kept: [string, Json][] = []
    for (const [name, inner] of Object.entries(value)) {
      const at = `${pointer}/${escapePointer(name)}`
      const isSelected = key === 'labels' && selected.has(name)
      if (isMeta && !isSelected && filter.names.some((pattern) => pattern.test(name))) noise.set(at, inner)
      else {
        const result = visit(inner, at, key, name)
        if (result !== undefined) kept.push([name, result])
      }
    }
    return isMeta && kept.length === 0 ? undefined : Object.fromEntries(kept)
  }
  return { content: visit(content, '', '', '') ?? {}, noise }
}

/**
 * Returns the labels that selectors use. They matter because a pod with a different `app.kubernetes.io/version` may
 * no longer match its Service or its NetworkPolicy.
 */
export function selectedLabels(objects: Iterable<Json>): Set<string> {
  const found = new Set<string>()
  const visit = (value: Json, selects: boolean): void => {
    if (Array.isArray(value)) for (const item of value as readonly Json[]) visit(item, selects)
    else if (isObject(value))
      for (const [key, inner] of Object.entries(value)) {
        if (selects) found.add(key)
        if (selects && key === 'key' && typeof inner === 'string') found.add(inner)
        if (typeof inner === 'object') visit(inner, selects || /selector$/i.test(key))
      }
  }
  for (const object of objects) visit(object, false)
  return found
}

/** Returns the number of noise fields that differ between two objects. */
export function differingNoise(before: Quiet, after: Quiet): number {
  const pointers = new Set([...before.noise.keys(), ...after.noise.keys()])
  let count = 0
  for (const pointer of pointers)
    if (!isEqual(before.noise.get(pointer), after.noise.get(pointer))) count += 1
  return count
}

/** Returns a key as a segment of a JSON pointer (RFC 6901). */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
