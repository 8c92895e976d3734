import type { ImageUse } from '../../images/place.ts'
import { placeOf } from '../../images/place.ts'
import { once } from '../../once.ts'
import type { KeyPath } from '../../yaml/keys.ts'
import { wholeFile } from '../../yaml/lookup.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import { evaluate } from '../../yaml/value.ts'
import type { Context } from '../context.ts'
import { isThisRepository } from '../context.ts'
import { destinationOf } from '../control-planes/destination.ts'
import type { Applied } from '../model.ts'
import { leadsAmong, lineageOf } from '../control-planes/lineage.ts'
import { judgeEnvironment } from '../environments/signs.ts'
import { clusterOf, IN_CLUSTER_NAME } from '../environments/judge.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { attempted } from '../guarded.ts'
import { joinPath } from '../../tree/paths.ts'
import { chartFolders, InputCollector, noting, throughLinks } from '../inputs.ts'
import { readHelm } from './helm.ts'
import { kustomizeArguments, overridden, readDirectory } from './manifests.ts'
import { build, deployedBy, kustomizationOf } from '../kustomize/kustomization.ts'
import { readByPlugin } from '../plugin-inputs.ts'
import type { Late } from '../with-fields.ts'
import { withLate } from '../with-fields.ts'
import type { App, Project, Source, SourceType } from '../model.ts'
import type { Holder, KubeObject } from '../../kube/objects.ts'
import { at, itemsAt, recordAt, stringAt, stringsAt } from '../../yaml/at.ts'

/**
 * Argo CD's objects. The rules are those of its own code: which source counts and of which type it is, the
 * order of Helm's values, `$ref` values files, `.argocd-source` overrides.
 *
 * Rules: argo-cd pkg/apis/application/v1alpha1/types.go, util/app/discovery/discovery.go,
 * reposerver/repository/repository.go, controller/appcontroller.go (autoSync).
 */

/** What makes an Application that stands in no file. */
export interface ApplicationOrigin {
  /** The ApplicationSet. */
  readonly generatedBy?: string
  /** What the element of the set that it is made of calls its environment. */
  readonly element?: string | undefined
  readonly isRendered?: true
  /** The app whose output it is in. */
  readonly parent?: App | undefined
  readonly fault?: string
}

/**
 * Reads one `Application`.
 *
 * @param origin what makes it, where it stands in no file: an ApplicationSet, or another app's output; the file that
 *   is known of it then tells less of the app than the app's own paths
 */
export function* readApplication(
  context: Context,
  object: KubeObject,
  origin: ApplicationOrigin = {},
): Reading<App> {
  const { node } = object
  const { generatedBy, fault, parent, isRendered } = origin
  const isMade = generatedBy !== undefined || isRendered === true
  const notes = new Set<string>()
  const sources = sourcesOf(object)
  if (at(node, 'spec', 'sourceHydrator'))
    notes.add('its manifests are hydrated: what is synced is another branch than the one that is edited')
  const refs = new Map(
    sources.flatMap((source) =>
      givenAt(source.node, 'ref') === undefined ? [] : [[givenAt(source.node, 'ref') ?? '', source]],
    ),
  )
  const inputs = new InputCollector()
  inputs.files.add(object.file)
  for (const file of object.overlay?.files ?? []) inputs.files.add(file)
  const found: SourceReading[] = []
  for (const source of sources)
    found.push(yield* noting(readSource(context, object, source, refs, notes, inputs), inputs))
  if (sources.length === 0) notes.add('it has no source')

  const valuesFiles = found.flatMap((part) => part.valuesFiles)
  const server = stringAt(node, 'spec', 'destination', 'server')
  const own = [...found.flatMap((part) => part.source.path ?? []), ...valuesFiles.toReversed()]
  const overlays = object.overlay ? [`${object.overlay.folder}/`] : []
  const declared = isRendered === true ? undefined : object.file
  const paths = [...own, ...(declared === undefined ? [] : [declared])]
  const labels = recordAt(node, 'metadata', 'labels')
  const namespace = stringAt(node, 'spec', 'destination', 'namespace')
  const name = stringAt(node, 'spec', 'destination', 'name')
  const stated = clusterOf(
    {
      name: object.name,
      labels,
      paths: [...overlays, ...(isMade ? paths : paths.toReversed())],
      cluster: name,
      server,
      namespace,
    },
    context.config,
  )
  const isBesideParent =
    parent !== undefined && (stated === undefined || stated === IN_CLUSTER_NAME || stated === parent.cluster)
  const cluster = isBesideParent ? parent.cluster : stated
  const place = judgeEnvironment(
    {
      name: object.name,
      namespace,
      labels,
      annotations: recordAt(node, 'metadata', 'annotations'),
      overlay: object.overlay?.folder,
      sources: found.flatMap((part) => part.source.path ?? []),
      valuesFiles: valuesFiles.toReversed(),
      declared,
      element: origin.element,
      cluster: isBesideParent ? undefined : stated,
      server,
      parent,
      isBesideParent,
    },
    context.config,
  )
  const images = once(() =>
    attempted(
      () => found.flatMap((part) => part.images()),
      (error) => {
        notes.add(`its images cannot be read: ${error.faults[0].message}`)
        return []
      },
    ),
  )
  if (fault !== undefined) notes.add(fault)
  const app: Omit<App, keyof Late> = {
    name: object.name,
    kind: 'Application',
    controller: 'argocd',
    declaredAt: { file: object.file, line: object.line },
    ...(generatedBy === undefined ? {} : { generatedBy }),
    ...(object.overlay ? { overlaidBy: object.overlay.folder } : {}),
    ...(object.inValues ? { inValues: true as const } : {}),
    ...(fault === undefined ? {} : { fault }),
    ...(object.unlistedBy === undefined ? {} : { unlistedBy: object.unlistedBy }),
    controlPlane: undefined,
    isControlPlaneKnown: false,
    ownNamespace: object.namespace,
    namespace,
    cluster,
    environment: place.environment,
    production: place.production,
    ...(place.by === undefined ? {} : { environmentBy: place.by }),
    ...(place.contradiction === undefined ? {} : { contradiction: place.contradiction }),
    project: stringAt(node, 'spec', 'project') ?? 'default',
    autoSync: autoSyncs(node),
    sources: found.map((part) => part.source),
    valuesFiles,
    inputs: throughLinks(context.files, inputs),
    declaration: () => evaluate(node),
    lineage: lineageOf(object, {
      applies: found.flatMap(({ applies }) => applies ?? []),
      destination: destinationOf((...path) => stringAt(node, ...path), 'Application', context.config),
    }),
  }
  return withLate(app, {
    images,
    notes: () => {
      images()
      return [...notes]
    },
  })
}

/** What one source gives. */
interface SourceReading {
  readonly source: Source
  readonly valuesFiles: readonly string[]
  /** Finds them, and adds to the notes of the app. */
  images(): readonly ImageUse[]
  /** The controller objects that it deploys as files. */
  readonly applies?: Applied
}

/** `automated: {}` is on; `enabled: false` is off whatever else it says. */
function autoSyncs(node: YamlNode): boolean {
  const automated = at(node, 'spec', 'syncPolicy', 'automated')
  if (automated === undefined || automated.kind !== 'map') return false
  return stringAt(automated, 'enabled') !== 'false'
}

/** Precedence: sourceHydrator, then sources, then source. */
function sourcesOf(object: KubeObject): Holder[] {
  const { scope, document, path } = object
  const one = (node: YamlNode | undefined, below: KeyPath): Holder[] =>
    node ? [{ scope, document, node, path: [...path, 'spec', ...below] }] : []
  const dry = at(object.node, 'spec', 'sourceHydrator', 'drySource')
  if (dry) return one(dry, ['sourceHydrator', 'drySource'])
  const many = itemsAt(object.node, 'spec', 'sources')
  if (many.length > 0) return many.flatMap((node, i) => one(node, ['sources', i]))
  return one(at(object.node, 'spec', 'source'), ['source'])
}

function* readSource(
  context: Context,
  object: KubeObject,
  source: Holder,
  refs: ReadonlyMap<string, Holder>,
  notes: Set<string>,
  inputs: InputCollector,
): Reading<SourceReading> {
  const { files } = context
  const { node } = source
  const repoURL = stringAt(node, 'repoURL')
  const chart = givenAt(node, 'chart')
  const rawPath = givenAt(node, 'path')
  const path = rawPath === undefined ? undefined : joinPath('', rawPath.replace(/^\//, ''))
  const known = isThisRepository(context, repoURL)
  const inThisRepository =
    chart === undefined && path !== undefined && known !== false && files.isFolder(path)
  const targetRevision = stringAt(node, 'targetRevision')
  const isMissing =
    chart === undefined &&
    path !== undefined &&
    known === true &&
    ['', 'HEAD'].includes(targetRevision ?? '') &&
    !inThisRepository &&
    files.submoduleOf(path) === undefined
  const summary = (type: SourceType): Source => ({
    type,
    repoURL,
    path,
    chart,
    targetRevision,
    inThisRepository,
    ...(isMissing ? { isMissing } : {}),
  })
  const artifact = artifactOf(
    source,
    chart,
    repoURL,
    inThisRepository || (chart === undefined && known === true),
  )
  const ref = givenAt(node, 'ref')
  if (ref !== undefined && chart === undefined && path === undefined)
    return { source: summary('ref'), valuesFiles: [], images: () => artifact }

  const overrides: Holder[] = []
  if (inThisRepository && path !== undefined) {
    const names = [
      '.argocd-source.yaml',
      `.argocd-source-${object.name}.yaml`,
      ...(object.namespace ? [`.argocd-source-${object.namespace}_${object.name}.yaml`] : []),
    ]
    const candidates = names.flatMap((name) => joinPath(path, name) ?? [])
    for (const file of candidates) inputs.files.add(file)
    const paths = candidates.filter((file) => files.has(file))
    yield paths
    for (const file of paths) {
      const yaml = files.yaml(file)
      const document = yaml?.documents[0]
      if (yaml && document)
        overrides.unshift({
          scope: wholeFile(yaml, document),
          document: document.index,
          node: document.root,
          path: [],
        })
    }
  }
  const layers = [...overrides, source]
  const type = typeOf(files, layers, path, chart, inThisRepository)
  if (type === 'helm') {
    if (isMissing) notes.add(`its path ${path} is not in this repo at this revision`)
    const helm = yield* readHelm(context, {
      application: object,
      layers,
      path,
      chart,
      here: inThisRepository,
      refs,
      notes,
    })
    if (inThisRepository && path !== undefined)
      for (const folder of chartFolders(files, path)) inputs.folders.add(folder)
    const { valuesFiles } = helm
    const applies = passedOnBy(context, object, [
      ...valuesFiles,
      ...(inThisRepository && path !== undefined ? [joinPath(path, 'values.yaml') ?? ''] : []),
    ])
    return { source: summary('helm'), valuesFiles, images: () => [...helm.images(), ...artifact], applies }
  }
  if (!inThisRepository || path === undefined) {
    const submodule = path === undefined || known === false ? undefined : files.submoduleOf(path)
    if (submodule !== undefined && path !== undefined) {
      inputs.folders.add(path)
      notes.add(`its path ${path} is in the submodule ${submodule}; its images are not read`)
    } else if (chart === undefined)
      notes.add(
        known === true
          ? `its path ${path ?? '(none)'} is not in this repo at this revision`
          : `its path ${path ?? '(none)'} is not in this repo${repoURL === undefined ? '' : ` but in ${repoURL}`}; its images are not read`,
      )
    const given = [...kustomizeArguments(layers), ...artifact]
    return { source: summary(type), valuesFiles: [], images: () => given }
  }
  if (type === 'kustomize') {
    const built = yield* build(files, path, kustomizeBlock(layers))
    inputs.add(built.inputs)
    for (const note of built.notes) notes.add(note)
    const images = overridden(
      [...built.items.flatMap((item) => item.images), ...built.unused],
      kustomizeArguments(layers),
    )
    const applies = { folder: path, places: leadsAmong(deployedBy(built).map((item) => item.object)) }
    return { source: summary(type), valuesFiles: [], images: () => images, applies }
  }
  inputs.folders.add(path)
  if (type === 'plugin') {
    notes.add('a plugin renders it; its images cannot be known from Git alone')
    inputs.add(yield* readByPlugin(files, path))
  }
  const { images, objects } = yield* readDirectory(files, layers, path, notes)
  const applies = { folder: undefined, places: leadsAmong(objects) }
  return { source: summary(type), valuesFiles: [], images: () => images, applies }
}

/** The text below a key; an empty one is none, as templates leave one behind (Go's zero value). */
function givenAt(node: YamlNode, key: string): string | undefined {
  const text = stringAt(node, key)
  return text === '' ? undefined : text
}

/** The objects in the values of a chart, in files and in the app's own object: the chart passes them on. */
function passedOnBy({ passedOn }: Context, object: KubeObject, files: readonly string[]): Applied {
  const own = (passedOn?.get(object.file) ?? []).filter(
    (one) =>
      // One that is made of something else is a text of its own.
      object.madeOf === undefined &&
      one.document === object.document &&
      one.path.length > object.path.length &&
      object.path.every((key, i) => key === one.path[i]),
  )
  const inFiles = files.flatMap((file) => passedOn?.get(file) ?? [])
  return { folder: undefined, places: leadsAmong([...own, ...inFiles]) }
}

/**
 * `kustomize` of the source, whose patches and components are added to the kustomization's own:
 * argo-cd util/kustomize/kustomize.go (Build).
 */
function kustomizeBlock(layers: readonly Holder[]): Holder | undefined {
  const holder = layers.find(
    (layer) => at(layer.node, 'kustomize', 'patches') ?? at(layer.node, 'kustomize', 'components'),
  )
  const node = at(holder?.node, 'kustomize')
  return holder && node && { ...holder, node, path: [...holder.path, 'kustomize'] }
}

/** Explicit type first, then the files of the path; a kustomization wins over a chart. */
function typeOf(
  files: Files,
  layers: readonly Holder[],
  path: string | undefined,
  chart: string | undefined,
  here: boolean,
): SourceType {
  for (const type of ['kustomize', 'helm', 'directory', 'plugin'] as const)
    if (layers.some((layer) => at(layer.node, type) !== undefined && !isEmptyNode(at(layer.node, type))))
      return type
  if (chart !== undefined) return 'helm'
  if (!here || path === undefined) return 'unknown'
  if (kustomizationOf(files, path)) return 'kustomize'
  if (files.children(path).some((file) => file.endsWith('Chart.yaml'))) return 'helm'
  return 'directory'
}

function isEmptyNode(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === ''
}

/** A release may move the chart or the revision itself: `targetRevision` as a place. */
function artifactOf(
  source: Holder,
  chart: string | undefined,
  repoURL: string | undefined,
  here: boolean,
): ImageUse[] {
  const revision = at(source.node, 'targetRevision')
  if (
    revision?.kind !== 'scalar' ||
    revision.value === '' ||
    revision.value === 'HEAD' ||
    repoURL === undefined ||
    here
  )
    return []
  return [
    {
      artifact: chart !== undefined ? 'chart' : repoURL.startsWith('oci://') ? 'oci' : 'git',
      repository: chart === undefined ? repoURL : `${repoURL.replace(/(?<!\/)\/+$/, '')}/${chart}`,
      alsoKnownAs: [],
      tag: revision.value,
      digest: undefined,
      place: placeOf(source.scope, source.document, revision, [...source.path, 'targetRevision']),
      form: 'tag',
      digestPlace: undefined,
      setBy: 'targetRevision',
      addPath: undefined,
    },
  ]
}

/** Reads one `AppProject`. */
export function readProject(object: KubeObject): Project {
  return {
    name: object.name,
    declaredAt: { file: object.file, line: object.line },
    sourceRepos: stringsAt(object.node, 'spec', 'sourceRepos'),
    destinations: itemsAt(object.node, 'spec', 'destinations').map((destination) => recordAt(destination)),
  }
}
