import type { YamlNode } from '../yaml/nodes.ts'
import type { Context } from './context.ts'
import { isThisRepository } from './context.ts'
import { clusterOf, environmentOf, isProduction } from './environments.ts'
import type { Reading } from './files.ts'
import { joinPath } from './files.ts'
import { sourceArtifact, Sources } from './fluxsources.ts'
import { readHelmRelease } from './helmrelease.ts'
import type { Built, BuiltObject } from './kustomize.ts'
import { build } from './kustomize.ts'
import type { App } from './model.ts'
import type { Holder, KubeObject } from './objects.ts'
import { at, isTrueAt, recordAt, stringAt } from './objects.ts'

/**
 * Flux's objects. Every Kustomization is built as its controller would build it, from the roots down, so that
 * a HelmRelease in a base is known once for each overlay that includes it, with that overlay's patches.
 *
 * Rules: fluxcd/kustomize-controller internal/controller, fluxcd/pkg kustomize/kustomize_generator.go,
 * fluxcd/source-controller docs/spec/v1.
 */

const KUSTOMIZE_GROUP = 'kustomize.toolkit.fluxcd.io/'
const HELM_GROUP = 'helm.toolkit.fluxcd.io/'

export function isFluxKustomization(object: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
  return object.kind === 'Kustomization' && object.apiVersion.startsWith(KUSTOMIZE_GROUP)
}

export function isHelmRelease(object: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
  return object.kind === 'HelmRelease' && object.apiVersion.startsWith(HELM_GROUP)
}

/** What a Kustomization inherits from those that lead to it. */
interface Chain {
  readonly cluster: string | undefined
  readonly paths: readonly string[]
  readonly substitutions: Readonly<Record<string, string>>
  readonly suspended: boolean
  readonly visited: ReadonlySet<string>
}

/**
 * Reads all apps of a repo with Flux objects.
 *
 * @param objects every object that the repo's manifests declare
 */
export function* readFlux(context: Context, objects: readonly KubeObject[]): Reading<App[]> {
  const sources = new Sources(objects)
  const kustomizations = objects.filter(isFluxKustomization)
  const builds = new Map<string, Built>()
  for (const kustomization of kustomizations) {
    const path = pathOf(kustomization, {})
    if (path !== undefined && context.files.isFolder(path))
      builds.set(id(kustomization), yield* build(context.files, path, specOf(kustomization)))
  }
  const included = new Set<string>()
  for (const [owner, built] of builds)
    for (const item of built.items)
      if (isFluxKustomization(item.object) && id(item.object) !== owner) included.add(id(item.object))

  const apps: App[] = []
  const seenReleases = new Set<string>()
  const start: Chain = {
    cluster: undefined,
    paths: [],
    substitutions: {},
    suspended: false,
    visited: new Set(),
  }
  const roots = kustomizations.filter((object) => !included.has(id(object)))
  // Where Kustomizations only include each other, each is a root.
  for (const root of roots.length > 0 ? roots : kustomizations)
    yield* visit({ object: root, patches: [], images: [] }, start)
  for (const release of objects.filter(isHelmRelease))
    if (!seenReleases.has(id(release)))
      apps.push(
        yield* readHelmRelease(
          context,
          sources,
          { object: release, patches: [], images: [] },
          undefined,
          whereabouts(start, release),
        ),
      )
  return apps

  function* visit(item: BuiltObject, chain: Chain): Reading<void> {
    const { object } = item
    if (chain.visited.has(id(object)) || chain.visited.size > 20) return
    const layers = [...item.patches.toReversed(), object]
    const own = {
      ...chain.substitutions,
      ...Object.assign(
        {},
        ...layers.toReversed().map((layer) => recordAt(layer.node, 'spec', 'postBuild', 'substitute')),
      ),
    }
    const path = layers.map((layer) => pathOf(layer, own)).find((found) => found !== undefined)
    const notes = new Set<string>()
    const source = sources.find(at(object.node, 'spec', 'sourceRef'), object.namespace)
    const here = path !== undefined && isHere(context, source) && context.files.isFolder(path)
    const built = here && path !== undefined ? yield* build(context.files, path, specOf(object)) : undefined
    if (!here) notes.add(missingPath(object, source, path))
    for (const note of built?.notes ?? []) notes.add(note)
    const next: Chain = {
      cluster: chain.cluster,
      paths: [...chain.paths, object.file, ...(path === undefined ? [] : [path === '' ? '' : `${path}/`])],
      substitutions: own,
      suspended: chain.suspended || layers.some((layer) => isTrueAt(layer.node, 'spec', 'suspend')),
      visited: new Set([...chain.visited, id(object)]),
    }
    const place = whereabouts(next, object)
    const cluster = clusterOf({ ...place, server: undefined }, context.config)
    const environment = environmentOf({ ...place, server: undefined }, cluster, context.config)
    apps.push({
      name: object.name,
      kind: 'Kustomization',
      controller: 'flux',
      declaredAt: { file: object.file, line: object.line },
      namespace: stringAt(object.node, 'spec', 'targetNamespace') ?? built?.namespace,
      cluster,
      environment,
      production: isProduction(environment, context.config),
      project: undefined,
      autoSync: !next.suspended,
      sources: [
        {
          type: 'kustomize',
          repoURL: stringAt(source?.node, 'spec', 'url'),
          path,
          chart: undefined,
          targetRevision: undefined,
          inThisRepository: here,
        },
      ],
      valuesFiles: [],
      images: [
        ...(built?.items ?? [])
          .filter((inner) => !isHelmRelease(inner.object))
          .flatMap((inner) => inner.images),
        ...(built?.unused ?? []),
        ...sourceArtifact(context, source),
      ],
      notes: [...notes],
    })
    for (const inner of built?.items ?? []) {
      if (isFluxKustomization(inner.object)) yield* visit(inner, next)
      if (!isHelmRelease(inner.object)) continue
      seenReleases.add(id(inner.object))
      apps.push(yield* readHelmRelease(context, sources, inner, built, whereabouts(next, inner.object)))
    }
  }
}

/** Where an object is, for its environment: the way that led to it weighs more than where its base stands. */
function whereabouts(chain: Chain, object: KubeObject) {
  return {
    name: object.name,
    labels: recordAt(object.node, 'metadata', 'labels'),
    paths: [...chain.paths.toReversed(), object.file],
    cluster: chain.cluster,
    server: undefined,
    namespace: stringAt(object.node, 'spec', 'targetNamespace') ?? object.namespace,
    suspended: chain.suspended,
  }
}

function id(object: KubeObject): string {
  return `${object.file}#${object.document}#${object.path.join('.')}`
}

/** The spec as a holder of kustomize's fields (`images`, `patches`). */
function specOf(object: KubeObject): Holder | undefined {
  const node = at(object.node, 'spec')
  return node && { scope: object.scope, document: object.document, node, path: [...object.path, 'spec'] }
}

/** `spec.path` with the variables that its parents substitute; undefined where one stays unknown. */
function pathOf(object: KubeObject, substitutions: Readonly<Record<string, string>>): string | undefined {
  const raw = stringAt(object.node, 'spec', 'path')
  if (raw === undefined) return at(object.node, 'spec', 'sourceRef') === undefined ? undefined : ''
  const filled = raw.replaceAll(
    /\$\{(\w+)(?::?[-=]([^}]*))?\}/g,
    (whole, name: string, fallback: string | undefined) => substitutions[name] ?? fallback ?? whole,
  )
  if (filled.includes('${')) return undefined
  return joinPath('', filled.replace(/^\/+/, ''))
}

/** Whether a source is this very repo: by its address if that is known, otherwise any Git source may be. */
function isHere(context: Context, source: KubeObject | undefined): boolean {
  if (!source) return true
  if (source.kind === 'OCIRepository' || source.kind === 'Bucket')
    return isThisRepository(context, stringAt(source.node, 'spec', 'url')) ?? true
  return isThisRepository(context, stringAt(source.node, 'spec', 'url')) ?? true
}

function missingPath(object: KubeObject, source: KubeObject | undefined, path: string | undefined): string {
  const raw = stringAt(object.node, 'spec', 'path') ?? '(none)'
  if (path === undefined) return `its path ${raw} has a variable that Git alone does not tell`
  const url = stringAt(source?.node, 'spec', 'url')
  return `its path ${raw} is not in this repo${url === undefined ? '' : ` but in ${url}`}; what it deploys is not read`
}
