/** The contents of the cluster at each time, as the watches reported them. */
import type { Thing } from './api.ts'

interface Version {
  /** Milliseconds since 1970, by this machine's clock. */
  readonly at: number
  /** Undefined from the time of its deletion. */
  readonly object: Thing | undefined
}

/** The objects of some namespaces at one time. */
export interface Moment {
  readonly at: number
  readonly objects: readonly Thing[]
  /** Returns an object; undefined if it does not exist or its kind is not followed. */
  find(kind: string, name: string, namespace?: string): Thing | undefined
}

export class History {
  readonly #versions = new Map<string, Map<string, Version[]>>()

  take(kind: string, object: Thing, isGone: boolean, at = Date.now()): void {
    const { namespace = '', name } = object['metadata'] as { namespace?: string; name: string }
    const within = this.#versions.get(namespace) ?? new Map<string, Version[]>()
    this.#versions.set(namespace, within)
    const key = `${kind}/${name}`
    const known = within.get(key) ?? []
    const last = known.at(-1)?.object
    const next = isGone ? undefined : plain(kind, object)
    if (known.length > 0 && JSON.stringify(last) === JSON.stringify(next)) return
    known.push({ at, object: next })
    within.set(key, known)
  }

  /** Returns the objects of some namespaces at a time. */
  at(time: number, namespaces: readonly string[]): Moment {
    const found = new Map<string, Thing>()
    for (const namespace of namespaces)
      for (const [key, versions] of this.#versions.get(namespace) ?? []) {
        const object = versions.findLast(({ at }) => at <= time)?.object
        if (object !== undefined) found.set(`${namespace}/${key}`, object)
      }
    const [first = ''] = namespaces
    return {
      at: time,
      objects: [...found.values()],
      find: (kind, name, namespace = first) => found.get(`${namespace}/${kind}/${name}`),
    }
  }

  /** Returns the times between two times at which an object in these namespaces changed, in ascending order. */
  changes(namespaces: readonly string[], from: number, to: number): number[] {
    const times = namespaces.flatMap((namespace) =>
      [...(this.#versions.get(namespace)?.values() ?? [])].flatMap((versions) =>
        versions.map(({ at }) => at),
      ),
    )
    return [...new Set(times.filter((at) => at > from && at <= to))].toSorted((a, b) => a - b)
  }

  /** Forgets a namespace, and also deleted objects of other namespaces. */
  forget(namespace: string): void {
    this.#versions.delete(namespace)
    for (const within of this.#versions.values())
      for (const [key, versions] of within) if (versions.at(-1)?.object === undefined) within.delete(key)
  }
}

/**
 * Returns an object without irrelevant fields. Argo CD's status of its Applications is removed, because it is not
 * evidence.
 */
function plain(kind: string, object: Thing): Thing {
  const { managedFields: _fields, resourceVersion: _version, ...metadata } = object['metadata'] as Thing
  const { status, operation, ...rest } = object
  return { ...rest, kind, metadata, ...(kind !== 'Application' && { status, operation }) }
}
