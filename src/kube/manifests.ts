import type { KeyPath } from '../yaml/keys.ts'
import { isObject, textAt } from '../yaml/value.ts'
import type { Json } from '../yaml/value.ts'
import { groupOf } from './ids.ts'
import type { ObjectId } from './ids.ts'

/** A rendered Kubernetes object. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  /** Undefined if it has none, or gets it from its app. */
  readonly namespace: string | undefined
  /** For an object of Argo CD: the chart template that created it, if the renderer reports it. */
  readonly template?: string | undefined
  /** The paths of integers that are too large for JavaScript. In the content, they are strings. */
  readonly large?: readonly KeyPath[]
  /** The whole object. */
  readonly content: { readonly [key: string]: Json }
}

/** Returns the identity of an object, without the version of its API. */
export function idOf(manifest: Manifest): ObjectId {
  const { apiVersion, kind, namespace, name } = manifest
  return { group: groupOf(apiVersion), kind, namespace: namespace === '' ? undefined : namespace, name }
}

/** Formats an object for people: `apps/Deployment shop/web`. */
export function describeObject({ apiVersion, kind, namespace, name }: Manifest): string {
  const group = groupOf(apiVersion)
  return `${group === '' ? '' : `${group}/`}${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}

/** Returns the manifest with other content. Its name, namespace and kind are taken from that content. */
export function withContent(manifest: Manifest, content: Manifest['content']): Manifest {
  const name = textAt(content, 'metadata', 'name')
  return {
    apiVersion: textAt(content, 'apiVersion') ?? manifest.apiVersion,
    kind: textAt(content, 'kind') ?? manifest.kind,
    name: name ?? manifest.name,
    namespace: textAt(content, 'metadata', 'namespace') || undefined,
    ...(manifest.large && { large: manifest.large }),
    content,
  }
}

/** Returns the manifest in a namespace, or without one. */
export function inNamespace(manifest: Manifest, namespace: string | undefined): Manifest {
  const metadata = isObject(manifest.content['metadata']) ? manifest.content['metadata'] : {}
  const { namespace: _, ...others } = metadata
  const placed = namespace === undefined ? others : { ...metadata, namespace }
  return { ...manifest, namespace, content: { ...manifest.content, metadata: placed } }
}

/** Returns the manifest with labels and annotations added. Existing ones of the same name are replaced. */
export function withMetadata(
  manifest: Manifest,
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): Manifest {
  const metadata = isObject(manifest.content['metadata']) ? manifest.content['metadata'] : {}
  const merged = (key: string, added: Readonly<Record<string, string>>) => {
    const own = metadata[key]
    if (Object.keys(added).length === 0) return {}
    return { [key]: { ...(isObject(own) ? own : {}), ...added } }
  }
  const content = {
    ...manifest.content,
    metadata: { ...metadata, ...merged('labels', labels), ...merged('annotations', annotations) },
  }
  return { ...manifest, content }
}

/** Returns an annotation of an object. */
export function annotation(manifest: Manifest, name: string): string | undefined {
  return textAt(manifest.content, 'metadata', 'annotations', name)
}

/** Returns the string entries of a map, such as labels. Other values are left out. */
export function textMap(value: Json | undefined): Record<string, string> {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
  )
}
