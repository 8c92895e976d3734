import { matchesGlob } from '../config/glob.ts'
import { applyLayer, applyParameter, emptyValues } from '../images/layers.ts'
import type { ImageUse } from '../images/place.ts'
import { placeOf } from '../images/place.ts'
import { parseReference } from '../images/reference.ts'
import { findImages } from '../images/shapes.ts'
import type { KeyPath } from '../yaml/keys.ts'
import { wholeFile } from '../yaml/lookup.ts'
import type { ScalarNode, YamlNode } from '../yaml/nodes.ts'
import { keyText, resolve } from '../yaml/nodes.ts'
import type { Context } from './context.ts'
import { isThisRepository } from './context.ts'
import { clusterOf, environmentOf, isProduction } from './environments.ts'
import type { Files, Reading } from './files.ts'
import { joinPath } from './files.ts'
import { applyChart, fileLayers, inlineLayer, withAppVersion } from './helm.ts'
import { build, kustomizationOf } from './kustomize.ts'
import { containersOf } from './manifests.ts'
import type { App, Project, Source, SourceType } from './model.ts'
import type { Holder, KubeObject } from './objects.ts'
import { at, isTrueAt, itemsAt, objectsOf, recordAt, stringAt, stringsAt } from './objects.ts'

/**
 * Argo CD's objects. The rules are those of its own code: which source counts and of which type it is, the
 * order of Helm's values, `$ref` values files, `.argocd-source` overrides.
 *
 * Rules: argo-cd pkg/apis/application/v1alpha1/types.go, util/app/discovery/discovery.go,
 * reposerver/repository/repository.go, controller/appcontroller.go (autoSync).
 */

/** One source of an Application, with its node. */
interface SourceNode extends Holder {
  readonly index: number
}

/** Reads one `Application`. */
export function* readApplication(context: Context, object: KubeObject): Reading<App> {
  const { node } = object
  const notes = new Set<string>()
  const sources = sourcesOf(object)
  if (at(node, 'spec', 'sourceHydrator'))
    notes.add('its manifests are hydrated: what is synced is another branch than the one that is edited')
  const refs = new Map(
    sources.flatMap((source) =>
      stringAt(source.node, 'ref') === undefined ? [] : [[stringAt(source.node, 'ref') ?? '', source]],
    ),
  )
  const found: { source: Source; valuesFiles: string[]; images: ImageUse[] }[] = []
  for (const source of sources) found.push(yield* readSource(context, object, source, refs, notes))
  if (sources.length === 0) notes.add('it has no source')

  const valuesFiles = found.flatMap((part) => part.valuesFiles)
  const server = stringAt(node, 'spec', 'destination', 'server')
  const whereabouts = {
    name: object.name,
    labels: recordAt(node, 'metadata', 'labels'),
    paths: [object.file, ...found.flatMap((part) => part.source.path ?? []), ...valuesFiles.toReversed()],
    cluster: stringAt(node, 'spec', 'destination', 'name'),
    server,
    namespace: stringAt(node, 'spec', 'destination', 'namespace'),
  }
  const cluster = clusterOf(whereabouts, context.config)
  const environment = environmentOf(whereabouts, cluster, context.config)
  return {
    name: object.name,
    kind: 'Application',
    controller: 'argocd',
    declaredAt: { file: object.file, line: object.line },
    namespace: whereabouts.namespace,
    cluster,
    environment,
    production: isProduction(environment, context.config),
    project: stringAt(node, 'spec', 'project') ?? 'default',
    autoSync: autoSyncs(node),
    sources: found.map((part) => part.source),
    valuesFiles,
    images: found.flatMap((part) => part.images),
    notes: [...notes],
  }
}

/** `automated: {}` is on; `enabled: false` is off whatever else it says. */
function autoSyncs(node: YamlNode): boolean {
  const automated = at(node, 'spec', 'syncPolicy', 'automated')
  if (automated === undefined || automated.kind !== 'map') return false
  return stringAt(automated, 'enabled') !== 'false'
}

/** Precedence: sourceHydrator, then sources, then source. */
function sourcesOf(object: KubeObject): SourceNode[] {
  const { scope, document, path } = object
  const one = (node: YamlNode | undefined, below: KeyPath, index: number): SourceNode[] =>
    node ? [{ scope, document, node, path: [...path, 'spec', ...below], index }] : []
  const dry = at(object.node, 'spec', 'sourceHydrator', 'drySource')
  if (dry) return one(dry, ['sourceHydrator', 'drySource'], 0)
  const many = itemsAt(object.node, 'spec', 'sources')
  if (many.length > 0) return many.flatMap((node, i) => one(node, ['sources', i], i))
  return one(at(object.node, 'spec', 'source'), ['source'], 0)
}

function* readSource(
  context: Context,
  object: KubeObject,
  source: SourceNode,
  refs: ReadonlyMap<string, SourceNode>,
  notes: Set<string>,
): Reading<{ source: Source; valuesFiles: string[]; images: ImageUse[] }> {
  const { files } = context
  const { node } = source
  const repoURL = stringAt(node, 'repoURL')
  const chart = stringAt(node, 'chart')
  const rawPath = stringAt(node, 'path')
  const path = rawPath === undefined ? undefined : joinPath('', rawPath.replace(/^\//, ''))
  const known = isThisRepository(context, repoURL)
  const inThisRepository =
    chart === undefined && path !== undefined && known !== false && files.isFolder(path)
  const summary = (type: SourceType): Source => ({
    type,
    repoURL,
    path,
    chart,
    targetRevision: stringAt(node, 'targetRevision'),
    inThisRepository,
  })
  const artifact = artifactOf(source, chart, repoURL, inThisRepository)
  const ref = stringAt(node, 'ref')
  if (ref !== undefined && chart === undefined && path === undefined)
    return { source: summary('ref'), valuesFiles: [], images: artifact }

  const overrides: Holder[] = []
  if (inThisRepository && path !== undefined) {
    const names = [
      '.argocd-source.yaml',
      `.argocd-source-${object.name}.yaml`,
      ...(object.namespace ? [`.argocd-source-${object.namespace}_${object.name}.yaml`] : []),
    ]
    const paths = names.flatMap((name) => joinPath(path, name) ?? []).filter((file) => files.has(file))
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
    const helm = yield* readHelm(context, object, layers, path, chart, inThisRepository, refs, notes)
    return { source: summary('helm'), valuesFiles: helm.valuesFiles, images: [...helm.images, ...artifact] }
  }
  if (!inThisRepository || path === undefined) {
    if (chart === undefined)
      notes.add(
        `its path ${path ?? '(none)'} is not in this repo${repoURL === undefined ? '' : ` but in ${repoURL}`}; its images are not read`,
      )
    return { source: summary(type), valuesFiles: [], images: [...kustomizeArguments(layers), ...artifact] }
  }
  if (type === 'kustomize') {
    const built = yield* build(files, path)
    for (const note of built.notes) notes.add(note)
    const images = overridden(
      [...built.items.flatMap((item) => item.images), ...built.unused],
      kustomizeArguments(layers),
    )
    return { source: summary(type), valuesFiles: [], images }
  }
  if (type === 'plugin') notes.add('a plugin renders it; its images cannot be known from Git alone')
  return { source: summary(type), valuesFiles: [], images: yield* readDirectory(files, layers, path) }
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

function* readHelm(
  context: Context,
  object: KubeObject,
  layers: readonly Holder[],
  path: string | undefined,
  chart: string | undefined,
  here: boolean,
  refs: ReadonlyMap<string, SourceNode>,
  notes: Set<string>,
): Reading<{ valuesFiles: string[]; images: ImageUse[] }> {
  const { files } = context
  const values = emptyValues()
  if (here && path !== undefined) yield* applyChart(files, path, values)
  else notes.add(`the defaults of its chart ${chart ?? path ?? ''} are not in this repo`)

  // An override replaces a list as a whole, as a JSON merge patch does.
  const holderOf = (key: string) => layers.find((layer) => at(layer.node, 'helm', key) !== undefined)
  const filesHolder = holderOf('valueFiles')
  const resolved = filesHolder
    ? stringsAt(filesHolder.node, 'helm', 'valueFiles').flatMap((name) =>
        resolveValuesFile(context, object, name, path, here, refs, notes),
      )
    : []
  yield resolved
  const ignoreMissing = layers.some((layer) => isTrueAt(layer.node, 'helm', 'ignoreMissingValueFiles'))
  const valuesFiles = resolved.filter((file) => {
    if (files.has(file) && files.yaml(file) === undefined)
      notes.add(`the values file ${file} cannot be read: ${files.fault(file)?.message}`)
    if (!files.has(file) && !ignoreMissing) notes.add(`the values file ${file} is not there`)
    return files.has(file)
  })
  for (const file of valuesFiles)
    for (const layer of fileLayers(files, file, 'values file')) applyLayer(values, layer)

  const objectHolder = holderOf('valuesObject')
  const textHolder = objectHolder ? undefined : holderOf('values')
  const holder = objectHolder ?? textHolder
  if (holder) {
    const key = objectHolder ? 'valuesObject' : 'values'
    const inline = inlineLayer(holder, at(holder.node, 'helm', key), [...holder.path, 'helm', key])
    if (inline) applyLayer(values, inline)
    else if (at(holder.node, 'helm', key)?.kind === 'scalar')
      notes.add('its inline values are a quoted text, which cannot be edited in place')
  }
  const parameters = holderOf('parameters')
  if (parameters) applyParameters(parameters, values)
  return { valuesFiles, images: withAppVersion(findImages(values), files, here ? path : undefined, notes) }
}

/** `--set` first, then `--set-string` (forceString), whatever the order of the list. */
function applyParameters(holder: Holder, values: ReturnType<typeof emptyValues>): void {
  const items = itemsAt(holder.node, 'helm', 'parameters').map((item, i) => ({
    item,
    i,
    forced: isForced(item),
  }))
  for (const { item, i } of items.toSorted((a, b) => Number(a.forced) - Number(b.forced))) {
    const name = stringAt(item, 'name')
    const value = at(item, 'value')
    if (name === undefined || value?.kind !== 'scalar') continue
    const path = [...holder.path, 'helm', 'parameters', i, 'value']
    applyParameter(values, name, value satisfies ScalarNode, {
      kind: 'parameters',
      scope: holder.scope,
      document: holder.document,
      path,
      block: [],
    })
  }
}

/** Go reads JSON keys in any case, and the image updater writes `forcestring`. */
function isForced(item: YamlNode): boolean {
  const map = resolve(item)
  if (map?.kind !== 'map') return false
  return map.entries.some(
    (entry) => keyText(entry.key)?.toLowerCase() === 'forcestring' && stringAt(entry.value) === 'true',
  )
}

/** The files of this repo that one entry of `valueFiles` means. */
function resolveValuesFile(
  context: Context,
  object: KubeObject,
  name: string,
  path: string | undefined,
  here: boolean,
  refs: ReadonlyMap<string, SourceNode>,
  notes: Set<string>,
): string[] {
  const { files } = context
  const [head = '', ...rest] = name.split('/')
  const expand = (text: string) =>
    text.replaceAll(/\$\{?(\w+)\}?/g, (_, variable: string) => environmentVariable(object, variable) ?? '')
  let target: string | undefined
  if (head.startsWith('$') && refs.size > 0) {
    const ref = refs.get(head.slice(1))
    if (!ref) {
      notes.add(`the values file ${name} names the unknown source ${head}`)
      return []
    }
    target = joinPath('', expand(rest.join('/')))
    if (isThisRepository(context, stringAt(ref.node, 'repoURL')) === false) {
      notes.add(`the values file ${name} is in ${stringAt(ref.node, 'repoURL')}`)
      return []
    }
  } else if (/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) {
    notes.add(`the values file ${name} is not in this repo`)
    return []
  } else if (here && path !== undefined) {
    const expanded = expand(name)
    target = expanded.startsWith('/') ? joinPath('', expanded.slice(1)) : joinPath(path, expanded)
  } else {
    notes.add(`the values file ${name} is not in this repo`)
    return []
  }
  if (target === undefined) {
    notes.add(`the values file ${name} leaves the repo`)
    return []
  }
  if (!/[*?[{]/.test(target)) return [target]
  const pattern = target
  return files.entries.flatMap((entry) => (matchesGlob(entry.path, pattern) ? [entry.path] : [])).toSorted()
}

/** Argo CD's build environment, as far as Git tells it: reposerver/repository/repository.go (newEnv). */
function environmentVariable(object: KubeObject, name: string): string | undefined {
  if (name === 'ARGOCD_APP_NAME') return object.name
  if (name === 'ARGOCD_APP_NAMESPACE') return stringAt(object.node, 'spec', 'destination', 'namespace')
  if (name === 'ARGOCD_APP_PROJECT_NAME') return stringAt(object.node, 'spec', 'project') ?? 'default'
  return undefined
}

/** `kustomize.images` of an Application: `[name=]repository[:tag][@digest]`. */
function kustomizeArguments(layers: readonly Holder[]): (ImageUse & { replaces: string })[] {
  const holder = layers.find((layer) => at(layer.node, 'kustomize', 'images') !== undefined)
  if (!holder) return []
  return itemsAt(holder.node, 'kustomize', 'images').flatMap((item, i) => {
    const scalar = resolve(item)
    if (scalar?.kind !== 'scalar') return []
    const equals = scalar.value.indexOf('=')
    const reference = parseReference(scalar.value.slice(equals + 1))
    if (!reference) return []
    const replaces = equals < 0 ? reference.repository : scalar.value.slice(0, equals)
    return [
      {
        artifact: 'image' as const,
        repository: reference.repository,
        alsoKnownAs: replaces === reference.repository ? [] : [replaces],
        tag: reference.tag,
        digest: reference.digest,
        place: placeOf(holder.scope, holder.document, scalar, [...holder.path, 'kustomize', 'images', i]),
        form: 'kustomize-argument' as const,
        digestPlace: undefined,
        setBy: 'kustomize images of the Application',
        addPath: undefined,
        replaces,
      },
    ]
  })
}

function overridden(
  inner: readonly ImageUse[],
  outer: readonly (ImageUse & { replaces: string })[],
): ImageUse[] {
  const kept = inner.filter(
    (use) =>
      !outer.some(
        (argument) => use.repository === argument.replaces || use.alsoKnownAs.includes(argument.replaces),
      ),
  )
  return [...kept, ...outer.map(({ replaces: _, ...use }) => use)]
}

/** Plain manifests: argo-cd reposerver/repository/repository.go (findManifests). */
function* readDirectory(files: Files, layers: readonly Holder[], path: string): Reading<ImageUse[]> {
  const option = (key: string) =>
    layers.map((layer) => stringAt(layer.node, 'directory', key)).find((value) => value !== undefined)
  const all =
    option('recurse') === 'true' ? files.below(path) : files.children(path).filter((file) => files.has(file))
  const [include, exclude] = [option('include'), option('exclude')]
  const fits = (file: string, pattern: string | undefined) => {
    const relative = path === '' ? file : file.slice(path.length + 1)
    return (
      pattern !== undefined &&
      (matchesGlob(relative, pattern.replaceAll('*', '**')) || matchesGlob(relative, pattern))
    )
  }
  const manifests = all.filter(
    (file) => /\.ya?ml$/.test(file) && !fits(file, exclude) && (include === undefined || fits(file, include)),
  )
  yield manifests
  return manifests.flatMap((file) => {
    const yaml = files.yaml(file)
    return yaml ? objectsOf(yaml).flatMap(containersOf) : []
  })
}

/** A release may move the chart or the revision itself: `targetRevision` as a place. */
function artifactOf(
  source: SourceNode,
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
      repository: chart === undefined ? repoURL : `${repoURL.replace(/\/+$/, '')}/${chart}`,
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
