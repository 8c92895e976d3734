import { CONFIG_FILE } from '../config/config.ts'
import type { Config } from '../config/config.ts'
import type { Protection } from '../forge/approvals.ts'
import { FairleadError, inputError } from '../errors.ts'
import type { Fault } from '../errors.ts'
import type { MergeRules } from '../forge/merging.ts'
import { lockOfSetup } from '../gate/merge/lock.ts'
import type { Policy } from '../gate/policy.ts'
import { policyOf } from '../gate/policy.ts'
import { setupMarkdown, setupText } from '../report/gate/setup.ts'
import type { Output, Result } from './describe.ts'

/** What `gate` gives to the next step. */
export type GateOutputs = Readonly<
  Record<'decision' | 'digest' | 'recorded' | 'merged' | 'plan-digest', Output>
>

/** What is needed to look at a gate as it is set up. */
export interface SetupPorts {
  /** The branch that changes go into; undefined where nothing tells it. */
  readonly base: string | undefined
  /** The configuration of the tip of a branch. */
  config(base: string): Promise<Config>
  /** Undefined where the forge has no settings. */
  readonly setup: ((policy: Policy, base: string) => Promise<readonly Protection[]>) | undefined
  /** Undefined where the forge has no settings for merges. */
  readonly rules: ((base: string) => Promise<MergeRules>) | undefined
  /** Whether the gate is to merge itself. */
  readonly merges: boolean
  readonly width: number
}

/**
 * Whether the gate of an environment holds, by the policy of the tip of the base.
 *
 * @throws FairleadError (input) where there is no policy, or nothing that could hold
 */
export async function checkSetup(environment: string, ports: SetupPorts): Promise<Result<GateOutputs>> {
  const { base, config, setup, rules, merges, width } = ports
  if (setup === undefined)
    throw inputError('check-setup supports GitHub and GitLab only: plain git does not block changes', {
      hint: 'Set the forge, e.g. forge: github.',
    })
  if (base === undefined)
    throw inputError('base is not set, and the target branch of changes is not known', {
      hint: 'Set it: fairlead gate --check-setup --base main.',
    })
  const policy = gatePolicy(environment, await config(base))
  const lock = rules === undefined ? [] : [lockOfSetup(await rules(base), { base, merges })]
  return setupResult([...(await setup(policy, base)), ...lock], policy.environment, width)
}

/** The policy, and what it needs of the rest of the configuration. */
export function gatePolicy(environment: string, config: Config): Policy {
  const policy = policyOf(environment, config)
  if (policy.after !== undefined && config.records !== true)
    throw inputError(
      `environments.${policy.environment}.gate in ${CONFIG_FILE} has after, but records are off, so nothing records what was verified`,
      { hint: 'Set records: true there, and run sync for that environment.' },
    )
  return policy
}

/**
 * What has to be so for a gate to hold. What is not so, and what could not be read, fails.
 *
 * @param width how many columns a line may take
 */
function setupResult(found: readonly Protection[], environment: string, width: number): Result<GateOutputs> {
  const failure = failureOf(found.filter(({ word }) => word !== 'yes'))
  return {
    outputs: { decision: '', digest: '', recorded: '', merged: '', 'plan-digest': '' },
    data: {
      environment,
      setup: found.map(({ id, word, message, cure }) => ({ check: id, word, message, cure: cure ?? null })),
    },
    text: setupText(found, environment, width),
    summary: setupMarkdown(found, environment),
    warnings: [],
    ...(failure && { failure }),
  }
}

/** Why a gate says no: everything that is not as it has to be, with what mends it. */
export function failureOf(
  unmet: readonly { readonly message: string; readonly cure: string | undefined }[],
): FairleadError | undefined {
  const [first, ...others] = unmet.map(({ message, cure }): Fault => ({
    message: message.replace(/\.$/, ''),
    ...(cure !== undefined && { hint: cure }),
  }))
  return first && new FairleadError('refused', [first, ...others])
}
