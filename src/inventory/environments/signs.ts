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
 * Determines the environment of an Argo CD app. `fairlead.yaml` takes precedence. Next come the signs of the app
 * itself: its label, its overlay and values files, the element that generated it, the file that declares it, its name
 * and its namespace. Last come its parent and its cluster. If these signs contradict each other and any of them
 * indicates production, every rule treats the app as production, unless the app's own label decides.
 */

/** The known facts about an app. */
export interface AppSigns {
  readonly name: string
  readonly namespace: string | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** The folder of the overlay that changes it. */
  readonly overlay: string | undefined
  readonly sources: readonly string[]
  /** The values files, the last one that applies first. */
  readonly valuesFiles: readonly string[]
  /** The file that declares it, if the file indicates anything about the app. */
  readonly declared: string | undefined
  /** The environment that the element of its ApplicationSet names. */
  readonly element: string | undefined
  /** The cluster that it names itself or that its file implies. */
  readonly cluster: string | undefined
  readonly server: string | undefined
  /** The app that leads to it. */
  readonly parent: Parent | undefined
  /** True if it is deployed to the same cluster as its parent. */
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
  /** The sign that identifies the environment if it is not one of the app itself, as in `its parent root`. */
  readonly by?: string
  /** The contradicting sign, as a sentence. */
  readonly contradiction?: string
}

/** A sign of an environment. There may be several thousand apps, so the text is composed only when it is reported. */
interface Sign {
  readonly environment: string
  /** The kind of sign, such as `its namespace`; `subject` is then `web-prod`. */
  readonly what: string
  readonly subject: string
  /** True if it is a sign of the app itself. */
  readonly isOwn: boolean
  /** True if this sign alone is enough to count the app as production. */
  readonly isStrong: boolean
  readonly isProduction: boolean | undefined
}

/** Determines the environment from all signs. */
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

/** Returns the spelling that `fairlead.yaml` uses. */
function spelled(environment: string, config: Config): string {
  return Object.keys(config.environments).find((name) => isSameEnvironment(name, environment)) ?? environment
}

const KINDS: ReadonlySet<string> = new Set(['canary', 'demo', 'preview', 'local', 'sandbox', 'perf', 'test'])

/** Returns all signs except labels, in the order of their weight. */
function signsOf(app: AppSigns): Sign[] {
  const signs: Sign[] = []
  addOwnPaths(app, signs)
  addOwnNames(app, signs)
  if (app.isBesideParent) addParent(app, signs)
  addCluster(app, signs)
  if (!app.isBesideParent) addParent(app, signs)
  // A cluster whose name contains no environment is an environment of its own.
  if (signs.length === 0)
    for (const path of [...ownPaths(app), app.declared ?? ''])
      add(signs, childOf(path, CLUSTER_FOLDERS), path, { isOwn: false, isStrong: false })
  return signs
}

/**
 * Adds a sign for a path or name if it identifies an environment.
 *
 * @param more the differences from a strong sign of the app itself
 * @returns whether it identifies an environment
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
  add(signs, element, '', { what: 'the element that generated it' })
  if (stated !== undefined)
    add(signs, childOf(stated, ENVIRONMENT_FOLDERS) ?? strongInPath(stated, name), stated)
  own.some((path) =>
    add(signs, weakInPath(sources.includes(path) ? `${path}/` : path, name), path, { isStrong: false }),
  )
  if (stated !== undefined) add(signs, weakInPath(stated, name), stated, { isStrong: false })
}

/**
 * Returns the environment that a path names with certainty. For a deployed folder, only a whole folder name that is
 * not the app's own counts.
 */
function strong(path: string, isFolder: boolean, app: string): string | undefined {
  return isFolder
    ? path.split('/').findLast((folder) => folder !== app && isEnvironmentWord(folder))
    : strongInPath(path, app)
}

function addOwnNames({ name, namespace, parent }: AppSigns, signs: Sign[]): void {
  const named = suffixOf(name)
  // "canary" and "preview" also name kinds of apps, in any environment that their parent is in.
  const isKind = parent?.environment !== undefined && named !== undefined && KINDS.has(named)
  if (!isKind) add(signs, named, name, { what: 'its name' })
  if (namespace !== undefined) add(signs, affixIn(namespace), namespace, { what: 'its namespace' })
}

function addParent({ parent, isBesideParent }: AppSigns, signs: Sign[]): void {
  // A parent that deploys to other clusters does not decide whether those are production.
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
