import type { Context } from '../context.ts'
import { clusterBehind, destinationOf } from '../control-planes/destination.ts'
import type { Lineage } from '../model.ts'
import { leadsAmong, lineageOf } from '../control-planes/lineage.ts'
import { clusterOf, environmentOf, isProduction } from '../environments/judge.ts'
import type { Reading } from '../../yaml/files.ts'
import { sideBySide } from '../../yaml/files.ts'
import { joinPath } from '../../tree/paths.ts'
import { gitRevision, sourceArtifact, Sources } from './sources.ts'
import { readHelmRelease } from './helmrelease.ts'
import type { Inputs } from '../inputs.ts'
import { InputCollector, throughLinks } from '../inputs.ts'
import type { Built, BuiltObject } from '../kustomize/kustomization.ts'
import { build, deployedBy, unbuilt } from '../kustomize/kustomization.ts'
import { asUnresolved, guarded } from '../guarded.ts'
import type { App, Unresolved } from '../model.ts'
import type { Holder, KubeObject } from '../../kube/objects.ts'
import { at, isTrueAt, itemsAt, recordAt, stringAt } from '../../yaml/at.ts'
import { artifactFolders } from './artifact-folders.ts'
import { folderBuilt, pathOf, pathPattern, substitute } from './folders.ts'
import { idOf, isFluxKustomization, isHelmRelease, isWhole } from './kinds.ts'
import { doubtfulRoots, homesOf, rootsOf } from './homes.ts'
import { outsideOverlays } from './overlays.ts'
import type { Variables } from './variables.ts'
import { isSubstituted, substituted, variablesOf } from './variables.ts'
import { evaluate } from '../../yaml/value.ts'

/**
 * Flux's objects. Every Kustomization is built as its controller would build it, from the roots down, so that
 * a HelmRelease in a base is known once for each overlay that includes it, with that overlay's patches.
 *
 * Rules: fluxcd/kustomize-controller internal/controller, fluxcd/pkg kustomize/kustomize_generator.go,
 * fluxcd/source-controller docs/spec/v1.
 */

/** What a Kustomization inherits from those that lead to it. */
interface Chain {
  readonly paths: readonly string[]
  readonly substitutions: Readonly<Record<string, string>>
  /** What the Kustomization that leads here fills into what it builds. */
  readonly variables?: Variables | undefined
  readonly suspended: boolean
  /** Of a root: the folder that its cluster is built from, where that is known. */
  readonly home?: string | undefined
  /** Of a root: why it may be none, as a sentence. */
  readonly doubt?: string | undefined
  /** The Kustomization that leads here. */
  readonly parent?: App
  /** The namespace that it puts all objects into. */
  readonly targetNamespace?: string | undefined
  /** The cluster that it deploys to; what a child without a kubeconfig of its own deploys to, too. */
  readonly cluster?: string | undefined
  /** The paths whose folders may name that cluster: those of the root. */
  readonly clusterPaths?: readonly string[]
  /** What was visited from this root already; one set for the whole root, since ways can cross without end. */
  readonly visited: Set<string>
  /** The HelmReleases that some Kustomization includes; one set for all chains. */
  readonly releases: Set<string>
  /** What was built already, one for all chains. */
  readonly builds: Map<string, Built>
  /** Files that some kustomization uses as patches; one set for all chains. */
  readonly patchFiles: Set<string>
  /** Takes the objects that cannot be read; one list for all chains. */
  readonly unresolved: Unresolved[]
}

/**
 * Reads all apps of a repo with Flux objects.
 *
 * @param objects every object that the repo's manifests declare
 * @param unresolved takes those that cannot be read
 */
export function* readFlux(
  context: Context,
  objects: readonly KubeObject[],
  unresolved: Unresolved[],
): Reading<App[]> {
  const sources = new Sources(objects, context.files)
  // A patch has the kind and name of what it changes, but not what every such object must have.
  const kustomizations = objects.filter(
    (object) =>
      isFluxKustomization(object) &&
      (at(object.node, 'spec', 'sourceRef') ?? at(object.node, 'spec', 'path')),
  )
  sources.learnHomes(kustomizations)
  sources.learnArtifacts(yield* artifactFolders(context, sources, kustomizations))
  const builds = new Map<string, Built>()
  const built = yield* sideBySide(
    kustomizations.map((object) =>
      guarded(
        () => buildAlone(context, sources, object, builds),
        () => undefined,
      ),
    ),
  )
  const patchFiles = new Set(built.flatMap((part) => [...(part?.patchFiles ?? [])]))
  // A patch is no Kustomization of its own. But a cluster's own one may stand in Git only as a patch in the
  // very folder that it builds.
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
  const visits = ways.map(({ item, paths, home, doubt }) =>
    visit(context, sources, item, { ...start, paths, home, doubt, visited: new Set() }),
  )
  const apps = (yield* sideBySide(visits)).flat()
  // Where it is known which folder every Kustomization builds, what none of them takes is not deployed.
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
 * Reads apps that the output of another app declares, and all that they lead to.
 *
 * @param unresolved takes those that cannot be read
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
    releases: new Set(),
    builds: new Map(),
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

/** What a Kustomization includes, without what leads to it. */
function* buildAlone(
  context: Context,
  sources: Sources,
  object: KubeObject,
  builds: Map<string, Built>,
): Reading<Built | undefined> {
  const { path } = folderBuilt(context, sources, object, pathOf([object], {}))
  return path === undefined ? undefined : yield* buildOnce(context, object, path, builds)
}

/** What a Kustomization makes of a folder; several ways may lead to it, and it is built for the first. */
function* buildOnce(
  context: Context,
  object: KubeObject,
  path: string,
  builds: Map<string, Built>,
): Reading<Built> {
  const key = `${idOf(object)} ${path}`
  const built = builds.get(key) ?? (yield* build(context.files, path, specOf(object)))
  builds.set(key, built)
  return built
}

/** One Kustomization and all that it leads to; if it cannot be read, none of it is known. */
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
  // One of a base may be there under several names.
  const visited = `${idOf(object)} ${name}`
  if (chain.visited.has(visited)) return []
  chain.visited.add(visited)
  const layers = [...item.patches.toReversed(), object]
  const substitutions: Record<string, string> = { ...chain.substitutions }
  for (const layer of layers.toReversed())
    for (const reference of itemsAt(layer.node, 'spec', 'postBuild', 'substituteFrom'))
      Object.assign(substitutions, sources.dataOf(reference, object))
  for (const layer of layers.toReversed())
    for (const [name, value] of Object.entries(recordAt(layer.node, 'spec', 'postBuild', 'substitute')))
      substitutions[name] = substitute(value, chain.substitutions).replace(/^"(.*)"$/, '$1')
  const variables = yield* variablesOf(context.files, sources, [object, ...item.patches], chain.variables)
  const declared = pathOf(layers, substitutions)
  const { path, source, note } = folderBuilt(context, sources, object, declared)
  const built = path === undefined ? undefined : yield* buildOnce(context, object, path, chain.builds)
  const paths = [...chain.paths, object.file, ...(path ? [`${path}/`] : [])]
  const read = (...keys: string[]) =>
    layers.map((layer) => stringAt(layer.node, ...keys)).find((text) => text !== undefined)
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
  // One that stands in Git as a patch in the folder that it builds finds itself there, as its base has it.
  const isItself = ({ patches }: BuiltObject) => patches.some((patch) => idOf(patch) === idOf(object))
  const inner = deployedBy(built).filter(
    (candidate) => isFluxKustomization(candidate.object) && !isItself(candidate),
  )
  const taken = (built?.items ?? []).filter((candidate) => isHelmRelease(candidate.object))
  // One that a patch deletes is looked after, too: it is nowhere else.
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
        repoURL: stringAt(source?.node, 'spec', 'url'),
        path: path ?? declared,
        chart: undefined,
        targetRevision: gitRevision(source),
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

/** Where an object is, for its environment: the way that led to it weighs more than where its base stands. */
function whereabouts(chain: Chain, item: BuiltObject) {
  const { object, namespace } = item
  const ownNamespace = ownNamespaceOf(chain, item)
  return {
    name: nameOf(chain, item),
    labels: recordAt(object.node, 'metadata', 'labels'),
    paths: [...chain.paths.toReversed(), object.file],
    ...(chain.clusterPaths ? { clusterPaths: chain.clusterPaths } : {}),
    cluster: chain.cluster,
    server: undefined,
    namespace: stringAt(object.node, 'spec', 'targetNamespace') ?? namespace ?? object.namespace,
    ownNamespace,
    suspended: chain.suspended,
    variables: chain.variables,
  }
}

/** What an object is called in the cluster: kustomizations and the variables of what builds it have changed the name. */
function nameOf({ substitutions }: Chain, { name }: BuiltObject): string {
  return substitute(name, substitutions)
}

/** The namespace of an object itself, as what builds it sets it. */
function ownNamespaceOf(
  { targetNamespace }: Chain,
  { object, namespace }: Pick<BuiltObject, 'object' | 'namespace'>,
): string | undefined {
  return targetNamespace ?? namespace ?? object.namespace
}

/** A root names the folder that its cluster is built from, which also is what rules of `fairlead.yaml` may name. */
function rootedIn({ parent, home }: Chain, path: string | undefined, lineage: Lineage): Lineage {
  if (parent) return lineage
  return {
    ...lineage,
    ...(home === undefined ? {} : { root: home }),
    paths: [...lineage.paths, ...(path === undefined ? [] : [`${path}/`])],
  }
}

/** The files of an object's layers and of the objects that they refer to, and all that it builds. */
function inputsOf(
  { files }: Context,
  sources: Sources,
  layers: readonly KubeObject[],
  { path, pattern }: { readonly path: string | undefined; readonly pattern: ReturnType<typeof pathPattern> },
  built: Built | undefined,
): Inputs {
  const inputs = new InputCollector()
  // Where Git alone does not tell a variable, what is built decides, and that may be any of these.
  if (path === undefined && pattern)
    for (const entry of files.entries) {
      const folder = pattern(entry.path)
      if (folder !== undefined) inputs.folders.add(folder)
    }
  for (const layer of layers) {
    inputs.files.add(layer.file)
    const reference = at(layer.node, 'spec', 'sourceRef')
    for (const object of [sources.find(reference, layer), sources.generatorOf(reference, layer)])
      if (object) inputs.files.add(object.file)
    for (const variables of itemsAt(layer.node, 'spec', 'postBuild', 'substituteFrom'))
      for (const file of sources.filesOf(variables)) inputs.files.add(file)
  }
  // What is ignored is in no artifact: fluxcd/pkg sourceignore.
  for (let folder = path; folder !== undefined; folder = folder === '' ? undefined : joinPath(folder, '..'))
    inputs.files.add(joinPath(folder, '.sourceignore') ?? '')
  if (built) inputs.add(built.inputs)
  else if (path !== undefined && files.submoduleOf(path) !== undefined) inputs.folders.add(path)
  return throughLinks(files, inputs)
}

/** The spec as a holder of kustomize's fields (`images`, `patches`). */
function specOf(object: KubeObject): Holder | undefined {
  const node = at(object.node, 'spec')
  return node && { scope: object.scope, document: object.document, node, path: [...object.path, 'spec'] }
}
