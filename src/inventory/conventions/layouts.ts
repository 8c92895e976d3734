import { folderOf, inFolder } from '../../tree/paths.ts'
import type { Context } from '../context.ts'
import { isEnvironmentWord, isSameEnvironment } from '../environments/judge.ts'
import type { Files } from '../../yaml/files.ts'

/**
 * An app that was found by the layout of the repo, for repos without controller objects. Each rule turns a path into
 * an app and an environment; the first rule that matches counts. Only this module knows these layouts.
 */
export interface Found {
  readonly app: string
  /** Undefined if all environments share it, or if there is only one. */
  readonly environment: string | undefined
  readonly cluster?: string
  readonly isWhole?: boolean
  /** Whether `fairlead.yaml` declares it, which takes precedence over any path. */
  readonly isSaid?: true
}

interface Rule {
  /** The pattern of the path; its groups are `app`, `env` and `cluster`. */
  readonly pattern: RegExp
  /** Whether any word may be the environment; otherwise it must be one of the usual words or a configured one. */
  readonly anyWord?: boolean
  /** Whether the folder is an app only if no folder below it is one. */
  readonly isWhole?: boolean
}

export const VALUES_RULES: readonly Rule[] = [
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

export const FOLDER_RULES: readonly Rule[] = [
  // apps/web/overlays/prod, overlays/prod/web, overlays/prod
  { pattern: /^(?:.+\/)?(?<app>[^/]+)\/overlays\/(?<env>[^/]+)$/, anyWord: true },
  { pattern: /^(?:.+\/)?overlays\/(?<env>[^/]+)\/(?<app>[^/]+)$/, anyWord: true },
  { pattern: /^overlays\/(?<env>[^/]+)$/, anyWord: true },
  // apps/web/envs/prod
  { pattern: /^(?:.+\/)?(?<app>[^/]+)\/(?:environments?|envs?)\/(?<env>[^/]+)$/, anyWord: true },
  // environments/prod/web, clusters/prod/apps/web
  { pattern: /^(?:.+\/)?(?:environments?|envs?)\/(?<env>[^/]+)\/(?:.+\/)?(?<app>[^/]+)$/, anyWord: true },
  { pattern: /^(?:.+\/)?clusters\/(?<cluster>(?<env>[^/]+))\/(?:.+\/)?(?<app>[^/]+)$/, anyWord: true },
  // envs/prod, in a repo with one app
  { pattern: /^(?:environments?|envs?)\/(?<env>[^/]+)$/, anyWord: true, isWhole: true },
  // apps/web/prod, prod/web
  { pattern: /^(?:.+\/)?(?<app>[^/]+)\/(?<env>[^/]+)$/ },
  { pattern: /^(?:.+\/)?(?<env>[^/]+)\/(?<app>[^/]+)$/ },
]

/** apps/web/values.yaml, if nothing of the app belongs to a single environment. */
const ONLY_VALUES =
  /^(?:.+\/)?(?:apps|applications|services)\/(?<nested>(?:.+\/)?)(?<app>[^./][^/]*)\/values\.ya?ml$/

/** Words that do not mean an environment, even in its position: layers that all environments share. */
export const SHARED_WORDS = new Set([
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
/** Folders that are part of an app, and not an app. */
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

/**
 * Finds apps with a single values file, for all environments or the only one. If an environment has a file or a
 * folder of its own, the file is a layer that all environments share; next to a chart in a nested folder, it contains
 * the chart's own values.
 *
 * @param places the folders that belong to one environment
 */
export function onlyValues(
  { files }: Context,
  claimed: ReadonlySet<string>,
  places: readonly string[],
): { found: Found; path: string }[] {
  return files.entries.flatMap(({ path }) => {
    const { app, nested = '' } = ONLY_VALUES.exec(path)?.groups ?? {}
    if (app === undefined || claimed.has(path) || isInsideChart(files, path)) return []
    if (NO_APP.has(app) || SHARED_WORDS.has(app.toLowerCase())) return []
    const folder = folderOf(path)
    if (nested !== '' && files.has(inFolder(folder, 'Chart.yaml'))) return []
    if (places.some((place) => place === folder || place.startsWith(`${folder}/`))) return []
    return [{ found: { app, environment: undefined }, path }]
  })
}

/** Returns the app that the first matching rule finds in a path; undefined if no rule matches. */
export function foundBy(rules: readonly Rule[], context: Context, path: string): Found | undefined {
  for (const { pattern, anyWord, isWhole = false } of rules) {
    const groups = pattern.exec(path)?.groups
    const { env, app = appOfRoot(context), cluster } = groups ?? {}
    if (!groups || env === undefined || NO_APP.has(app) || SHARED_WORDS.has(env.toLowerCase())) continue
    const configured = Object.keys(context.config.environments).find((name) => isSameEnvironment(name, env))
    if (!anyWord && configured === undefined && !isEnvironmentWord(env)) continue
    // If the roles are swapped (dev/web instead of web/dev), the usual word is the environment.
    if (isEnvironmentWord(app) && !isEnvironmentWord(env)) continue
    return { app, environment: configured ?? env, ...(cluster === undefined ? {} : { cluster }), isWhole }
  }
  return undefined
}

/** Returns the name of the app in a repo with a single app: the name of the repo. */
function appOfRoot(context: Context): string {
  return (
    context.addresses?.[0]
      ?.replace(/\.git$/, '')
      .split('/')
      .pop() || 'app'
  )
}

/** Reports whether a path belongs to a chart: a template, a subchart or a definition. */
export function isInsideChart(files: Files, path: string): boolean {
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder))
    if (files.has(`${folder}/Chart.yaml`))
      return (
        /^(templates|charts|crds|ci|tests?)\//.test(path.slice(folder.length + 1)) ||
        isInsideChart(files, folder)
      )
  return false
}
