import { saysNothing } from './normal.ts'
import { evaluate } from '../../yaml/value.ts'
import { placeOf } from '../../images/place.ts'
import type { ImageUse } from '../../images/place.ts'
import type { Holder, KubeObject } from '../../kube/objects.ts'
import { joinPath } from '../../tree/paths.ts'
import { at, stringAt } from '../../yaml/at.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { wholeFile } from '../../yaml/lookup.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import { isThisRepository } from '../context.ts'
import type { Context } from '../context.ts'
import { leadsAmong } from '../control-planes/lineage.ts'
import { chartFolders, InputCollector } from '../inputs.ts'
import { build, deployedBy, kustomizationOf } from '../kustomize/kustomization.ts'
import type { Applied, Source, SourceType } from '../model.ts'
import { readByPlugin } from '../plugin-inputs.ts'
import { readHelm } from './helm.ts'
import { kustomizeArguments, overridden, readDirectory } from './manifests.ts'

/** The data that the sources of one Application share. */
interface Around {
  readonly object: KubeObject
  /** The sources that values files may be read from, by `ref`. */
  readonly refs: ReadonlyMap<string, Holder>
  /** Receives notes for the user. */
  readonly notes: Set<string>
  /** Receives the files and folders that the app depends on. */
  readonly inputs: InputCollector
}

/** The result of reading one source. */
export interface SourceReading {
  readonly source: Source
  readonly valuesFiles: readonly string[]
  /** Finds the images, and adds to the notes of the app. */
  images(): readonly ImageUse[]
  /** The controller objects that it deploys from files. */
  readonly applies?: Applied
}

/** Reads one source of an Application. */
export function* readSource(
  context: Context,
  source: Holder,
  { object, refs, notes, inputs }: Around,
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
  const isOwn = inThisRepository || (chart === undefined && known === true)
  const artifact = isOwn ? [] : artifactOf(source, chart, repoURL)
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
  const type = typeOf(files, layers, { chart, folder: inThisRepository ? path : undefined })
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
    notes.add('a plugin renders it; its images cannot be determined from Git alone')
    inputs.add(yield* readByPlugin(files, path))
  }
  const { images, objects } = yield* readDirectory(files, layers, path, notes)
  const applies = { folder: undefined, places: leadsAmong(objects) }
  return { source: summary(type), valuesFiles: [], images: () => images, applies }
}

/**
 * Returns the text at a key. An empty text counts as missing, because templates leave one for an unset value (Go's
 * zero value).
 */
export function givenAt(node: YamlNode, key: string): string | undefined {
  const text = stringAt(node, key)
  return text === '' ? undefined : text
}

/** Returns the objects in the values of a chart, in files and in the app's own object: the chart passes them on. */
function passedOnBy({ passedOn }: Context, object: KubeObject, files: readonly string[]): Applied {
  const own = (passedOn?.get(object.file) ?? []).filter(
    (one) =>
      // An object that is made from another one has a document of its own.
      object.madeOf === undefined &&
      one.document === object.document &&
      one.path.length > object.path.length &&
      object.path.every((key, i) => key === one.path[i]),
  )
  const inFiles = files.flatMap((file) => passedOn?.get(file) ?? [])
  return { folder: undefined, places: leadsAmong([...own, ...inFiles]) }
}

/**
 * Returns `kustomize` of the source, whose patches and components are added to those of the kustomization: argo-cd
 * util/kustomize/kustomize.go (Build).
 */
function kustomizeBlock(layers: readonly Holder[]): Holder | undefined {
  const holder = layers.find(
    (layer) => at(layer.node, 'kustomize', 'patches') ?? at(layer.node, 'kustomize', 'components'),
  )
  const node = at(holder?.node, 'kustomize')
  return holder && node && { ...holder, node, path: [...holder.path, 'kustomize'] }
}

/**
 * Returns the type of a source: the explicit type, otherwise the type of the files at its path. A kustomization takes
 * precedence over a chart.
 */
function typeOf(
  files: Files,
  layers: readonly Holder[],
  { chart, folder }: { readonly chart: string | undefined; readonly folder: string | undefined },
): SourceType {
  for (const type of ['kustomize', 'helm', 'directory', 'plugin'] as const)
    if (layers.some((layer) => isExplicit(type, at(layer.node, type)))) return type
  if (chart !== undefined) return 'helm'
  if (folder === undefined) return 'unknown'
  if (kustomizationOf(files, folder)) return 'kustomize'
  if (files.children(folder).some((file) => file.endsWith('Chart.yaml'))) return 'helm'
  return 'directory'
}

function isExplicit(type: string, node: YamlNode | undefined): boolean {
  return node !== undefined && !saysNothing(type, evaluate(node))
}

/**
 * Returns `targetRevision` as an artifact with a location, because a release may change the chart or the revision
 * itself.
 */
function artifactOf(source: Holder, chart: string | undefined, repoURL: string | undefined): ImageUse[] {
  const revision = at(source.node, 'targetRevision')
  if (
    revision?.kind !== 'scalar' ||
    revision.value === '' ||
    revision.value === 'HEAD' ||
    repoURL === undefined
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
