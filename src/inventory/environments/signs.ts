import type { Config } from '../../config/config.ts'
import {
  affixIn,
  CLUSTER_FOLDERS,
  childOf,
  ENVIRONMENT_FOLDERS,
  environmentByRule,
  isEnvironmentWord,
  isProduction,
  isSameEnvironment,
  labelOfEnvironment,
  strongInPath,
  suffixOf,
  weakInPath,
  wordIn,
} from './judge.ts'

/**
 * The environment of an app of Argo CD. `fairlead.yaml` comes before all; then what says most of the app itself: its
 * label, its overlay and values files, the element that generated it, where it is declared, its name and namespace; then what
 * leads to it, and its cluster. Where these contradict each other, what any of them calls production is production
 * for every rule, unless the app's own label decides.
 */

/** What is known of an app. */
export interface AppSigns {
  readonly name: string
  readonly namespace: string | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** The folder of the overlay that changes it. */
  readonly overlay: string | undefined
  readonly sources: readonly string[]
  /** The last one that applies is first. */
  readonly valuesFiles: readonly string[]
  /** The file that declares it, where that says something of it. */
  readonly declared: string | undefined
  /** What the element says that an ApplicationSet made it of. */
  readonly element: string | undefined
  /** The cluster that it names itself, or has from its file. */
  readonly cluster: string | undefined
  readonly server: string | undefined
  /** The app that leads to it. */
  readonly parent: Parent | undefined
  /** Whether it is deployed where its parent is. */
  readonly isBesideParent: boolean
}

interface Parent {
  readonly name: string
  readonly environment: string | undefined
  readonly production: boolean
}

export interface EnvironmentVerdict {
  readonly environment: string | undefined
  readonly production: boolean
  /** What tells it, where that is not the app itself; as in `its parent root`. */
  readonly by?: string
  /** What contradicts it, as a sentence. */
  readonly contradiction?: string
}

/** One of several thousand apps has some: what they say is put into words only where it is told. */
interface Sign {
  readonly environment: string
  /** Who says so: `its namespace` and `web-prod`. */
  readonly what: string
  readonly subject: string
  /** Whether it is one of the app itself. */
  readonly isOwn: boolean
  /** Whether a production that it alone tells counts. */
  readonly isStrong: boolean
  readonly isProduction: boolean | undefined
}

/** Judges by all signs. */
export function judgeEnvironment(app: AppSigns, config: Config): EnvironmentVerdict {
  const { overlay, sources, valuesFiles, declared } = app
  const paths = [
    ...(overlay === undefined ? [] : [`${overlay}/`]),
    ...(declared === undefined ? [] : [declared]),
    ...sources,
    ...valuesFiles,
  ]
  const rule = environmentByRule({ labels: app.labels, paths }, app.cluster, config)
  if (rule !== undefined) return { environment: rule, production: isProduction(rule, config) }
  const label = labelOfEnvironment(app.labels, app.annotations)
  if (label) {
    const environment = spelled(label.value, config)
    return { environment, production: isProduction(environment, config) }
  }
  const signs = signsOf(app)
  const [first] = signs
  if (!first) return { environment: undefined, production: false }
  const environment = spelled(first.environment, config)
  const isProd = (sign: Sign) => sign.isProduction ?? isProduction(spelled(sign.environment, config), config)
  const isFirst = isProd(first)
  const other = isFirst
    ? signs.find((sign) => sign.isOwn && sign.isStrong && !isProd(sign))
    : signs.find((sign) => sign.isStrong && isProd(sign))
  if (first.isOwn && !other) return { environment, production: isFirst }
  return {
    environment,
    production: isFirst || other !== undefined,
    ...(first.isOwn ? {} : { by: who(first) }),
    ...(other
      ? {
          contradiction: `${who(first)} says ${environment}, and ${who(other)} says ${other.environment}: it counts as production. Set the label "environment" on it to decide`,
        }
      : {}),
  }
}

function who({ what, subject }: Sign): string {
  return what === '' ? subject : `${what} ${subject}`.trimEnd()
}

/** One spelling for all: the one that `fairlead.yaml` uses. */
function spelled(environment: string, config: Config): string {
  return Object.keys(config.environments).find((name) => isSameEnvironment(name, environment)) ?? environment
}

const KINDS: ReadonlySet<string> = new Set(['canary', 'demo', 'preview', 'local', 'sandbox', 'perf', 'test'])

/** All signs but labels, in the order of their weight. */
function signsOf(app: AppSigns): Sign[] {
  const signs: Sign[] = []
  addOwnPaths(app, signs)
  addOwnNames(app, signs)
  if (app.isBesideParent) addParent(app, signs)
  addCluster(app, signs)
  if (!app.isBesideParent) addParent(app, signs)
  // A cluster that is named after no environment is one by itself.
  if (signs.length === 0)
    for (const path of [...ownPaths(app), app.declared ?? ''])
      add(signs, childOf(path, CLUSTER_FOLDERS), path, { isOwn: false, isStrong: false })
  return signs
}

/**
 * Adds what a path or name says, where it says anything.
 *
 * @param more what differs from a strong sign of the app itself
 * @returns whether it says anything
 */
function add(
  signs: Sign[],
  environment: string | undefined,
  subject: string,
  more: Partial<Omit<Sign, 'environment' | 'subject'>> = {},
): boolean {
  if (environment === undefined) return false
  signs.push({
    what: '',
    isOwn: true,
    isStrong: true,
    isProduction: undefined,
    ...more,
    environment,
    subject,
  })
  return true
}

function ownPaths({ overlay, sources, valuesFiles }: AppSigns): readonly string[] {
  return overlay === undefined ? [...sources, ...valuesFiles] : [`${overlay}/`, ...sources, ...valuesFiles]
}

function addOwnPaths(app: AppSigns, signs: Sign[]): void {
  const { sources, declared, name, element } = app
  const own = ownPaths(app)
  const isInClusters = declared !== undefined && childOf(declared, CLUSTER_FOLDERS) !== undefined
  const stated = isInClusters ? undefined : declared
  if (!own.some((path) => add(signs, childOf(path, ENVIRONMENT_FOLDERS), path)))
    own.some((path) => add(signs, strong(path, sources.includes(path), name), path))
  add(signs, element, '', { what: 'the element that made it' })
  if (stated !== undefined)
    add(signs, childOf(stated, ENVIRONMENT_FOLDERS) ?? strongInPath(stated, name), stated)
  own.some((path) =>
    add(signs, weakInPath(sources.includes(path) ? `${path}/` : path, name), path, { isStrong: false }),
  )
  if (stated !== undefined) add(signs, weakInPath(stated, name), stated, { isStrong: false })
}

/** Of a folder that is deployed only the whole name says something for certain, and not where it is the app's own. */
function strong(path: string, isFolder: boolean, app: string): string | undefined {
  return isFolder
    ? path.split('/').findLast((folder) => folder !== app && isEnvironmentWord(folder))
    : strongInPath(path, app)
}

function addOwnNames({ name, namespace, parent }: AppSigns, signs: Sign[]): void {
  const named = suffixOf(name)
  // "canary" and "preview" name kinds of apps, too, in whatever environment their parent is.
  const isKind = parent?.environment !== undefined && named !== undefined && KINDS.has(named)
  if (!isKind) add(signs, named, name, { what: 'its name' })
  if (namespace !== undefined) add(signs, affixIn(namespace), namespace, { what: 'its namespace' })
}

function addParent({ parent, isBesideParent }: AppSigns, signs: Sign[]): void {
  // What deploys to other clusters says nothing of their production.
  if (parent)
    add(signs, parent.environment, parent.name, {
      what: 'its parent',
      isOwn: false,
      isStrong: isBesideParent,
      isProduction: parent.production,
    })
}

function addCluster({ declared, name, cluster, server }: AppSigns, signs: Sign[]): void {
  if (declared !== undefined && childOf(declared, CLUSTER_FOLDERS) !== undefined)
    add(
      signs,
      childOf(declared, ENVIRONMENT_FOLDERS) ?? strongInPath(declared, name) ?? weakInPath(declared, name),
      declared,
      { isOwn: false },
    )
  if (cluster !== undefined && cluster !== server)
    add(signs, wordIn(cluster), cluster, { what: 'its cluster', isOwn: false })
}
