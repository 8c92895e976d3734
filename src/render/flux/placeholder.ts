import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'
import { withContent } from '../../kube/manifests.ts'
import type { Manifest } from '../../kube/manifests.ts'

/** Returns the placeholder for a value that is not in Git, or is not read. */
export function placeholder(kind: string, name: string, key: string): string {
  return `(${kind.toLowerCase()} ${name}/${key})`
}

const PLACEHOLDER = /\((secret|configmap) ([^()/\s]*)\/([^()\s]*)\)/g

/** Reports whether a text contains a placeholder. */
export function hasPlaceholder(text: string): boolean {
  return text.search(PLACEHOLDER) >= 0
}

/**
 * Returns the manifest with valid names instead of placeholders in keys and in fields that contain object names:
 * `(secret vars/tenant)-web` becomes `secret-vars-tenant-web`. A name with a placeholder is not valid, so checks of
 * the rendered manifest would reject it.
 */
export function withNames(manifest: Manifest): Manifest {
  const content = named(manifest.content, false)
  return isObject(content) ? withContent(manifest, content) : manifest
}

function named(value: Json, isName: boolean): Json {
  if (typeof value === 'string') return isName ? nameOf(value) : value
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => named(item, isName))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      nameOf(key),
      named(inner, /^(?:name|namespace|generateName)$|Name$/.test(key) && typeof inner === 'string'),
    ]),
  )
}

function nameOf(text: string): string {
  return text.replaceAll(PLACEHOLDER, (_, ...parts: string[]) =>
    parts
      .slice(0, 3)
      .join('-')
      .toLowerCase()
      .replaceAll(/[^a-z0-9.-]/g, '-'),
  )
}
