import { isObject, listAt, textAt, valueAt } from '../yaml/value.ts'
import type { Json } from '../yaml/value.ts'
import { artifact } from './artifact.ts'
import type { ArtifactName } from './artifact.ts'
import { asSchema } from './schema.ts'
import type { Schema } from './schema.ts'

/** What a CustomResourceDefinition says of a version of a kind. */
export interface Defined {
  /** Undefined where the definition has this kind, but not in this version. */
  readonly schema: Schema | undefined
  /** Whether it came with this program, and not from a repository. */
  readonly isShipped: boolean
}

/** The definitions that are shipped, by the groups whose kinds they define. */
const SHIPPED: readonly (readonly [RegExp, ArtifactName])[] = [
  [/^argoproj\.io$/, 'argoproj'],
  [/^(helm|image|kustomize|notification|source)\.toolkit\.fluxcd\.io$/, 'fluxcd'],
]

const shipped = new Map<ArtifactName, ReadonlyMap<string, Json>>()

/** The CustomResourceDefinitions that some manifests bring, and behind them those that are shipped. */
export class Definitions {
  /** By `group/Kind`. */
  readonly #own: ReadonlyMap<string, Json>

  /** @param objects manifests of any kind; of two definitions of one kind the last counts */
  constructor(objects: Iterable<Json>) {
    this.#own = byKind(objects)
  }

  /** Whether the manifests themselves define anything. */
  get isEmpty(): boolean {
    return this.#own.size === 0
  }

  /** What is known of a kind; undefined where nothing is. */
  find(apiVersion: string, kind: string): Defined | undefined {
    const slash = apiVersion.lastIndexOf('/')
    if (slash < 0) return undefined
    const [group, version] = [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)]
    const own = this.#own.get(`${group}/${kind}`)
    if (own) return { schema: schemaOf(own, version), isShipped: false }
    const name = SHIPPED.find(([pattern]) => pattern.test(group))?.[1]
    const other = name === undefined ? undefined : shippedBy(name).get(`${group}/${kind}`)
    const schema = other === undefined ? undefined : schemaOf(other, version)
    // Another release of the controller may have other versions.
    return schema && { schema, isShipped: true }
  }
}

function shippedBy(name: ArtifactName): ReadonlyMap<string, Json> {
  let found = shipped.get(name)
  if (!found) {
    found = byKind(artifact(name) as readonly Json[])
    shipped.set(name, found)
  }
  return found
}

function byKind(objects: Iterable<Json>): Map<string, Json> {
  const found = new Map<string, Json>()
  for (const object of objects) {
    if (textAt(object, 'kind') !== 'CustomResourceDefinition') continue
    // The older form has its schema elsewhere, and prunes nothing.
    if (textAt(object, 'apiVersion') !== 'apiextensions.k8s.io/v1') continue
    const kind = textAt(object, 'spec', 'names', 'kind')
    found.set(`${textAt(object, 'spec', 'group') ?? ''}/${kind ?? ''}`, object)
  }
  return found
}

/** The schema of a served version; one that keeps all fields where it should be of no use to judge by. */
function schemaOf(definition: Json, version: string): Schema | undefined {
  const found = listAt(definition, 'spec', 'versions').find(
    (one) => textAt(one, 'name') === version && valueAt(one, 'served') !== false,
  )
  if (found === undefined) return undefined
  const schema = asSchema(valueAt(found, 'schema', 'openAPIV3Schema'))
  const keeps = valueAt(definition, 'spec', 'preserveUnknownFields') === true
  return schema && isObject(schema as Json) && !keeps
    ? schema
    : { 'x-kubernetes-preserve-unknown-fields': true }
}
