import { artifact } from './artifact.ts'
import type { Schema } from './schema.ts'

/**
 * All versions of Kubernetes in one structure: each form of a definition with the index of the first version that has
 * it.
 */
interface Pool {
  /** Such as `1.34`, oldest first. */
  readonly versions: readonly string[]
  readonly definitions: Readonly<Record<string, readonly (readonly [number, Schema | null])[]>>
}

/**
 * API versions that are not served by default: alpha versions, and beta versions except those from before 1.24.
 *
 * Source: kubernetes pkg/controlplane/instance.go; KEP 3136 (beta APIs off by default)
 */
const LATER = /v\d+(alpha|beta)\d+$/
const SERVED_BETAS =
  /^(flowcontrol\.apiserver\.k8s\.io|autoscaling)\/|^storage\.k8s\.io\/v1beta1\/CSIStorageCapacity$/

/** Groups of Kubernetes whose versions have all been removed. */
const GONE_GROUPS = ['extensions']

/** The names of definitions by `apiVersion/kind`, over all versions. */
let index: ReadonlyMap<string, string> | undefined

function pool(): Pool {
  return artifact('kubernetes') as Pool
}

function namesByKind(): ReadonlyMap<string, string> {
  index ??= new Map(
    Object.entries(pool().definitions).flatMap(([name, runs]) => {
      const [found] = runs.flatMap(([, schema]) => schema?.['x-kubernetes-group-version-kind'] ?? [])
      const kinds = runs.flatMap(([, schema]) => schema?.['x-kubernetes-group-version-kind']?.length ?? [])
      // A definition with several groups is not an object: DeleteOptions, WatchEvent.
      if (!found || kinds.some((count) => count > 1)) return []
      const { group, version, kind } = found
      return [[`${group === '' ? '' : `${group}/`}${version}/${kind}`, name] as const]
    }),
  )
  return index
}

/** The APIs of Kubernetes itself in one minor version. */
export class BuiltIn {
  /** Such as `1.34`. */
  readonly version: string
  /** Whether its schemas are known. If not, those of the nearest version are used. */
  readonly isKnown: boolean
  /** Whether it is older than all versions with known schemas. */
  readonly isOlder: boolean
  readonly #at: number
  readonly #definitions = new Map<string, Schema | undefined>()

  private constructor(version: string, at: number, isKnown: boolean) {
    this.version = version
    this.#at = at
    this.isKnown = isKnown
    this.isOlder = !isKnown && at === 0
  }

  /**
   * Returns a version of Kubernetes. If its schemas are not known, those of the nearest version are used.
   *
   * @param version such as `1.34` or `1.34.2`
   */
  static of(version: string): BuiltIn {
    const minor = /^\d+\.\d+/.exec(version)?.[0] ?? version
    const { versions } = pool()
    const exact = versions.indexOf(minor)
    if (exact >= 0) return new BuiltIn(minor, exact, true)
    const [, number = '0'] = minor.split('.')
    const [, oldest = '0'] = versions[0]?.split('.') ?? []
    return new BuiltIn(minor, Number(number) < Number(oldest) ? 0 : versions.length - 1, false)
  }

  /** Returns the newest version with known schemas. */
  static newest(): BuiltIn {
    return BuiltIn.of(pool().versions.at(-1) ?? '')
  }

  /** Returns a definition by its name. */
  definition(name: string): Schema | undefined {
    if (this.#definitions.has(name)) return this.#definitions.get(name)
    const runs = Object.hasOwn(pool().definitions, name) ? pool().definitions[name] : undefined
    const found = runs?.findLast(([first]) => first <= this.#at)?.[1] ?? undefined
    this.#definitions.set(name, found)
    return found
  }

  /** Returns the schema of a kind; undefined if this version does not have the API. */
  schema(apiVersion: string, kind: string): Schema | undefined {
    const name = namesByKind().get(`${apiVersion}/${kind}`)
    return name === undefined ? undefined : this.definition(name)
  }

  /** Reports whether a group belongs to Kubernetes, so that an unknown kind of it does not exist. */
  ownsGroup(group: string): boolean {
    return GONE_GROUPS.includes(group) || groups().has(group)
  }

  /** Returns the last version that has an API that was removed later; undefined if it was never removed. */
  lastWith(apiVersion: string, kind: string): string | undefined {
    const name = namesByKind().get(`${apiVersion}/${kind}`)
    const runs = name === undefined ? [] : (pool().definitions[name] ?? [])
    const gone = runs.findLast(([, schema]) => schema === null)?.[0]
    return gone === undefined ? undefined : pool().versions[gone - 1]
  }

  /** Returns the API versions of a group in which this Kubernetes has a kind, such as `policy/v1`. */
  versionsOf(group: string, kind: string): string[] {
    return [...namesByKind()].flatMap(([api, name]) => {
      const [own, version, ofGroup] = api.split('/').toReversed()
      return own === kind && (ofGroup ?? '') === group && version !== undefined && this.definition(name)
        ? [api.slice(0, -kind.length - 1)]
        : []
    })
  }

  /**
   * Returns the APIs that a cluster of this version serves, in the form that templates use: `apps/v1` and
   * `apps/v1/Deployment`.
   *
   * Rule: helm pkg/action/action.go (GetVersionSet), argo-cd controller/state.go (APIVersions)
   */
  apis(): string[] {
    const kinds = [...namesByKind()]
      .filter(([api, name]) => this.definition(name) && isServed(api))
      .map(([api]) => api)
    const versions = kinds.map((api) => api.slice(0, api.lastIndexOf('/')))
    return [...new Set([...versions, ...kinds])].toSorted()
  }
}

function isServed(api: string): boolean {
  const version = api.slice(0, api.lastIndexOf('/'))
  return (!LATER.test(version) || (SERVED_BETAS.test(api) && !/alpha/.test(version))) && !api.endsWith('List')
}

let known: ReadonlySet<string> | undefined

function groups(): ReadonlySet<string> {
  known ??= new Set([...namesByKind().keys()].map((api) => api.split('/').slice(0, -2).join('/')))
  return known
}
