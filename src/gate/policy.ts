import type { Config } from '../config/config.ts'
import { CONFIG_FILE } from '../config/config.ts'
import { inputError, suggestion } from '../errors.ts'
import { isEnvironmentWord, isProduction, isSameEnvironment } from '../inventory/environments/judge.ts'
import type { DeepReadonly } from '../shapes/readonly.ts'
import { isAmong } from '../forge/approvals.ts'

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
  const name = spelled(environment, config)
  const written = name === undefined ? undefined : config.environments[name]?.gate
  if (written === undefined) throw noPolicy(environment, config)
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
 *
 * @throws FairleadError (input) if it contains several of them: apps of one would pass by the policy of the other
 */
function spelled(environment: string, { environments }: Config): string {
  const [name, ...others] = Object.keys(environments).filter((known) => isSameEnvironment(known, environment))
  if (others.length > 0)
    throw inputError(
      `${CONFIG_FILE} of the base branch has the environments ${[name, ...others].join(' and ')}, which are names of the same environment`,
      { hint: 'Define it once.' },
    )
  return name ?? environment
}

/** Returns the names of the environments that have a gate. */
export function gatedEnvironments({ environments }: Config): string[] {
  return Object.keys(environments).filter((name) => environments[name]?.gate)
}

function noPolicy(environment: string, config: Config) {
  const gated = gatedEnvironments(config)
  const word = isProduction(environment, config) ? 'production ' : ''
  const nearest = suggestion(environment, gated)
  return inputError(
    `the ${word}environment ${JSON.stringify(environment)} has no gate in ${CONFIG_FILE} of the base branch`,
    {
      hint: [
        nearest,
        `Define there who can approve: environments: {${environment}: {gate: {approvals: 1, from: {users: [NAME]}}}}.`,
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
  const people = users.filter((user) => !isAmong(user, bots) && !isBotName(user))
  if (teams.length === 0 && people.length < approvals)
    throw inputError(
      `${where} requires ${approvals} approval${approvals === 1 ? '' : 's'} but names ${people.length === 0 ? 'nobody' : `only ${people.length === 1 ? '1 person' : `${people.length} people`} who can approve`}, so no change can pass`,
      { hint: 'Add people or teams under from, or require fewer approvals.' },
    )
  if (after !== undefined && isSameEnvironment(after.environment, environment))
    throw inputError(`${where} sets after to the environment itself`, {
      hint: 'Set it to the environment that a change must pass first.',
    })
  if (after !== undefined && !known.includes(after.environment) && !isEnvironmentWord(after.environment))
    throw inputError(
      `${where} sets after to ${JSON.stringify(after.environment)}, which is not an environment in the file`,
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

/** Reports whether a name has the suffix that GitHub uses for bots. */
export function isBotName(name: string): boolean {
  return name.toLowerCase().endsWith('[bot]')
}

function distinct(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()]
}
