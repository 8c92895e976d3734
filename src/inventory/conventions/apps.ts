import { CONFIG_FILE } from '../../config/config.ts'
import { applyLayer, emptyValues } from '../../images/layers.ts'
import type { ImageUse } from '../../images/place.ts'
import { findImages } from '../../images/shapes.ts'
import { folderOf, inFolder } from '../../tree/paths.ts'
import type { Context } from '../context.ts'
import { conventionChart } from './charts.ts'
import { SHARED_WORDS } from './layouts.ts'
import type { Found } from './layouts.ts'
import { clusterOf, environmentByPath, isProduction } from '../environments/judge.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { applyChart, fileLayers, withAppVersion } from '../helm/layers.ts'
import { chartFolders, InputCollector, throughLinks } from '../inputs.ts'
import { build, kustomizationOf } from '../kustomize/kustomization.ts'
import { containersOf } from '../manifests.ts'
import type { App, Source } from '../model.ts'
import { objectsOf } from '../../kube/objects.ts'
import { stringAt } from '../../yaml/at.ts'

/** Reads an app that consists of values files, with the values files that environments share. */
export function* helmApp(context: Context, found: Found, path: string): Reading<App> {
  const { files } = context
  const notes = new Set<string>()
  // Shared values files are next to the environment's own file, or one folder up if each environment has a folder.
  const ownFolder = found.environment !== undefined && /\/values\.ya?ml$/.test(path)
  const folder = ownFolder ? folderOf(folderOf(path)) : folderOf(path)
  const {
    source,
    folder: chart,
    note,
  } = conventionChart(context, whereOf(context, found, path), [folder, folderOf(path)])
  const names = [
    'values.yaml',
    'values.yml',
    ...[...SHARED_WORDS].flatMap((word) => [`values-${word}.yaml`, `values.${word}.yaml`]),
  ]
  const shared = names
    .map((name) => inFolder(folder, name))
    .filter((file) => files.has(file) && file !== path)
  const layers = [...shared.filter((file) => file !== inFolder(chart ?? '', 'values.yaml')), path]
  if (note !== undefined) notes.add(note)
  return yield* chartApp(context, found, path, { source, chart, layers, notes })
}

/**
 * Reads an app that is a chart with values files.
 *
 * @param path the file that represents it
 * @param parts the chart's folder, if it is in this repo, and the values files, the last of which wins
 */
export function* chartApp(
  context: Context,
  found: Found,
  path: string,
  parts: Pick<Parts, 'source'> & {
    readonly chart: string | undefined
    readonly layers: readonly string[]
    readonly notes: Set<string>
  },
): Reading<App> {
  const { files } = context
  const { source, chart, layers, notes } = parts
  const values = emptyValues()
  if (chart !== undefined) yield* applyChart(files, chart, values, notes)
  else notes.add('its chart is not in this repo, so its default values are unknown')
  yield layers
  for (const file of layers) {
    if (files.yaml(file) === undefined && files.fault(file))
      notes.add(`the values file ${file} cannot be read: ${files.fault(file)?.message}`)
    for (const layer of fileLayers(files, file, 'values file')) applyLayer(values, layer, notes)
  }
  const inputs = new InputCollector()
  for (const file of layers) inputs.files.add(file)
  if (chart !== undefined) for (const part of chartFolders(files, chart)) inputs.folders.add(part)
  return conventionApp(context, found, path, {
    source,
    valuesFiles: layers,
    images: withAppVersion(findImages(values, notes), files, chart, notes),
    inputs,
    notes,
  })
}

/** Reads a folder that looks like an app: a kustomization, or a folder with manifests only, which have an image. */
export function* folderApp(context: Context, found: Found, folder: string): Reading<App | undefined> {
  const { files } = context
  const kustomization = kustomizationOf(files, folder)
  if (kustomization !== undefined) {
    yield [kustomization]
    // A component is included by overlays, and is not deployed itself.
    const root = files.yaml(kustomization)?.documents[0]?.root
    if (root && stringAt(root, 'kind') === 'Component') return undefined
  } else {
    const manifests = manifestsIn(files, folder)
    if (manifests.length === 0 || manifests.length !== files.children(folder).length) return undefined
  }
  const app = yield* builtApp(context, found, folder)
  return app.sources[0]?.type === 'directory' && app.images.length === 0 ? undefined : app
}

function manifestsIn(files: Files, folder: string): string[] {
  return files.children(folder).filter((path) => files.has(path) && /\.ya?ml$/.test(path))
}

/** Reads an app that is a kustomization, or otherwise the plain manifests of a folder. */
export function* builtApp(context: Context, found: Found, folder: string): Reading<App> {
  const { files } = context
  const notes = new Set<string>()
  const kustomization = kustomizationOf(files, folder)
  if (kustomization !== undefined) {
    const built = yield* build(files, folder)
    for (const note of built.notes) notes.add(note)
    const images = [...built.items.flatMap((item) => item.images), ...built.unused]
    return conventionApp(context, found, kustomization, {
      source: folderSource('kustomize', folder),
      valuesFiles: [],
      images,
      inputs: built.inputs,
      notes,
    })
  }
  const manifests = manifestsIn(files, folder)
  yield manifests
  const objects = manifests.flatMap((path) => {
    const yaml = files.yaml(path)
    return yaml ? objectsOf(yaml) : []
  })
  const images = objects.flatMap((object) => containersOf(object, notes))
  const inputs = new InputCollector()
  inputs.folders.add(folder)
  return conventionApp(context, found, manifests[0] ?? folder, {
    source: folderSource('directory', folder),
    valuesFiles: [],
    images,
    inputs,
    notes,
  })
}

/** The data about an app that the layout of its folder shows. */
interface Parts {
  /** The chart, or the folder that is built. */
  readonly source: Source
  readonly valuesFiles: readonly string[]
  readonly images: readonly ImageUse[]
  readonly inputs: InputCollector
  readonly notes: ReadonlySet<string>
  /** How the app is known, if not by the layout; a sentence. */
  readonly by?: string
}

function folderSource(type: 'kustomize' | 'directory', path: string): Source {
  const nowhere = { repoURL: undefined, chart: undefined, targetRevision: undefined }
  return { type, path, ...nowhere, inThisRepository: true }
}

/** Returns the name and environment of an app by its path. */
export function whereOf({ config }: Context, found: Found, path: string) {
  const byPath = found.isSaid ? undefined : environmentByPath(path, config)
  return { name: found.app, environment: byPath ?? found.environment }
}

/** Returns an app that no controller object declares. */
export function conventionApp(context: Context, found: Found, path: string, parts: Parts): App {
  const {
    source,
    valuesFiles,
    images,
    inputs,
    notes,
    by = found.isSaid
      ? `no controller object declares it; ${CONFIG_FILE} does (folders)`
      : 'no controller object declares it; its name and environment come from the layout of the repo',
  } = parts
  const { environment } = whereOf(context, found, path)
  const cluster =
    found.cluster ??
    clusterOf(
      {
        labels: {},
        paths: [path],
        cluster: undefined,
        server: undefined,
        namespace: undefined,
        name: found.app,
      },
      context.config,
    )
  return {
    name: found.app,
    kind: 'Convention',
    controller: 'none',
    declaredAt: { file: path, line: 1 },
    controlPlane: undefined,
    isControlPlaneKnown: false,
    ownNamespace: undefined,
    namespace: undefined,
    cluster,
    environment,
    production: isProduction(environment, context.config),
    project: undefined,
    autoSync: undefined,
    sources: [source],
    valuesFiles,
    images,
    inputs: throughLinks(context.files, inputs),
    declaration: () => undefined,
    notes: [...notes, by],
  }
}
