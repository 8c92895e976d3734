import { dump } from 'js-yaml'
import { CONFIG_FILE } from '../../config/config.ts'
import type { RootConfig } from '../../config/config.ts'
import type { KubeObject } from '../../kube/objects.ts'
import { folderOf, joinPath } from '../../tree/paths.ts'
import { itemsAt } from '../../yaml/at.ts'
import type { Files } from '../../yaml/files.ts'
import { wholeFile } from '../../yaml/lookup.ts'
import { parseYaml } from '../../yaml/parse.ts'
import { position } from '../../yaml/position.ts'
import { readApplication } from '../argocd/application.ts'
import type { Context } from '../context.ts'
import { isEnvironmentWord, isProduction } from '../environments/judge.ts'
import { asUnresolved, guarded } from '../guarded.ts'
import type { App, Unresolved } from '../model.ts'
import type { OpenInventory } from '../open.ts'
import { withFields } from '../with-fields.ts'
import { rootCharts, topmost } from './root-charts.ts'
import { valuesBeside, waysOf } from './root-ways.ts'

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
