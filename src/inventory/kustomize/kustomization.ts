import { applyLayer, emptyValues } from '../../images/layers.ts'
import type { ImageUse } from '../../images/place.ts'
import { findImages } from '../../images/shapes.ts'
import { wholeFile } from '../../yaml/lookup.ts'

import type { YamlNode } from '../../yaml/nodes.ts'
import { entryValue } from '../../yaml/nodes.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { sideBySide } from '../../yaml/files.ts'
import { joinPath } from '../../tree/paths.ts'
import { fileLayers } from '../helm/layers.ts'
import { InputCollector } from '../inputs.ts'
import type { Change, Holder, KubeObject } from '../../kube/objects.ts'
import { containersOf } from '../manifests.ts'
import { itemsAt, stringAt, stringsAt } from '../../yaml/at.ts'

import { applyFields, objectsIn } from './fields.ts'
import type { State, Draft } from './state.ts'

/**
 * The result of `kustomize build` for a folder, as far as images are concerned: its objects with the patches that
 * reach them, and the image of each container with the location that sets it, the outermost `images` entry first.
 *
 * Rules: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/; a generated kustomization as in
 * fluxcd/pkg kustomize/kustomize_generator.go.
 */
export interface Built {
  readonly items: readonly BuiltObject[]
  /** Entries of `images` that match no container seen here. They may match a container of a chart. */
  readonly unused: readonly ImageUse[]
  /** The files behind generated ConfigMaps, by the ConfigMap's name. */
  readonly configMaps: ReadonlyMap<string, readonly { key: string; file: string }[]>
  readonly namespace: string | undefined
  /** Files that are patches. Their content is part of another object. */
  readonly patchFiles: ReadonlySet<string>
  readonly inputs: InputCollector
  readonly notes: readonly string[]
}

export interface BuiltObject {
  readonly object: KubeObject
  /** The name, with the prefixes and suffixes of kustomizations. */
  readonly name: string
  /** All patches that reach it, innermost first. `patches` contains those that are objects. */
  readonly changes: readonly Change[]
  /** Patches that name this object, innermost first. */
  readonly patches: readonly KubeObject[]
  readonly images: readonly ImageUse[]
  /**
   * The namespace that the kustomizations set. An outer one overrides inner ones; undefined if inner ones differ.
   */
  readonly namespace: string | undefined
  /** True if a patch removes it (`$patch: delete`). It is then not deployed and has no images. */
  readonly isDeleted?: true
}

/** Returns the objects that remain after a build, without those that a patch deletes. */
export function deployedBy(built: Built | undefined): readonly BuiltObject[] {
  return (built?.items ?? []).filter(({ isDeleted }) => isDeleted !== true)
}

/** Wraps an object that is in no kustomization. */
export function unbuilt(object: KubeObject): BuiltObject {
  return { object, name: object.name, patches: [], changes: [], images: [], namespace: undefined }
}

/** The names that kustomize looks for. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const

/** Returns the kustomization file of a folder. */
export function kustomizationOf(files: Files, folder: string): string | undefined {
  for (const name of KUSTOMIZATION_FILES) {
    const path = joinPath(folder, name) ?? ''
    if (files.has(path)) return path
  }
  return undefined
}

/**
 * Builds a folder. Without a kustomization file every manifest below it is included, as with Flux.
 *
 * @param outer the node with the fields that the controller's own object adds (`spec.images`, `spec.patches` of a
 *   Flux Kustomization)
 */
export function* build(files: Files, folder: string, outer?: Holder): Reading<Built> {
  const state: State = {
    drafts: [],
    unused: [],
    configMaps: new Map(),
    namespace: undefined,
    notes: new Set(),
    patchFiles: new Set(),
    inputs: new InputCollector(),
    chain: [],
  }
  yield* buildFolder(files, folder, state)
  if (outer) {
    yield* applyComponents(files, folder, outer, state)
    yield* applyFields(files, folder, outer, state)
  }
  // An entry that does not match any container changes nothing, unless a part of the build could not be read.
  const complete = state.notes.size === 0
  for (const use of complete ? state.unused : [])
    if (use.place && use.setBy === 'kustomize images')
      state.notes.add(
        `the images entry ${use.alsoKnownAs.at(-1) ?? use.repository} at ${use.place.file}:${use.place.line} does not match any container`,
      )
  const unused = state.unused.filter((use) => !complete || use.setBy !== 'kustomize images')
  return { ...state, unused, items: state.drafts, notes: [...state.notes] }
}

function* buildFolder(files: Files, named: string, outer: State): Reading<void> {
  // The paths in a kustomization are relative to its real folder: kustomize api/internal/loader (EvalSymlinks).
  const folder = files.real(named) ?? named
  if (folder !== named) outer.inputs.files.add(named)
  if (outer.chain.includes(folder)) return
  const state: State = { ...outer, chain: [...outer.chain, folder] }
  const file = kustomizationOf(files, folder)
  if (file) {
    // A new file with another of these names may take precedence.
    for (const name of KUSTOMIZATION_FILES) state.inputs.files.add(joinPath(folder, name) ?? '')
    yield [file]
    const yaml = files.yaml(file)
    const document = yaml?.documents[0]
    if (yaml && document) {
      const scope = wholeFile(yaml, document)
      yield* buildFile(
        files,
        folder,
        { scope, document: document.index, node: document.root, path: [] },
        state,
      )
    } else state.notes.add(`${file} cannot be read: ${files.fault(file)?.message ?? 'it is empty'}`)
  } else {
    state.inputs.folders.add(folder)
    yield* addManifests(files, manifestsBelow(files, folder), state)
  }
  outer.namespace = state.namespace
}

/**
 * Returns the manifests that a generated kustomization would list: every YAML file, and folders with their own
 * kustomization.
 */
function manifestsBelow(files: Files, folder: string): string[] {
  return files.children(folder).flatMap((child) => {
    // Links are not part of an artifact: fluxcd/pkg artifact/storage/archive.go (Archive).
    if (files.isLink(child)) return []
    if (files.has(child)) return /\.ya?ml$/.test(child) ? [child] : []
    return kustomizationOf(files, child) ? [child] : manifestsBelow(files, child)
  })
}

/** Adds manifests and built folders in their order. They are read concurrently. */
function* addManifests(files: Files, paths: readonly string[], state: State): Reading<void> {
  const parts = paths.map((): State => ({ ...state, drafts: [], unused: [], namespace: undefined }))
  yield* sideBySide(paths.map((path, i) => addManifest(files, path, parts[i] ?? state)))
  for (const part of parts) {
    state.drafts.push(...part.drafts)
    state.unused.push(...part.unused)
  }
  const [namespace, ...others] = new Set(parts.flatMap((part) => part.namespace ?? []))
  // Parts with different namespaces have none in common.
  if (namespace !== undefined) state.namespace = others.length === 0 ? namespace : undefined
}

function* addManifest(files: Files, path: string, state: State): Reading<void> {
  if (!files.has(path)) return yield* buildFolder(files, path, state)
  yield [path]
  state.inputs.files.add(path)
  for (const object of objectsIn(files, path, state)) state.drafts.push(draftOf(object, state))
}

function draftOf(object: KubeObject, { notes }: State): Draft {
  const images = containersOf(object, notes)
  return { object, name: object.name, patches: [], changes: [], images, namespace: undefined }
}

function* buildFile(files: Files, folder: string, holder: Holder, state: State): Reading<void> {
  const { node } = holder
  const inner: State = { ...state, drafts: [], unused: [] }
  const resources: string[] = []
  for (const name of [...stringsAt(node, 'resources'), ...stringsAt(node, 'bases')]) {
    const path = joinPath(folder, name)
    if (path === undefined || /^[a-z][a-z0-9+.-]*:\/\/|^git@|[?]ref=|^github\.com\//i.test(name))
      state.notes.add(`${name} is not in this repo; its images are not read`)
    else if (files.has(path) || files.isFolder(path)) resources.push(path)
    else state.notes.add(`${path} is listed in a kustomization but does not exist`)
  }
  yield* addManifests(files, resources, inner)
  yield* applyHelmCharts(files, folder, holder, inner)
  yield* applyComponents(files, folder, holder, inner)
  yield* applyFields(files, folder, holder, inner)
  rename(node, inner)
  state.namespace = inner.namespace
  state.drafts.push(...inner.drafts)
  state.unused.push(...inner.unused)
}

/** Applies what comes after the patches: the namespace, and prefixes and suffixes of names. */
function rename(node: YamlNode, state: State): void {
  const namespace = stringAt(node, 'namespace')
  const [prefix = '', suffix = ''] = [stringAt(node, 'namePrefix'), stringAt(node, 'nameSuffix')]
  for (const draft of state.drafts) {
    draft.namespace = namespace ?? draft.namespace
    draft.name = `${prefix}${draft.name}${suffix}`
  }
  state.namespace = namespace ?? state.namespace
}

/** Applies components. They add to the objects before them and change them. */
function* applyComponents(files: Files, folder: string, holder: Holder, state: State): Reading<void> {
  for (const name of stringsAt(holder.node, 'components')) {
    const named = joinPath(folder, name)
    if (named === undefined) {
      state.notes.add(`the component ${name} is not in this repo; it is not read`)
      continue
    }
    const path = files.real(named) ?? named
    if (path !== named) state.inputs.files.add(named)
    for (const file of KUSTOMIZATION_FILES) state.inputs.files.add(joinPath(path, file) ?? '')
    const component = kustomizationOf(files, path)
    if (component === undefined) state.notes.add(`the component ${name} is not in this repo; it is not read`)
    if (component === undefined || state.chain.includes(path)) continue
    yield [component]
    const yaml = files.yaml(component)
    const document = yaml?.documents[0]
    if (!yaml || !document) continue
    const inner: State = { ...state, chain: [...state.chain, path] }
    const own = { scope: wholeFile(yaml, document), document: document.index, node: document.root, path: [] }
    for (const resource of stringsAt(document.root, 'resources')) {
      const below = joinPath(path, resource)
      if (below !== undefined && (files.has(below) || files.isFolder(below)))
        yield* addManifests(files, [below], inner)
    }
    yield* applyComponents(files, path, own, inner)
    yield* applyFields(files, path, own, inner)
    rename(document.root, inner)
    state.namespace = inner.namespace
  }
}

/** Reads the values of charts that kustomize inflates. The chart is usually elsewhere; its values are here. */
function* applyHelmCharts(files: Files, folder: string, holder: Holder, state: State): Reading<void> {
  for (const [i, chart] of itemsAt(holder.node, 'helmCharts').entries()) {
    const name = stringAt(chart, 'name') ?? `helmCharts[${i}]`
    const home = stringAt(holder.node, 'helmGlobals', 'chartHome') ?? 'charts'
    const own = joinPath(folder, `${home}/${name}`)
    if (own !== undefined) state.inputs.folders.add(own)
    state.notes.add(`the chart ${name} is inflated by kustomize; its default values are not read`)
    const file = joinPath(folder, stringAt(chart, 'valuesFile') ?? '')
    const values = emptyValues()
    if (file !== undefined && files.has(file)) {
      yield [file]
      for (const layer of fileLayers(files, file, 'values file')) applyLayer(values, layer, state.notes)
    }
    const inline = entryValue(chart, 'valuesInline')
    const path = [...holder.path, 'helmCharts', i, 'valuesInline']
    if (inline)
      applyLayer(
        values,
        {
          kind: 'inline values',
          scope: holder.scope,
          document: holder.document,
          node: inline,
          path,
          block: [],
        },
        state.notes,
      )
    state.unused.push(...findImages(values, state.notes))
  }
}
