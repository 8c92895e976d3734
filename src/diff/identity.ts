import { groupOf } from '../render/manifests.ts'
import type { Manifest } from '../render/model.ts'
import type { ObjectId } from './model.ts'

/** What tells an object from others; the version of its API does not. */
export function idOf(manifest: Manifest): ObjectId {
  const { apiVersion, kind, namespace, name } = manifest
  return { group: groupOf(apiVersion), kind, namespace: namespace === '' ? undefined : namespace, name }
}

/** An id as one text, for maps and for sorting. */
export function keyOf({ group, kind, namespace, name }: ObjectId): string {
  return JSON.stringify([group, kind, namespace ?? '', name])
}

/** The id that {@link keyOf} made a text of. */
export function idIn(key: string): ObjectId {
  const [group, kind, namespace, name] = JSON.parse(key) as [string, string, string, string]
  return { group, kind, namespace: namespace === '' ? undefined : namespace, name }
}

/** An id for people: `Deployment shop/web`. */
export function describeId({ kind, namespace, name }: ObjectId): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}
