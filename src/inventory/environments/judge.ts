import type { Config } from '../../config/config.ts'
import { matchesGlob } from '../../patterns/own.ts'

/**
 * Determines the environment and cluster of an app. `fairlead.yaml` takes precedence. Otherwise the usual words are
 * searched for in the usual locations. All words and their order are defined here.
 */

/** The words that name an environment, each with its synonyms. */
const WORDS: readonly (readonly string[])[] = [
  ['prod', 'production', 'prd', 'live'],
  ['staging', 'stage', 'stg'],
  ['preprod', 'preproduction'],
  ['nonprod', 'nonproduction'],
  ['dev', 'develop', 'development'],
  ['test', 'testing', 'tst'],
  ['qa'],
  ['uat'],
  ['int', 'integration'],
  ['sandbox', 'sbx'],
  ['demo'],
  ['preview'],
  ['perf', 'performance', 'perftest'],
  ['local'],
  ['canary'],
]

/** Maps each word to a number. Synonyms share one number. */
const GROUPS: ReadonlyMap<string, number> = new Map(
  WORDS.flatMap((spellings, i) => spellings.map((word) => [word, i] as const)),
)

/** A quick check: a name or path without any of the words, as most are, identifies no environment. */
const ANY = new RegExp(WORDS.flat().join('|'), 'i')

/**
 * Matches a label whose last part of the key names the environment: `env`, `app.kubernetes.io/environment`,
 * `acme.io/env`.
 */
const LABEL = /(?:^|[./])env(?:ironment)?$/i

/**
 * Folders whose children are named after environments or clusters. Names that only describe their content do not name
 * a cluster. A repo for one cluster (`cluster/`) uses more of these names than a repo for many.
 */
export const CLUSTER_FOLDERS =
  /(?:^|\/)clusters?\/(?!(?:apps|applications|bootstrap|common|components|environments?|envs?|overlays?)\/|(?<=cluster\/)(?:config|configs|core|crds|flux|infra|infrastructure|manifests|namespaces|system)\/)([^/]*)\//i
export const ENVIRONMENT_FOLDERS = /(?:^|\/)(?:environments?|envs?|overlays|stages)\/([^/]*)\//i

/** The known facts about where an app belongs. Paths are ordered by weight. */
export interface Whereabouts {
  readonly labels: Readonly<Record<string, string>>
  /** The file that declares it, its source paths, its values files. */
  readonly paths: readonly string[]
  /** The paths whose folders may name the cluster. Default: `paths`. */
  readonly clusterPaths?: readonly string[]
  readonly cluster: string | undefined
  readonly server: string | undefined
  readonly namespace: string | undefined
  readonly name: string
}

/** Reports whether the word is one of the usual names of an environment. */
export function isEnvironmentWord(word: string): boolean {
  return GROUPS.has(word.toLowerCase())
}

/** Returns the environment of a file, as far as its path and the configuration identify it. */
export function environmentOfFile(path: string, config: Config): string | undefined {
  const where: Whereabouts = {
    labels: {},
    paths: [path],
    cluster: undefined,
    server: undefined,
    namespace: undefined,
    name: '',
  }
  return environmentOf(where, clusterOf(where, config), config)
}

/** Reports whether two names mean the same environment, as `prod` and `production` do. */
export function isSameEnvironment(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()]
  if (one === other) return true
  const group = GROUPS.get(one)
  return group !== undefined && group === GROUPS.get(other)
}

/**
 * Reports whether an environment is production: as `fairlead.yaml` declares, otherwise by its name (also `prod-eu`
 * and `usprod`).
 */
export function isProduction(environment: string | undefined, config: Config): boolean {
  if (environment === undefined) return false
  const name = Object.keys(config.environments).find((known) => isSameEnvironment(known, environment))
  const declared = name === undefined ? undefined : config.environments[name]?.production
  if (declared !== undefined) return declared
  const [spellings] = WORDS
  return words(environment).some(
    (word) => spellings?.includes(word) || (word.endsWith('prod') && !/^(non|pre)/.test(word)),
  )
}

/** Returns the cluster of an app: by `fairlead.yaml`, by its destination, or by a folder below `clusters/`. */
export function clusterOf(app: Whereabouts, config: Config): string | undefined {
  const server = app.server === undefined ? undefined : plainServer(app.server)
  for (const [name, cluster] of Object.entries(config.clusters)) {
    if (server !== undefined && cluster.server !== undefined && plainServer(cluster.server) === server)
      return name
    if (cluster.paths?.some((pattern) => app.paths.some((path) => matchesGlob(path, pattern)))) return name
  }
  const named = app.cluster ?? (isInCluster(app.server) ? undefined : app.server)
  if (named !== undefined && named !== 'in-cluster') return named
  for (const path of app.clusterPaths ?? app.paths) {
    const folder = childOf(path, CLUSTER_FOLDERS)
    if (folder !== undefined) return folder
  }
  return named
}

/** Normalizes an address: `https://API.example:443/` becomes `https://api.example`. */
export function plainServer(server: string): string {
  return server
    .trim()
    .toLowerCase()
    .replace(/(?<!\/)\/+$/, '')
    .replace(/^(https:\/\/[^/]+?):443(?=\/|$)/, '$1')
}

/** Returns the environment that a path rule of `fairlead.yaml` assigns to a path. */
export function environmentByPath(path: string, config: Config): string | undefined {
  const rules = Object.entries(config.environments)
  return rules.find(([, rule]) => rule.paths?.some((pattern) => matchesGlob(path, pattern)))?.[0]
}

/**
 * Returns the environment that an object's own labels name. A key without a domain comes before one with a domain.
 */
function environmentByLabel(labels: Readonly<Record<string, string>>): string | undefined {
  return labelOfEnvironment(labels, {})?.value
}

/** Returns the label, otherwise the annotation, that names the environment. A key without a domain comes first. */
export function labelOfEnvironment(
  ...kinds: readonly Readonly<Record<string, string>>[]
): { readonly key: string; readonly value: string } | undefined {
  for (const labels of kinds) {
    const keys = Object.keys(labels).filter((key) => LABEL.test(key) && labels[key] !== '')
    const [key] = keys.toSorted((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
    const value = key === undefined ? undefined : labels[key]
    if (key !== undefined && value !== undefined) return { key, value }
  }
  return undefined
}

/** Returns the environment of the first rule of `fairlead.yaml` that matches by labels, cluster or path. */
export function environmentByRule(
  app: Pick<Whereabouts, 'labels' | 'paths'>,
  cluster: string | undefined,
  config: Config,
): string | undefined {
  for (const [name, rule] of Object.entries(config.environments)) {
    const labels = Object.entries(rule.labels ?? {})
    if (labels.length > 0 && labels.every(([key, value]) => app.labels[key] === value)) return name
    if (cluster !== undefined && rule.clusters?.includes(cluster)) return name
    if (rule.paths?.some((pattern) => app.paths.some((path) => matchesGlob(path, pattern)))) return name
  }
  return undefined
}

/** Returns the environment of an app; undefined if nothing identifies it. */
export function environmentOf(
  app: Whereabouts,
  cluster: string | undefined,
  config: Config,
): string | undefined {
  const rule = environmentByRule(app, cluster, config)
  if (rule !== undefined) return rule
  const found =
    environmentByLabel(app.labels) ??
    first(app.paths, (path) => childOf(path, ENVIRONMENT_FOLDERS)) ??
    first(app.paths, (path) => environmentInPath(path, app.name)) ??
    (cluster === undefined || cluster === app.server ? undefined : wordIn(cluster)) ??
    (app.namespace === undefined ? undefined : affixIn(app.namespace)) ??
    suffixOf(app.name) ??
    // A cluster whose name contains no environment is an environment of its own.
    first(app.clusterPaths ?? app.paths, (path) => childOf(path, CLUSTER_FOLDERS))
  // Use the spelling of fairlead.yaml everywhere.
  const known =
    found === undefined
      ? undefined
      : Object.keys(config.environments).find((name) => isSameEnvironment(name, found))
  return known ?? found
}

/**
 * Returns the environment that a path names: a whole folder first, then the file's own name (`values-prod.yaml`),
 * then part of a folder's name (`prod-eu`), except the folder that has the app's own name (`dev-tools`).
 */
export function environmentInPath(path: string, app: string): string | undefined {
  return strongInPath(path, app) ?? weakInPath(path, app)
}

/** Returns the environment named by a whole folder or by a word in the file's own name. */
export function strongInPath(path: string, app: string): string | undefined {
  if (!ANY.test(path)) return undefined
  const folders = path.split('/')
  const file = folders.pop() ?? ''
  const whole = folders.findLast((folder) => isEnvironmentWord(folder))
  if (whole !== undefined) return whole
  const name = file.replace(/\.(ya?ml|json)$/, '')
  return name === app ? undefined : wordIn(name.replace(app, ''))
}

/** Returns the environment named by part of a folder's name. */
export function weakInPath(path: string, app: string): string | undefined {
  if (!ANY.test(path)) return undefined
  const folders = path.split('/').slice(0, -1)
  return first(folders.filter((folder) => folder !== app).toReversed(), affixIn)
}

/** Returns the word for an environment among the parts of a name (`values-prod`, `prod-eu-west-1`). */
export function wordIn(name: string): string | undefined {
  return words(name).find(isEnvironmentWord)
}

/** Returns the word for an environment at the end or the start of a name: `web-prod`, `prod-web`. */
export function affixIn(name: string): string | undefined {
  const parts = words(name)
  if (parts.length < 2) return parts.find(isEnvironmentWord)
  return [parts.at(-1), parts[0]].find((word) => word !== undefined && isEnvironmentWord(word))
}

/**
 * Returns the word at the end of an app's name: `web-prod`. A word at the start (`dev-tools`) usually means something
 * else.
 */
export function suffixOf(name: string): string | undefined {
  const last = words(name).at(-1)
  return last !== undefined && last !== name && isEnvironmentWord(last) ? last : undefined
}

function words(name: string): readonly string[] {
  if (!ANY.test(name)) return []
  return (
    name
      .toLowerCase()
      .replaceAll(/(pre|non)[-_.]?(prod)/g, '$1$2')
      .match(/[a-z0-9]+/g) ?? []
  )
}

/** Returns the name of the folder directly below one of `parents`; undefined if the path has none. */
export function childOf(path: string, parents: RegExp): string | undefined {
  return parents.exec(path)?.[1]
}

/** The name that Argo CD gives to the cluster that it runs in. */
export const IN_CLUSTER_NAME = 'in-cluster'

/** Reports whether an address is one of the DNS names of the cluster that the controller itself runs in. */
export function isInCluster(server: string | undefined): boolean {
  return (
    server === undefined ||
    /^https:\/\/kubernetes(\.default(\.svc(\.cluster\.local\.?)?)?)?(:443)?\/?$/i.test(server.trim())
  )
}

function first<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value)
    if (found !== undefined) return found
  }
  return undefined
}
