import { dump } from 'js-yaml'
import { CONFIG_FILE } from '../../config/config.ts'
import type { Config, RootConfig } from '../../config/config.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { folderOf, joinPath } from '../../tree/paths.ts'
import { itemsAt, recordAt, stringAt } from '../../yaml/at.ts'
import type { Files } from '../../yaml/files.ts'
import { wholeFile } from '../../yaml/lookup.ts'
import { parseYaml } from '../../yaml/parse.ts'
import { position } from '../../yaml/position.ts'
import { readApplication } from '../argocd/application.ts'
import type { Context } from '../context.ts'
import { environmentInPath, isEnvironmentWord, isProduction } from '../environments/judge.ts'
import { asUnresolved, guarded } from '../guarded.ts'
import { isInput } from '../inputs.ts'
import type { App, Unresolved } from '../model.ts'
import type { OpenInventory } from '../open.ts'
import { withFields } from '../with-fields.ts'

/**
 * Finds apps of apps that are declared elsewhere: Terraform, a bootstrap script or a person created them. Entries of
 * `fairlead.yaml` are certain. Without them, a chart that declares apps and that nothing leads to is assumed to be
 * such a root.
 */

/** A root as an object that no file declares, read like a declared one. */
interface Root {
  readonly config: RootConfig
  readonly declaredAt: { readonly file: string; readonly line: number }
  readonly isAssumed: boolean
}

/** Reads the roots that `fairlead.yaml` declares. */
export async function declaredRoots(context: Context, unresolved: Unresolved[]): Promise<App[]> {
  const { roots = [] } = context.config
  if (roots.length === 0) return []
  await context.files.load([CONFIG_FILE])
  const file = context.files.yaml(CONFIG_FILE)
  const entries = itemsAt(file?.documents[0]?.root, 'roots')
  return readRoots(
    context,
    roots.map((config, i) => {
      const start = entries[i]?.start
      const line = file === undefined || start === undefined ? 1 : position(file.text, start).line
      return { config, declaredAt: { file: CONFIG_FILE, line }, isAssumed: false }
    }),
    unresolved,
  )
}

/**
 * Adds a root for each way to render a chart that declares apps and that nothing in the repo leads to. Each values
 * file beside the chart that names an environment or a cluster is one way. If there is none, the chart's own values
 * are used.
 *
 * @param failed the lineages of apps that could not be rendered. The charts below assumed apps among them are
 *   rendered in another way
 * @param done the charts that have such roots; new charts are added to it
 */
export async function withAssumedRoots(
  known: OpenInventory,
  failed: ReadonlySet<unknown> = new Set(),
  done = new Set<string>(),
): Promise<OpenInventory> {
  const { context } = known
  const isVain = ({ assumed, lineage }: App) => assumed !== undefined && failed.has(lineage)
  const led = known.inventory.apps.filter((app) => !isVain(app))
  const unled = await rootCharts({ ...known, inventory: { ...known.inventory, apps: led } })
  const charts = await topmost(
    unled.filter((chart) => !done.has(chart)),
    context,
  )
  if (charts.length === 0) return known
  for (const chart of charts) done.add(chart)
  await context.files.load(charts.flatMap((chart) => valuesBeside(context.files, chart)))
  const inventory = {
    ...known.inventory,
    apps: known.inventory.apps.filter(
      (app) => !isVain(app) || !app.sources.some(({ path }) => path !== undefined && charts.includes(path)),
    ),
  }
  const roots = charts.flatMap((chart): Root[] =>
    waysOf(context, chart).map((config) => ({
      config,
      declaredAt: { file: joinPath(chart, 'Chart.yaml') ?? '', line: 1 },
      isAssumed: true,
    })),
  )
  const unresolved: Unresolved[] = []
  const found = await readRoots(context, roots, unresolved)
  return {
    ...known,
    inventory: {
      ...inventory,
      apps: [...inventory.apps, ...found],
      unresolved: [...inventory.unresolved, ...unresolved],
    },
  }
}

/** Reports whether a chart declares apps and nothing seems to lead to it. */
export function hasUnledTemplates({ inventory }: OpenInventory): boolean {
  return unledTemplates(inventory).length > 0
}

/** Returns the templates of apps that are not part of any app. */
function unledTemplates({ unresolved, apps }: OpenInventory['inventory']): string[] {
  return unresolved.flatMap(({ file, kind, isTemplate }) =>
    isTemplate === true && (kind === 'Application' || kind === 'ApplicationSet') && !isLed(file, apps)
      ? [file]
      : [],
  )
}

/** Returns the charts with such templates. If other charts depend on the chart, it returns those instead. */
async function rootCharts({ context, inventory }: OpenInventory): Promise<string[]> {
  const { files } = context
  const templates = unledTemplates(inventory)
  if (templates.length === 0) return []
  const own = new Set(templates.flatMap((file) => chartOf(files, file) ?? []))
  const manifests = files.entries.map(({ path }) => path).filter((path) => /(^|\/)Chart\.yaml$/.test(path))
  await files.load(manifests)
  const users = new Map<string, string[]>()
  for (const manifest of manifests) {
    const folder = folderOf(manifest)
    for (const dependency of itemsAt(files.yaml(manifest)?.documents[0]?.root, 'dependencies')) {
      const repository = stringAt(dependency, 'repository') ?? ''
      const used = repository.startsWith('file://')
        ? joinPath(folder, repository.slice('file://'.length))
        : undefined
      if (used !== undefined) users.set(used, [...(users.get(used) ?? []), folder])
    }
  }
  const found = new Set<string>()
  for (const chart of own) {
    const isLibrary =
      stringAt(files.yaml(joinPath(chart, 'Chart.yaml') ?? '')?.documents[0]?.root, 'type') === 'library'
    const others = users.get(chart) ?? []
    if (others.length === 0 && !isLibrary) found.add(chart)
    for (const other of others)
      if (!isLed(joinPath(other, 'Chart.yaml') ?? '', inventory.apps)) found.add(other)
  }
  return [...found]
}

/**
 * Returns the charts that no other of them names. What a chart leads to is known once it is rendered. Returns all of
 * them if each names another.
 */
async function topmost(charts: readonly string[], { files }: Context): Promise<readonly string[]> {
  if (charts.length < 2) return charts
  const texts = charts.map((chart) =>
    files.below(chart).filter((path) => /\/templates\/|\/values[^/]*\.ya?ml$/.test(`/${path}`)),
  )
  await files.load(texts.flat())
  const isNamed = (chart: string) =>
    charts.some(
      (other, i) =>
        other !== chart &&
        !chart.startsWith(`${other}/`) &&
        texts[i]?.some((path) => namesPath(files.text(path) ?? '', chart)),
    )
  const top = charts.filter((chart) => !isNamed(chart))
  return top.length > 0 ? top : charts
}

/** Reports whether a text contains a path as a whole value, not as part of a longer one. */
function namesPath(text: string, path: string): boolean {
  if (path === '') return false
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const [before = '', after = ''] = [text[at - 1], text[at + path.length]]
    const isWhole = /[\s"':=]/.test(before || ' ') || (before === '/' && /[\s"'.]/.test(text[at - 2] ?? ' '))
    if (isWhole && /[\s"',/}]/.test(after || ' ')) return true
  }
  return false
}

/** Returns the outermost chart that a template is part of. */
function chartOf(files: Files, template: string): string | undefined {
  const folders = template.split('/')
  for (let i = 0; i < folders.length; i += 1) {
    const folder = folders.slice(0, i).join('/')
    if (!files.has(joinPath(folder, 'Chart.yaml') ?? '')) continue
    const rest = folders.slice(i)
    if (rest[0] === 'templates' || rest[0] === 'charts') return folder
  }
  return undefined
}

/** Words in the names of values files that do not name an environment or a cluster. */
const NO_PLACE =
  /^(examples?|samples?|templates?|schema|defaults?|common|base|global|shared|all|ci|override|secrets?)$/i
/** Those of the words above that mean values shared by all environments and clusters. */
const SHARED = /^(defaults?|common|base|global|shared|all)$/i
const BESIDE = /^(?:values[-_.](.+)|(.+)[-_.]values)\.ya?ml$/
const FOLDERS = ['values', 'envs', 'env', 'environments', 'clusters', 'overlays']

/** Returns the values files beside a chart and in the usual folders for them. */
function valuesBeside(files: Files, chart: string): string[] {
  return [chart, ...FOLDERS.flatMap((name) => joinPath(chart, name) ?? [])]
    .flatMap((folder) => files.children(folder))
    .filter((path) => files.has(path) && /\.ya?ml$/.test(path))
}

/** Returns the ways to render a chart: one for each values file beside it that names an environment or a cluster. */
function waysOf({ files, config }: Context, chart: string): RootConfig[] {
  const beside = files.children(chart).filter((path) => files.has(path))
  const below = FOLDERS.flatMap((name) =>
    files.children(joinPath(chart, name) ?? '').filter((path) => files.has(path)),
  )
  const all = [
    ...beside.flatMap((path) => named(path, wordBeside(nameOf(path)))),
    ...below.flatMap((path) => named(path, /^(?:values[-_.])?(.+)\.ya?ml$/.exec(nameOf(path))?.[1])),
  ].filter(({ word }) => word !== 'values')
  const ways = all.filter(
    ({ path, word }) => !NO_PLACE.test(word) || (SHARED.test(word) && saysItself(files, path, word)),
  )
  if (ways.length === 0) return [{ path: chart }]
  const shared = all.filter((one) => SHARED.test(one.word) && !ways.includes(one)).map(({ path }) => path)
  return ways.map(({ path, word }) => {
    const environment = placeOfWord(word, config)
    return {
      path: chart,
      values: [...shared, path],
      // A word that contains no environment's name is an environment of its own.
      environment: environment ?? word,
      // A word that contains more than the name of an environment names a cluster in it.
      ...(word === environment ? { controlPlane: word } : { cluster: word }),
    }
  })
}

/**
 * Reports whether a values file contains the word in its name as a value (`name: base`). Then the word names an
 * environment or a cluster, not a shared part.
 */
function saysItself(files: Files, path: string, word: string): boolean {
  const root = files.isLoaded(path) ? files.yaml(path)?.documents[0]?.root : undefined
  return Object.values(recordAt(root)).includes(word)
}

function wordBeside(name: string): string | undefined {
  const [, after, before] = BESIDE.exec(name) ?? []
  return after ?? before
}

function named(path: string, word: string | undefined): { path: string; word: string }[] {
  return word === undefined ? [] : [{ path, word }]
}

function placeOfWord(word: string, config: Config): string | undefined {
  const known = Object.keys(config.environments).find((name) => name === word)
  return known ?? environmentInPath(`values-${word}.yaml`, '')
}

async function readRoots(context: Context, roots: readonly Root[], unresolved: Unresolved[]): Promise<App[]> {
  const apps = await context.files.run(
    roots.map((root, i) => {
      const object = objectOf(context, root, i)
      return guarded(
        () => readApplication(context, object, { isRendered: true }),
        asUnresolved({ ...root.declaredAt, kind: 'Application', name: object.name }, unresolved),
      )
    }),
  )
  return apps.flatMap((app, i) => {
    const root = roots[i]
    return app && root ? [asRoot(app, root, context)] : []
  })
}

/** Returns the Application that is assumed to be declared elsewhere. */
function objectOf(context: Context, { config, declaredAt }: Root, index: number): KubeObject {
  const { path, values = [], parameters = {} } = config
  const { files, addresses } = context
  const folder = joinPath('', path.replace(/^\//, '')) ?? path
  const isChart = files.has(joinPath(folder, 'Chart.yaml') ?? '')
  const helm = {
    valueFiles: values.map((file) => `/${fileOf(files, folder, file)}`),
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
  }
  const namespace = config.namespace ?? context.config.argocd?.namespace ?? 'argocd'
  const content = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: config.name ?? rootName(folder), namespace },
    spec: {
      project: 'default',
      source: {
        repoURL: addresses?.[0] ?? '',
        path: folder === '' ? '.' : folder,
        ...(isChart ? { helm } : {}),
      },
      destination: { server: 'https://kubernetes.default.svc', namespace },
    },
  }
  const file = parseYaml(dump(content, { lineWidth: -1 }), `${declaredAt.file}\0root${index}`)
  const [document] = file.documents
  if (!document) throw new Error('a root has no document')
  const { metadata } = content
  return {
    apiVersion: content.apiVersion,
    kind: content.kind,
    name: metadata.name,
    namespace: metadata.namespace,
    ...declaredAt,
    node: document.root,
    scope: wholeFile(file, document),
    document: document.index,
    path: [],
    block: [],
    madeOf: file.path,
  }
}

/** Returns the path of a values file. It is relative to the root of the repo or, as in Helm, to the chart. */
function fileOf(files: Files, chart: string, name: string): string {
  const beside = joinPath(chart, name)
  return beside !== undefined && files.has(beside) ? beside : (joinPath('', name) ?? name)
}

function asRoot(app: App, { config, isAssumed }: Root, context: Context): App {
  // For an assumed root, the rules of fairlead.yaml take precedence over the name of a file.
  const environment = isAssumed
    ? (app.environment ?? config.environment)
    : (config.environment ?? app.environment)
  const cluster = config.cluster ?? app.cluster
  const plane = config.controlPlane ?? config.cluster ?? config.environment
  return withFields(app, {
    environment,
    production: isProduction(environment, context.config),
    cluster,
    controlPlane: plane ?? app.lineage?.folder,
    ...(isAssumed ? { assumed: environment === undefined ? config : { ...config, environment } } : {}),
    ...(app.lineage && {
      lineage: {
        ...app.lineage,
        ...(plane === undefined ? {} : isAssumed ? { folder: plane } : { root: plane }),
        paths: [...(config.values ?? []), ...app.lineage.paths],
      },
    }),
  })
}

/** Folder names that do not describe their content. */
const GENERIC =
  /^(install(ation)?|charts?|helm|deploy(ment)?|argo-?cd|argo|base|manifests|kubernetes|k8s|config|templates|src|main)$/i

/**
 * Returns the name of a root without a name: that of its folder, prefixed with the folder above if it is generic
 * (`vault-install`).
 */
function rootName(folder: string): string {
  const own = nameOf(folder)
  const above = nameOf(folderOf(folder))
  const isTelling = !GENERIC.test(own) && !isEnvironmentWord(own)
  return isTelling || folderOf(folder) === '' ? own : `${above}-${own}`
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1) || 'root'
}

/** Reports whether a file is part of an app that an object declares. */
function isLed(file: string, apps: readonly App[]): boolean {
  return apps.some(({ kind, inputs }) => kind !== 'Convention' && isInput(inputs, file))
}
