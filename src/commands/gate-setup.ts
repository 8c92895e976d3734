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

/** The outputs of `gate`. */
export type GateOutputs = Readonly<
  Record<'decision' | 'digest' | 'recorded' | 'merged' | 'plan-digest', Output>
>

/** The external dependencies of checking the setup of a gate. */
export interface SetupPorts {
  /** The target branch of changes; undefined if it is unknown. */
  readonly base: string | undefined
  /** Returns the configuration at the tip of a branch. */
  config(base: string): Promise<Config>
  /** Undefined if the forge has no settings. */
  readonly setup: ((policy: Policy, base: string) => Promise<readonly Protection[]>) | undefined
  /** Undefined if the forge has no settings for merges. */
  readonly rules: ((base: string) => Promise<MergeRules>) | undefined
  /** Whether the gate itself merges. */
  readonly merges: boolean
  readonly width: number
}

/**
 * Checks whether the gate of an environment is enforced, by the policy at the tip of the base.
 *
 * @throws FairleadError (input) if there is no policy, or nothing that could enforce it
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

/** Returns the policy of an environment, and checks what it requires from the rest of the configuration. */
export function gatePolicy(environment: string, config: Config): Policy {
  const policy = policyOf(environment, config)
  if (policy.after !== undefined && config.records !== true)
    throw inputError(
      `environments.${policy.environment}.gate in ${CONFIG_FILE} sets after, but records are off, so nothing records what was verified`,
      { hint: 'Set records: true there, and run sync for that environment.' },
    )
  return policy
}

/**
 * Returns the requirements of a gate as a result. Requirements that are not met or could not be read make it fail.
 *
 * @param width the maximum width of a line in columns
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

/** Returns the error of a gate that fails: every requirement that is not met, with its fix. */
export function failureOf(
  unmet: readonly { readonly message: string; readonly cure: string | undefined }[],
): FairleadError | undefined {
  const [first, ...others] = unmet.map(({ message, cure }): Fault => ({
    message: message.replace(/\.$/, ''),
    ...(cure !== undefined && { hint: cure }),
  }))
  return first && new FairleadError('refused', [first, ...others])
}
