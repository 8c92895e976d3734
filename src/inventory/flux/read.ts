import { Builds } from './builds.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { at, isTrueAt, itemsAt, recordAt, stringAt } from '../../yaml/at.ts'
import { sideBySide } from '../../yaml/files.ts'
import type { Reading } from '../../yaml/files.ts'
import { evaluate } from '../../yaml/value.ts'
import type { Context } from '../context.ts'
import { clusterBehind, destinationOf } from '../control-planes/destination.ts'
import { leadsAmong, lineageOf } from '../control-planes/lineage.ts'
import { clusterOf, environmentOf, isProduction } from '../environments/judge.ts'
import { asUnresolved, guarded } from '../guarded.ts'
import { deployedBy, unbuilt } from '../kustomize/kustomization.ts'
import type { Built, BuiltObject } from '../kustomize/kustomization.ts'
import type { App, Unresolved } from '../model.ts'
import { artifactFolders } from './artifact-folders.ts'
import { nameOf, ownNamespaceOf, rootedIn, whereabouts } from './chain.ts'
import type { Chain } from './chain.ts'
import { folderBuilt, pathOf, pathPattern, substitute } from './folders.ts'
import { readHelmRelease } from './helmrelease.ts'
import { doubtfulRoots, homesOf, rootsOf } from './homes.ts'
import { idOf, isFluxKustomization, isHelmRelease, isWhole } from './kinds.ts'
import { inputsOf } from './kustomization-inputs.ts'
import { outsideOverlays } from './overlays.ts'
import { standingOf } from './standing.ts'
import type { Walk } from './standing.ts'
import { gitRevision, sourceArtifact } from './source-ref.ts'
import { Sources } from './sources.ts'
import { isSubstituted, substituted, variablesOf } from './variables.ts'

/**
 * Reads Flux's objects. Every Kustomization is built as its controller would build it, from the roots down, so that a
 * HelmRelease in a base is known once for each overlay that includes it, with that overlay's patches.
 *
 * Rules: fluxcd/kustomize-controller internal/controller, fluxcd/pkg kustomize/kustomize_generator.go,
 * fluxcd/source-controller docs/spec/v1.
 */

/**
 * Reads all apps of a repo with Flux objects.
 *
 * @param objects every object that the repo's manifests declare
 * @param unresolved receives those that cannot be read
 * @param builds receives the builds, and may reuse those of another revision
 */
export function* readFlux(
  context: Context,
  objects: readonly KubeObject[],
  unresolved: Unresolved[],
  builds = new Builds(context.files),
): Reading<App[]> {
  const sources = new Sources(objects, context.files)
  // A patch has the kind and name of the object that it changes, but not the required fields of that kind.
  const kustomizations = objects.filter(
    (object) =>
      isFluxKustomization(object) &&
      (at(object.node, 'spec', 'sourceRef') ?? at(object.node, 'spec', 'path')),
  )
  sources.learnHomes(kustomizations)
  sources.learnArtifacts(yield* artifactFolders(context, sources, kustomizations))
  const built = yield* sideBySide(
    kustomizations.map((object) =>
      guarded(
        () => buildAlone(context, sources, object, builds),
        () => undefined,
      ),
    ),
  )
  const patchFiles = new Set(built.flatMap((part) => [...(part?.patchFiles ?? [])]))
  // A patch is not a Kustomization of its own. But the Kustomization of a cluster may exist in Git only as a patch in
  // the folder that it builds.
  const isOwn = (object: KubeObject, i: number) =>
    !patchFiles.has(object.file) ||
    (stringAt(object.node, 'spec', 'path') !== undefined &&
      built[i]?.items.some((item) => item.patches.some((patch) => idOf(patch) === idOf(object))))
  const own = new Set(kustomizations.filter(isOwn))
  const leads = new Map(
    kustomizations.map((owner, i) => [
      idOf(owner),
      own.has(owner)
        ? deployedBy(built[i])
            .map((item) => item.object)
            .filter((object) => isFluxKustomization(object) && idOf(object) !== idOf(owner))
            .map(idOf)
        : [],
    ]),
  )
  const start: Chain = {
    paths: [],
    substitutions: {},
    suspended: false,
    visited: new Set(),
    reached: new Set(),
    releases: new Set(),
    builds,
    patchFiles,
    unresolved,
  }
  const outside = yield* outsideOverlays(context, sources, kustomizations, objects.some(isHelmRelease))
  const { overlays, takenBy } = outside
  const overlaid = new Set(overlays.map(({ item }) => idOf(item.object)))
  const used = rootsOf([...own], leads, overlaid)
  const homes = homesOf(used, objects)
  const doubts = doubtfulRoots(used)
  const first = used.map((object) => {
    const taken = takenBy.get(idOf(object))
    const item = unbuilt(taken === undefined ? object : { ...object, takenBy: taken })
    return { item, paths: [] as string[], home: homes.get(object), doubt: doubts.get(object) }
  })
  const ways = [
    ...first,
    ...overlays.map(({ item, folder }) => ({
      item: { ...item, object: { ...item.object, takenBy: folder } },
      paths: [`${folder}/`],
      home: undefined,
      doubt: undefined,
    })),
  ]
  const walks = ways.map(({ item, paths, home, doubt }): Walk => {
    const own = { visited: new Set<string>(), reached: new Set<string>(), unresolved: [] }
    const chain = { ...start, ...own, paths, home, doubt }
    return { item, chain }
  })
  const found = yield* sideBySide(walks.map(({ item, chain }) => visit(context, sources, item, chain)))
  const standing = standingOf(walks.map(({ item, chain }, i) => ({ item, chain, apps: found[i] ?? [] })))
  const apps = standing.flatMap((walk) => walk.apps)
  unresolved.push(...standing.flatMap(({ chain }) => chain.unresolved))
  // If the folder of every Kustomization is known, a HelmRelease that none of them includes is not deployed.
  const isAllKnown =
    kustomizations.length > 0 &&
    apps.every(({ kind, sources: [source] }) => kind !== 'Kustomization' || source?.path !== undefined)
  const isAlone = (object: KubeObject) =>
    !isAllKnown &&
    isHelmRelease(object) &&
    isWhole(object) &&
    !start.releases.has(idOf(object)) &&
    !patchFiles.has(object.file)
  const taken = outside.releases.filter(({ item }) => isAlone(item.object))
  const byOverlay = new Set(taken.map(({ item }) => idOf(item.object)))
  const alone = objects.filter((object) => isAlone(object) && !byOverlay.has(idOf(object)))
  const ofOverlays = taken.map(({ item, built: whole, folder }) => ({
    item: { ...item, object: { ...item.object, takenBy: folder } },
    whole,
    chain: { ...start, paths: [`${folder}/`] },
  }))
  const others = yield* sideBySide(
    [
      ...ofOverlays,
      ...alone.map((object) => ({ item: unbuilt(object), whole: undefined, chain: start })),
    ].map(({ item, whole, chain }) =>
      guarded(
        () => readHelmRelease(context, sources, item, whole, whereabouts(chain, item)),
        asUnresolved(item.object, unresolved),
      ),
    ),
  )
  return [...apps, ...others.filter((app) => app !== undefined)]
}

/**
 * Reads apps that the output of another app declares, and everything that they lead to.
 *
 * @param unresolved receives those that cannot be read
 */
export function* readBelow(
  context: Context,
  sources: Sources,
  items: readonly BuiltObject[],
  parent: App,
  unresolved: Unresolved[],
): Reading<App[]> {
  const paths = [parent.declaredAt.file, ...parent.valuesFiles]
  const chain: Chain = {
    paths,
    substitutions: {},
    suspended: false,
    cluster: parent.cluster,
    clusterPaths: paths.toReversed(),
    parent,
    visited: new Set(),
    reached: new Set(),
    releases: new Set(),
    builds: new Builds(context.files),
    patchFiles: new Set(),
    unresolved,
  }
  const read = items.map((item) =>
    isHelmRelease(item.object)
      ? readRelease(context, sources, item, undefined, chain)
      : visit(context, sources, item, chain),
  )
  return (yield* sideBySide(read)).flat()
}

/** Builds a Kustomization without the objects that lead to it. */
function* buildAlone(
  context: Context,
  sources: Sources,
  object: KubeObject,
  builds: Builds,
): Reading<Built | undefined> {
  const { path } = folderBuilt(context, sources, object, pathOf([object], {}))
  return path === undefined ? undefined : yield* builds.of(object, path)
}

/** Reads one Kustomization and everything that it leads to. If it cannot be read, none of it is known. */
function* visit(context: Context, sources: Sources, item: BuiltObject, chain: Chain): Reading<App[]> {
  const apps = yield* guarded(
    () => visitOne(context, sources, item, chain),
    asUnresolved(item.object, chain.unresolved),
  )
  return apps ?? []
}

function* visitOne(context: Context, sources: Sources, item: BuiltObject, chain: Chain): Reading<App[]> {
  const { object } = item
  const name = nameOf(chain, item)
  // A Kustomization of a base may be included under several names.
  const visited = `${idOf(object)} ${name}`
  if (chain.visited.has(visited)) return []
  chain.visited.add(visited)
  if (chain.parent) chain.reached.add(idOf(object))
  const layers = [...item.patches.toReversed(), object]
  const above = chain.paths.toReversed()
  const substitutions: Record<string, string> = { ...chain.substitutions }
  for (const layer of layers.toReversed())
    for (const reference of itemsAt(layer.node, 'spec', 'postBuild', 'substituteFrom'))
      Object.assign(substitutions, sources.dataOf(reference, object, above))
  for (const layer of layers.toReversed())
    for (const [name, value] of Object.entries(recordAt(layer.node, 'spec', 'postBuild', 'substitute')))
      substitutions[name] = substitute(value, chain.substitutions).replace(/^"(.*)"$/, '$1')
  const variables = yield* variablesOf(
    context.files,
    sources,
    [object, ...item.patches],
    chain.variables,
    above,
  )
  const declared = pathOf(layers, substitutions)
  const { path, source, note } = folderBuilt(context, sources, object, declared, above)
  const built = path === undefined ? undefined : yield* chain.builds.of(object, path)
  const paths = [...chain.paths, object.file, ...(path ? [`${path}/`] : [])]
  const read = (...keys: string[]) =>
    layers.map((layer) => stringAt(layer.node, ...keys)).find((text) => text !== undefined)
  const filled = (text: string | undefined) => text && substitute(text, chain.substitutions)
  const destination = destinationOf(read, 'Kustomization', context.config)
  const next: Chain = {
    ...chain,
    paths,
    substitutions,
    suspended: chain.suspended || layers.some((layer) => isTrueAt(layer.node, 'spec', 'suspend')),
    cluster: clusterBehind(destination) ?? chain.cluster,
    clusterPaths: chain.clusterPaths ?? paths.toReversed(),
  }
  const where = { ...whereabouts(next, item), name }
  const cluster = clusterOf(where, context.config)
  const environment = environmentOf(where, cluster, context.config)
  for (const file of built?.patchFiles ?? []) chain.patchFiles.add(file)
  // A Kustomization that is a patch in the folder that it builds finds itself there, as its base defines it.
  const isItself = ({ patches }: BuiltObject) => patches.some((patch) => idOf(patch) === idOf(object))
  const inner = deployedBy(built).filter(
    (candidate) => isFluxKustomization(candidate.object) && !isItself(candidate),
  )
  const taken = (built?.items ?? []).filter((candidate) => isHelmRelease(candidate.object))
  // A release that a patch deletes also counts as included. Otherwise it would be read as a release on its own.
  for (const release of taken) chain.releases.add(idOf(release.object))
  const releases = taken.filter(({ isDeleted }) => isDeleted !== true)
  const app: App = {
    name,
    kind: 'Kustomization',
    controller: 'flux',
    declaredAt: { file: object.file, line: object.line },
    controlPlane: undefined,
    isControlPlaneKnown: false,
    ownNamespace: ownNamespaceOf(chain, item),
    namespace: stringAt(object.node, 'spec', 'targetNamespace') ?? built?.namespace,
    cluster,
    environment,
    production: isProduction(environment, context.config),
    project: undefined,
    autoSync: !next.suspended,
    sources: [
      {
        type: 'kustomize',
        repoURL: filled(stringAt(source?.node, 'spec', 'url')),
        path: path ?? declared,
        chart: undefined,
        targetRevision: filled(gitRevision(source)),
        inThisRepository: path !== undefined,
      },
    ],
    valuesFiles: [],
    images: [
      ...deployedBy(built)
        .filter((candidate) => !isHelmRelease(candidate.object))
        .flatMap(({ object: own, images }) =>
          variables && isSubstituted(own) ? images.map((use) => substituted(use, variables)) : images,
        ),
      ...(built?.unused ?? []).map((use) => (variables ? substituted(use, variables) : use)),
      ...sourceArtifact(context, source),
    ],
    inputs: inputsOf(
      context,
      sources,
      layers,
      { path: path ?? declared, pattern: pathPattern(layers, substitutions) },
      built,
    ),
    declaration: () => evaluate(object.node),
    ...(object.inValues ? { inValues: true as const } : {}),
    ...(chain.parent ? { parent: chain.parent } : {}),
    notes: [
      ...(note === undefined ? [] : [note]),
      ...(chain.parent || chain.doubt === undefined ? [] : [chain.doubt]),
      ...(built?.notes ?? []),
    ],
    lineage: rootedIn(chain, path, {
      ...lineageOf(object, {
        applies: [{ folder: path, places: leadsAmong(deployedBy(built).map((one) => one.object)) }],
        destination,
      }),
    }),
  }
  const onwards: Chain = {
    ...next,
    parent: app,
    variables,
    cluster,
    targetNamespace: read('spec', 'targetNamespace'),
  }
  const below = yield* sideBySide([
    ...inner.map((candidate) => visit(context, sources, candidate, onwards)),
    ...releases.map((release) => readRelease(context, sources, release, built, onwards)),
  ])
  return [app, ...below.flat()]
}

function* readRelease(
  context: Context,
  sources: Sources,
  release: BuiltObject,
  built: Built | undefined,
  chain: Chain,
): Reading<App[]> {
  const where = whereabouts(chain, release)
  const app = yield* guarded(
    () => readHelmRelease(context, sources, release, built, where, chain.parent),
    asUnresolved(release.object, chain.unresolved),
  )
  return app ? [app] : []
}
