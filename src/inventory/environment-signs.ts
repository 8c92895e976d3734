import type { Config } from '../config/config.ts'
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
} from './environments.ts'

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

interface Sign {
  readonly environment: string
  /** Who says so, as in `its namespace web-prod`. */
  readonly who: string
  /** Whether it is one of the app itself. */
  readonly isOwn: boolean
  /** Whether a production that it alone tells counts. */
  readonly isStrong: boolean
  readonly isProduction?: boolean
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
  const production = signs.filter((sign) => sign.isStrong && isProd(sign))
  const own = signs.filter(({ isOwn, isStrong }) => isOwn && isStrong)
  const other = isProd(first)
    ? own.find((sign) => !isProd(sign) && !isSameEnvironment(sign.environment, environment))
    : production[0]
  return {
    environment,
    production: isProd(first) || production.length > 0,
    ...(first.isOwn ? {} : { by: first.who }),
    ...(other
      ? {
          contradiction: `${first.who} says ${environment}, and ${other.who} says ${other.environment}: it counts as production; a label "environment" on it decides`,
        }
      : {}),
  }
}

/** One spelling for all: the one that `fairlead.yaml` uses. */
function spelled(environment: string, config: Config): string {
  return Object.keys(config.environments).find((name) => isSameEnvironment(name, environment)) ?? environment
}

const KINDS: ReadonlySet<string> = new Set(['canary', 'demo', 'preview', 'local', 'sandbox', 'perf', 'test'])

/** All signs but labels, in the order of their weight. */
function signsOf(app: AppSigns): Sign[] {
  const { overlay, sources, valuesFiles, declared, name, namespace, element, cluster, parent } = app
  const own = [...(overlay === undefined ? [] : [`${overlay}/`]), ...sources, ...valuesFiles]
  // Of a folder that is deployed only the whole name says something for certain, and not where it is the app's own.
  const isFolder = (path: string) => sources.includes(path)
  const strong = (path: string) =>
    isFolder(path)
      ? path.split('/').findLast((folder) => folder !== name && isEnvironmentWord(folder))
      : strongInPath(path, name)
  const weak = (path: string) => weakInPath(isFolder(path) ? `${path}/` : path, name)
  const signs: Sign[] = []
  const add = (
    environment: string | undefined,
    who: string,
    { isOwn = true, isStrong = true, isProduction = undefined as boolean | undefined } = {},
  ): void => {
    if (environment !== undefined)
      signs.push({
        environment,
        who,
        isOwn,
        isStrong,
        ...(isProduction === undefined ? {} : { isProduction }),
      })
  }
  const ofPaths = (find: (path: string) => string | undefined, isStrong: boolean): boolean => {
    for (const path of own) {
      const found = find(path)
      if (found === undefined) continue
      add(found, path, { isStrong })
      return true
    }
    return false
  }
  if (!ofPaths((path) => childOf(path, ENVIRONMENT_FOLDERS), true)) ofPaths(strong, true)
  add(element, 'the element that made it')
  const isInClusters = declared !== undefined && childOf(declared, CLUSTER_FOLDERS) !== undefined
  if (declared !== undefined && !isInClusters)
    add(childOf(declared, ENVIRONMENT_FOLDERS) ?? strongInPath(declared, name), declared)
  ofPaths(weak, false)
  if (declared !== undefined && !isInClusters) add(weakInPath(declared, name), declared, { isStrong: false })
  const named = suffixOf(name)
  // "canary" and "preview" name kinds of apps, too, in whatever environment their parent is.
  const isKind = parent?.environment !== undefined && named !== undefined && KINDS.has(named)
  if (!isKind) add(named, `its name ${name}`)
  add(namespace === undefined ? undefined : affixIn(namespace), `its namespace ${namespace ?? ''}`)
  const ofCluster = () => {
    if (declared !== undefined && isInClusters)
      add(
        childOf(declared, ENVIRONMENT_FOLDERS) ?? strongInPath(declared, name) ?? weakInPath(declared, name),
        declared,
        { isOwn: false },
      )
    add(
      cluster === undefined || cluster === app.server ? undefined : wordIn(cluster),
      `its cluster ${cluster ?? ''}`,
      {
        isOwn: false,
      },
    )
  }
  const ofParent = () => {
    if (parent)
      add(parent.environment, `its parent ${parent.name}`, {
        isOwn: false,
        // What deploys to other clusters says nothing of their production.
        isStrong: app.isBesideParent,
        isProduction: parent.production,
      })
  }
  for (const step of app.isBesideParent ? [ofParent, ofCluster] : [ofCluster, ofParent]) step()
  // A cluster that is named after no environment is one by itself.
  for (const path of [...own, ...(declared === undefined ? [] : [declared])])
    add(childOf(path, CLUSTER_FOLDERS), path, { isOwn: false, isStrong: false })
  return signs
}
