import type { Config } from '../config/config.ts'
import { CONFIG_FILE } from '../config/config.ts'
import { inputError, suggestion } from '../errors.ts'
import { isEnvironmentWord, isProduction, isSameEnvironment } from '../inventory/environments/judge.ts'
import type { DeepReadonly } from '../shapes/readonly.ts'

type GateKeys = NonNullable<Config['environments'][string]['gate']>

/** A window or a freeze, as written in fairlead.yaml. */
export type Window = DeepReadonly<NonNullable<GateKeys['windows']>[number]>
export type Freeze = DeepReadonly<NonNullable<GateKeys['freezes']>[number]>

/**
 * The requirements for a change of one environment. Times are in milliseconds; omitted settings are empty or
 * undefined.
 */
export interface Policy {
  /** The environment, as `fairlead.yaml` spells it. */
  readonly environment: string
  readonly approvals: number
  readonly users: readonly string[]
  readonly teams: readonly string[]
  readonly codeOwners: boolean
  readonly bots: readonly string[]
  readonly after: { readonly environment: string; readonly soak: number } | undefined
  readonly windows: readonly Window[]
  readonly freezes: readonly Freeze[]
  readonly maxAge: number | undefined
  readonly immutable: readonly ('images' | 'charts' | 'bases')[]
  readonly allow: readonly ('time' | 'chance' | 'lookup' | 'release')[]
  readonly override: { readonly by: readonly string[]; readonly reviewWithin: number } | undefined
}

const DAY = 24 * 60 * 60 * 1000

/**
 * Returns the policy of an environment.
 *
 * @param config of the tip of the base branch
 * @throws FairleadError (input) if there is none, or if nobody could ever satisfy it
 */
export function policyOf(environment: string, config: Config): Policy {
  const name = Object.keys(config.environments).find((known) => isSameEnvironment(known, environment))
  const written = name === undefined ? undefined : config.environments[name]?.gate
  if (name === undefined || written === undefined) throw noPolicy(environment, config)
  const { approvals, from, after, override } = written
  const policy: Policy = {
    environment: name,
    approvals,
    users: distinct(from.users ?? []),
    teams: distinct(from.teams ?? []),
    codeOwners: written.codeOwners ?? false,
    bots: written.bots ?? [],
    after: after && {
      environment: spelled(after.environment, config),
      soak: milliseconds(after.soak ?? '0m'),
    },
    windows: written.windows ?? [],
    freezes: written.freezes ?? [],
    maxAge: written.maxAge === undefined ? undefined : milliseconds(written.maxAge),
    immutable: written.immutable ?? [],
    allow: written.allow ?? [],
    override: override && {
      by: override.by,
      reviewWithin: override.reviewWithin === undefined ? 3 * DAY : milliseconds(override.reviewWithin),
    },
  }
  refuseUnsatisfiable(policy, Object.keys(config.environments))
  return policy
}

/**
 * Returns the name that the file uses, if there are several spellings: `production` is `prod` if the file contains
 * `prod`.
 */
function spelled(environment: string, { environments }: Config): string {
  return Object.keys(environments).find((known) => isSameEnvironment(known, environment)) ?? environment
}

function noPolicy(environment: string, config: Config) {
  const gated = Object.keys(config.environments).filter((name) => config.environments[name]?.gate)
  const word = isProduction(environment, config) ? 'production ' : ''
  const nearest = suggestion(environment, gated)
  return inputError(
    `the ${word}environment ${JSON.stringify(environment)} has no gate in ${CONFIG_FILE} of the base branch`,
    {
      hint: [
        nearest,
        `Define there who may approve: environments: {${environment}: {gate: {approvals: 1, from: {users: [NAME]}}}}.`,
      ]
        .filter(Boolean)
        .join(' '),
    },
  )
}

/** Refuses a policy that nobody can satisfy: it would block every change without a visible reason. */
function refuseUnsatisfiable(
  { environment, approvals, users, teams, bots, after }: Policy,
  known: readonly string[],
): void {
  const where = `environments.${environment}.gate in ${CONFIG_FILE}`
  const people = users.filter((user) => !bots.some((bot) => isSameName(bot, user)) && !isBotName(user))
  if (teams.length === 0 && people.length < approvals)
    throw inputError(
      `${where} requires ${approvals} approval${approvals === 1 ? '' : 's'} but names ${people.length === 0 ? 'nobody' : `${people.length} who can give one`}, so no change can pass`,
      { hint: 'Add people or teams under from, or require fewer approvals.' },
    )
  if (after !== undefined && isSameEnvironment(after.environment, environment))
    throw inputError(`${where} has the environment itself as after`, {
      hint: 'Set it to the environment that a change must pass first.',
    })
  if (after !== undefined && !known.includes(after.environment) && !isEnvironmentWord(after.environment))
    throw inputError(
      `${where} has after: ${JSON.stringify(after.environment)}, which is not an environment in the file`,
      {
        hint: suggestion(after.environment, known),
      },
    )
}

/**
 * Parses a time span of `fairlead.yaml` to milliseconds: `90m`, `2h`, `1h30m`, `7d`.
 *
 * @param text of the form `SPAN`
 */
export function milliseconds(text: string): number {
  const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY }
  return [...text.matchAll(/(\d{1,5})([smhdw])/g)].reduce(
    (sum, [, number = '0', unit = 's']) => sum + Number(number) * (units[unit] ?? 0),
    0,
  )
}

/** Compares names of people without regard to case: two accounts of GitHub or GitLab cannot differ only in case. */
export function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** Reports whether a name has the suffix that GitHub uses for bots. */
export function isBotName(name: string): boolean {
  return name.toLowerCase().endsWith('[bot]')
}

function distinct(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()]
}
