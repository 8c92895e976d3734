import { CONFIG_FILE } from '../../config/config.ts'
import { applyLayer, emptyValues } from '../../images/layers.ts'
import type { ImageUse } from '../../images/place.ts'
import { findImages } from '../../images/shapes.ts'
import type { Context } from '../context.ts'
import { conventionChart } from './charts.ts'
import {
  clusterOf,
  environmentByPath,
  isEnvironmentWord,
  isProduction,
  isSameEnvironment,
} from '../environments/judge.ts'
import type { Files, Reading } from '../../yaml/files.ts'
import { sideBySide } from '../../yaml/files.ts'
import { applyChart, fileLayers, withAppVersion } from '../helm/layers.ts'
import { chartFolders, InputCollector, isInput, throughLinks } from '../inputs.ts'
import { build, kustomizationOf } from '../kustomize/kustomization.ts'
import { containersOf } from '../manifests.ts'
import { asUnresolved, guarded } from '../guarded.ts'
import type { App, Source, Unresolved } from '../model.ts'
import { objectsOf } from '../../kube/objects.ts'
import { stringAt } from '../../yaml/at.ts'

/**
 * The layouts that teams use where the repo holds no controller object. Each rule turns a path into an app and
 * an environment; the first that fits counts. They are the only place that knows these layouts.
 */
export interface Found {
  readonly app: string
  /** Undefined where all environments, or the only one, share it. */
  readonly environment: string | undefined
  readonly cluster?: string
  readonly isWhole?: boolean
  /** Whether `fairlead.yaml` says so, which no path overrules. */
  readonly isSaid?: true
}

interface Rule {
  /** What the path has to be; its groups are `app`, `env` and `cluster`. */
  readonly pattern: RegExp
  /** Whether any word may be the environment; otherwise it must be one of the usual words or a configured one. */
  readonly anyWord?: boolean
  /** Whether the folder is an app only where nothing below it is one. */
  readonly isWhole?: boolean
}

const VALUES_RULES: readonly Rule[] = [
  // clusters/prod/apps/web/values-prod.yaml
  {
    pattern:
      /^(?:.+\/)?clusters\/(?<cluster>[^/]+)\/(?:.+\/)?(?<app>[^/]+)\/values[-._](?<env>[^/]+)\.ya?ml$/,
    anyWord: true,
  },
  // apps/web/values-prod.yaml; also below applications/ and services/
  {
    pattern:
      /^(?:.+\/)?(?:apps|applications|services)\/(?:.+\/)?(?<app>[^/]+)\/values[-._](?<env>[^/]+)\.ya?ml$/,
    anyWord: true,
  },
  { pattern: /^(?:.+\/)?(?<app>[^/]+)\/values[-._](?<env>[^/]+)\.ya?ml$/ },
  // apps/web/prod/values.yaml, apps/web/envs/prod/values.yaml
  { pattern: /^(?:.+\/)?(?<app>[^/]+)\/(?:(?:envs?|environments?)\/)?(?<env>[^/]+)\/values\.ya?ml$/ },
  // environments/prod/web/values.yaml, clusters/prod/apps/web/values.yaml, prod/web/values.yaml
  {
    pattern: /^(?:.+\/)?(?:environments?|envs?)\/(?<env>[^/]+)\/(?:.+\/)?(?<app>[^/]+)\/values\.ya?ml$/,
    anyWord: true,
  },
  {
    pattern: /^(?:.+\/)?clusters\/(?<cluster>(?<env>[^/]+))\/(?:.+\/)?(?<app>[^/]+)\/values\.ya?ml$/,
    anyWord: true,
  },
  { pattern: /^(?:.+\/)?(?<env>[^/]+)\/(?:apps\/)?(?<app>[^/]+)\/values\.ya?ml$/ },
]

const FOLDER_RULES: readonly Rule[] = [
  // apps/web/overlays/prod, overlays/prod/web, overlays/prod
  { pattern: /^(?:.+\/)?(?<app>[^/]+)\/overlays\/(?<env>[^/]+)$/, anyWord: true },
  { pattern: /^(?:.+\/)?overlays\/(?<env>[^/]+)\/(?<app>[^/]+)$/, anyWord: true },
  { pattern: /^overlays\/(?<env>[^/]+)$/, anyWord: true },
  // apps/web/envs/prod
  { pattern: /^(?:.+\/)?(?<app>[^/]+)\/(?:environments?|envs?)\/(?<env>[^/]+)$/, anyWord: true },
  // environments/prod/web, clusters/prod/apps/web
  { pattern: /^(?:.+\/)?(?:environments?|envs?)\/(?<env>[^/]+)\/(?:.+\/)?(?<app>[^/]+)$/, anyWord: true },
  { pattern: /^(?:.+\/)?clusters\/(?<cluster>(?<env>[^/]+))\/(?:.+\/)?(?<app>[^/]+)$/, anyWord: true },
  // envs/prod, of a repo with one app
  { pattern: /^(?:environments?|envs?)\/(?<env>[^/]+)$/, anyWord: true, isWhole: true },
  // apps/web/prod, prod/web
  { pattern: /^(?:.+\/)?(?<app>[^/]+)\/(?<env>[^/]+)$/ },
  { pattern: /^(?:.+\/)?(?<env>[^/]+)\/(?<app>[^/]+)$/ },
]

/** apps/web/values.yaml, where nothing of the app is of one environment. */
const ONLY_VALUES =
  /^(?:.+\/)?(?:apps|applications|services)\/(?<nested>(?:.+\/)?)(?<app>[^./][^/]*)\/values\.ya?ml$/

/** Words in the place of an environment that mean no environment: they are layers that all of them share. */
const SHARED_WORDS = new Set([
  'base',
  'common',
  'shared',
  'default',
  'defaults',
  'global',
  'all',
  'example',
  'sample',
  'template',
  'schema',
  'components',
  'ci',
])
/** Folders that are part of an app, not an app. */
const NO_APP = new Set([
  'charts',
  'templates',
  'crds',
  'base',
  'overlays',
  'components',
  'apps',
  'envs',
  'env',
  'environments',
  'environment',
  'clusters',
  '.github',
  'values',
])

/** Reads all apps that the layout tells, from paths that no controller object claims. */
export function* readConventions(
  context: Context,
  claimed: ReadonlySet<string>,
  unresolved: Unresolved[],
): Reading<App[]> {
  const { files } = context
  const taken = new Set<string>()
  const placed = new Set<string>()
  const failed = ({ app }: Found, file: string) =>
    asUnresolved({ file, line: undefined, kind: 'Convention', name: app }, unresolved)
  const byValues = files.entries.flatMap(({ path }) => {
    if (claimed.has(path) || isInsideChart(files, path)) return []
    const found = find(context, path, VALUES_RULES)
    if (!found) return []
    taken.add(folderOf(path))
    return [guarded(() => helmApp(context, found, path), failed(found, path))]
  })
  const claimedFolders = new Set([...claimed].map(folderOf))
  const folders = [...new Set(files.entries.map(({ path }) => folderOf(path)))].toSorted()
  const isFree = (folder: string) =>
    !taken.has(folder) && !claimedFolders.has(folder) && !isInsideChart(files, `${folder}/x`)
  const inFolders = folders.flatMap((folder) => {
    const found = isFree(folder) ? find(context, folder, FOLDER_RULES) : undefined
    return found ? [{ folder, found }] : []
  })
  const others = [...taken, ...inFolders.flatMap(({ found, folder }) => (found.isWhole ? [] : [folder]))]
  const byFolder = inFolders.flatMap(({ folder, found }) => {
    if (found.isWhole && others.some((other) => other.startsWith(`${folder}/`))) return []
    placed.add(folder)
    return [guarded(() => folderApp(context, found, folder), failed(found, folder))]
  })
  const shared = onlyValues(context, claimed, [...taken, ...placed]).map(({ found, path }) =>
    guarded(() => helmApp(context, found, path), failed(found, path)),
  )
  const apps = yield* sideBySide<App | undefined>([...byValues, ...byFolder, ...shared])
  return withoutParts(apps.filter((app) => app !== undefined))
}

/**
 * Without the folders that the kustomization of an app above them takes, as resources or patches: they are parts of
 * that app, and no apps of their own that would deploy its objects a second time.
 */
function withoutParts(apps: readonly App[]): App[] {
  const wholes = apps.flatMap((app) => {
    const path = folderOfApp(app)
    // One that is named after the repo has all other apps below it.
    return app.sources[0]?.type === 'kustomize' && path?.split('/').includes(app.name) ? [{ app, path }] : []
  })
  return apps.filter((part) => {
    const own = folderOfApp(part)
    if (own === undefined) return true
    return !wholes.some(
      ({ app, path }) => own.startsWith(`${path}/`) && isInput(app.inputs, part.declaredAt.file),
    )
  })
}

/** The folder that is built; undefined for what values files tell. */
function folderOfApp({ sources: [source], valuesFiles }: App): string | undefined {
  return source && source.type !== 'helm' && valuesFiles.length === 0 ? source.path : undefined
}

/**
 * Apps of which there is but one values file, for all environments or the only one. Where an environment has a file or
 * a folder of its own, it is a layer that they share; beside a chart further down, it has the chart's own values.
 *
 * @param places the folders of what is of one environment
 */
function onlyValues(
  { files }: Context,
  claimed: ReadonlySet<string>,
  places: readonly string[],
): { found: Found; path: string }[] {
  return files.entries.flatMap(({ path }) => {
    const { app, nested = '' } = ONLY_VALUES.exec(path)?.groups ?? {}
    if (app === undefined || claimed.has(path) || isInsideChart(files, path)) return []
    if (NO_APP.has(app) || SHARED_WORDS.has(app.toLowerCase())) return []
    const folder = folderOf(path)
    if (nested !== '' && files.has(inside(folder, 'Chart.yaml'))) return []
    if (places.some((place) => place === folder || place.startsWith(`${folder}/`))) return []
    return [{ found: { app, environment: undefined }, path }]
  })
}

function find(context: Context, path: string, rules: readonly Rule[]): Found | undefined {
  for (const { pattern, anyWord, isWhole = false } of rules) {
    const groups = pattern.exec(path)?.groups
    const { env, app = appOfRoot(context), cluster } = groups ?? {}
    if (!groups || env === undefined || NO_APP.has(app) || SHARED_WORDS.has(env.toLowerCase())) continue
    const configured = Object.keys(context.config.environments).find((name) => isSameEnvironment(name, env))
    if (!anyWord && configured === undefined && !isEnvironmentWord(env)) continue
    // With the roles swapped (dev/web against web/dev) the usual word is the environment.
    if (isEnvironmentWord(app) && !isEnvironmentWord(env)) continue
    return { app, environment: configured ?? env, ...(cluster === undefined ? {} : { cluster }), isWhole }
  }
  return undefined
}

/** The app of a repo that holds only one: named after the repo. */
function appOfRoot(context: Context): string {
  return (
    context.identity?.[0]
      ?.replace(/\.git$/, '')
      .split('/')
      .pop() || 'app'
  )
}

function* helmApp(context: Context, found: Found, path: string): Reading<App> {
  const { files } = context
  const notes = new Set<string>()
  // What environments share lies beside the environment's own file, or one folder up where each has a folder.
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
  const shared = names.map((name) => inside(folder, name)).filter((file) => files.has(file) && file !== path)
  const layers = [...shared.filter((file) => file !== inside(chart ?? '', 'values.yaml')), path]
  if (note !== undefined) notes.add(note)
  return yield* chartApp(context, found, path, { source, chart, layers, notes })
}

/**
 * An app that is a chart with values files.
 *
 * @param path the file that stands for it
 * @param parts the chart's folder, where it is in this repo, and the values files, the last of which wins
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
  else notes.add('no chart of it is in this repo, so its default values are not known')
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

/** A folder that looks like an app: a kustomization, or nothing but manifests that run something. */
function* folderApp(context: Context, found: Found, folder: string): Reading<App | undefined> {
  const { files } = context
  const kustomization = kustomizationOf(files, folder)
  if (kustomization !== undefined) {
    yield [kustomization]
    // It is a part that overlays take, and nothing that is deployed.
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

/** An app that is a kustomization, or else the plain manifests of a folder. */
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

/** What the layout of a folder tells of its app. */
interface Parts {
  /** The chart or the folder that is built. */
  readonly source: Source
  readonly valuesFiles: readonly string[]
  readonly images: readonly ImageUse[]
  readonly inputs: InputCollector
  readonly notes: ReadonlySet<string>
  /** What the app is known by, where that is not the layout; a sentence. */
  readonly by?: string
}

function folderSource(type: 'kustomize' | 'directory', path: string): Source {
  const nowhere = { repoURL: undefined, chart: undefined, targetRevision: undefined }
  return { type, path, ...nowhere, inThisRepository: true }
}

/** The name and environment that a path tells. */
export function whereOf({ config }: Context, found: Found, path: string) {
  const byPath = found.isSaid ? undefined : environmentByPath(path, config)
  return { name: found.app, environment: byPath ?? found.environment }
}

/** An app that no controller object declares. */
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

/** Whether a path is one of a chart's own parts: a template, a subchart, a definition. */
function isInsideChart(files: Files, path: string): boolean {
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder))
    if (files.has(`${folder}/Chart.yaml`))
      return (
        /^(templates|charts|crds|ci|tests?)\//.test(path.slice(folder.length + 1)) ||
        isInsideChart(files, folder)
      )
  return false
}

function inside(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}
