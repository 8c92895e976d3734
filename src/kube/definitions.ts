import { isObject, listAt, textAt, valueAt } from '../yaml/value.ts'
import type { Json } from '../yaml/value.ts'
import { artifact } from './artifact.ts'
import type { ArtifactName } from './artifact.ts'
import { asSchema } from './schema.ts'
import type { Schema } from './schema.ts'

/** The part of a CustomResourceDefinition for one version of a kind. */
export interface Defined {
  /** Undefined if the definition has the kind, but not this version. */
  readonly schema: Schema | undefined
  /** Whether it is shipped with this program instead of read from a repository. */
  readonly isShipped: boolean
}

/** The shipped definitions, by the groups whose kinds they define. */
const SHIPPED: readonly (readonly [RegExp, ArtifactName])[] = [
  [/^argoproj\.io$/, 'argoproj'],
  [/^(helm|image|kustomize|notification|source)\.toolkit\.fluxcd\.io$/, 'fluxcd'],
]

const shipped = new Map<ArtifactName, ReadonlyMap<string, Json>>()

/** The CustomResourceDefinitions among some manifests, with the shipped ones as a fallback. */
export class Definitions {
  /** By `group/Kind`. */
  readonly #own: ReadonlyMap<string, Json>

  /** @param objects manifests of any kind; of two definitions of one kind, the last one is used */
  constructor(objects: Iterable<Json>) {
    this.#own = byKind(objects)
  }

  /** Whether the manifests contain no definitions. */
  get isEmpty(): boolean {
    return this.#own.size === 0
  }

  /** Finds the definition of a kind; undefined if it is not known. */
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
    // The older API version has its schema elsewhere and does not prune.
    if (textAt(object, 'apiVersion') !== 'apiextensions.k8s.io/v1') continue
    const kind = textAt(object, 'spec', 'names', 'kind')
    found.set(`${textAt(object, 'spec', 'group') ?? ''}/${kind ?? ''}`, object)
  }
  return found
}

/** Returns the schema of a served version. If it has no usable schema, returns one that preserves all fields. */
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
