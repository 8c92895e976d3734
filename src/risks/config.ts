import { finding } from '../findings/finding.ts'
import type { Config, HostConfig } from '../config/config.ts'
import { CONFIG_FILE } from '../config/config.ts'
import { configOf } from '../config/read.ts'
import { FairleadError } from '../errors.ts'
import { mask } from '../git/mask.ts'
import type { Sides } from '../git/sides.ts'
import { isProduction } from '../inventory/environments/judge.ts'
import type { Risk } from './risk.ts'

/** A rule about a change of `fairlead.yaml`, which controls every job after the merge. */
interface ConfigRule {
  readonly id: string
  readonly level: Risk['level']
  /** The condition that it checks, for the table in the documentation. */
  readonly description: string
  /** Returns its findings, as sentences. */
  readonly find: (before: Config, after: Config) => readonly string[]
}

/** Rules about `fairlead.yaml` that need both sides of it. */
const COMPARED: readonly ConfigRule[] = [
  {
    id: 'renderer-replaced',
    level: 'high',
    description:
      'Jobs will run a different Helm or kustomize, or one from a different location: a version, a checksum or the mirror in `render` changes.',
    find: (before, after) => keyChanges('render', before.render ?? {}, after.render ?? {}),
  },
  {
    id: 'credentials-widened',
    level: 'high',
    description:
      "A host in `fetch.hosts` receives the job's credentials, receives them for more paths, or may have private addresses.",
    find: (before, after) => hostChanges(before, after, widenings),
  },
  {
    id: 'host-listed',
    level: 'medium',
    description: 'A host is new in `fetch.hosts`: jobs may contact it over http and through a proxy.',
    find: (before, after) =>
      hostChanges(before, after, (was) => (was === undefined ? ['may be contacted over http'] : [])),
  },
  {
    id: 'review-relaxed',
    level: 'high',
    description:
      'An environment is no longer production, or allows more than a reviewed pull request (`allow: [push, auto-merge]`).',
    find: relaxations,
  },
  {
    id: 'environments-changed',
    level: 'medium',
    description: 'The assignment of apps to environments changes, and with it which apps are production.',
    find: (before, after) => {
      const rules = ({ environments }: Config) =>
        JSON.stringify(
          Object.entries(environments).map(([name, { paths, labels, clusters }]) => [
            name,
            paths,
            labels,
            clusters,
          ]),
        )
      return rules(before) === rules(after) ? [] : ['The rules of the environments change.']
    },
  },
  {
    id: 'noise-widened',
    level: 'medium',
    description: 'A field becomes an ignored field (`diff.noise`): later changes to it are not shown.',
    find: ({ diff: before }, { diff: after }) =>
      (after?.noise ?? [])
        .filter((field) => before?.noise?.includes(field) !== true)
        .map((field) => `Changes to ${field} are no longer shown.`),
  },
]

const INVALID = {
  id: 'config-invalid',
  level: 'high',
  description: '`fairlead.yaml` cannot be read after the change: every later job fails.',
} as const

/** The rules, for the table in the documentation. */
export const CONFIG_RULES: readonly Pick<ConfigRule, 'id' | 'level' | 'description'>[] = [
  ...COMPARED,
  INVALID,
]

/** Returns the risks of a change of `fairlead.yaml`; empty if the change does not touch it. */
export async function configRisks({ head, changed }: Pick<Sides, 'head' | 'changed'>, before: Config) {
  if (!changed.includes(CONFIG_FILE)) return []
  try {
    return risksBetween(before, await configOf(head.tree))
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    return [finding(INVALID, `It cannot be read after the change: ${error.faults[0].message}.`)]
  }
}

/** Returns the risks of replacing one configuration with another. */
export function risksBetween(before: Config, after: Config): Risk[] {
  return COMPARED.flatMap((rule) => rule.find(before, after).map((message) => finding(rule, message)))
}

function keyChanges(where: string, before: object, after: object): string[] {
  const [was, is] = [before, after].map((one) => new Map(Object.entries(one)))
  return [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].flatMap((key) => {
    const [from, to] = [was?.get(key), is?.get(key)] as (string | undefined)[]
    const shown = (value: string | undefined) => (value === undefined ? 'not set' : mask(value))
    return from === to ? [] : [`${where}.${key} changes from ${shown(from)} to ${shown(to)}.`]
  })
}

function hostChanges(
  before: Config,
  after: Config,
  find: (was: HostConfig | undefined, is: HostConfig) => readonly string[],
): string[] {
  const old = new Map(Object.entries(before.fetch?.hosts ?? {}))
  return Object.entries(after.fetch?.hosts ?? {}).flatMap(([name, is]) =>
    find(old.get(name), is).map((what) => `The host ${name} ${what}.`),
  )
}

function widenings(was: HostConfig | undefined, is: HostConfig): string[] {
  const { credentials, paths } = is
  const isNew = credentials === true && was?.credentials !== true
  const more =
    credentials === true && !isNew && was?.paths !== undefined
      ? (paths ?? ['all paths']).filter((path) => was.paths?.includes(path) !== true)
      : []
  const where = paths === undefined ? '' : ` for ${paths.join(', ')}`
  return [
    ...(isNew ? [`receives the job's credentials${where}`] : []),
    ...(more.length > 0 ? [`also receives the job's credentials for ${more.join(', ')}`] : []),
    ...(is.private === true && was?.private !== true ? ['may have private addresses'] : []),
  ]
}

function relaxations(before: Config, after: Config): string[] {
  const names = new Set([...Object.keys(before.environments), ...Object.keys(after.environments)])
  return [...names].flatMap((name) => {
    const allowed = ({ environments }: Config) => environments[name]?.allow ?? []
    const more = allowed(after).filter((way) => !allowed(before).includes(way))
    return [
      ...(isProduction(name, before) && !isProduction(name, after)
        ? [`The environment ${name} is no longer production.`]
        : []),
      ...(more.length > 0 ? [`The environment ${name} allows ${more.join(' and ')}.`] : []),
    ]
  })
}
