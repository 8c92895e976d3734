import type { Part } from '../doctor/check.ts'
import type { Examined } from '../doctor/report.ts'
import { flatten, tally, toData, toMarkdown, toText } from '../doctor/report.ts'
import { describeFault, FairleadError } from '../errors.ts'
import type { Finding } from '../findings/finding.ts'
import type { Fault } from '../errors.ts'
import { inputs, pick, programInputs } from './catalogue.ts'
import { outputs } from './outputs.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import { described } from './describe.ts'

export const doctorCommand = {
  name: 'doctor',
  title: 'Fairlead doctor',
  summary:
    'Checks tokens, branch protection, environments, controllers and versions, and reports what is missing and how to fix it.',
  inputs: described(
    pick(
      inputs,
      'forge',
      'repository',
      'token',
      'base',
      'path',
      'source-repository',
      'source-token',
      ...programInputs,
      'output',
    ),
    {
      path: 'The folder of the infra repo. It does not have to be a git checkout. If there is no such folder and repository is set, the files are read from the forge.',
      base: 'The branch that changes are merged into. Default: the default branch of the infra repo.',
      token:
        'The token to check: the one that you give to the other commands. Checks that it has no permission for are reported as not checked.',
      'source-repository': 'The app repo to check. Default: the repository that the job runs for.',
      'source-token': 'The token for the app repo to check.',
    },
  ),
  outputs: pick(outputs, 'healthy', 'faults', 'warnings', 'unchecked', 'report'),
} as const satisfies CommandDescription

export interface DoctorPorts {
  /** The parts to check, in the order in which they are reported. */
  readonly parts: readonly Part[]
}

/** Runs all checks. Nothing is written, neither to the folder nor to a server. */
export async function runDoctor(
  _values: Values<typeof doctorCommand.inputs>,
  { parts }: DoctorPorts,
): Promise<Result<typeof doctorCommand.outputs>> {
  const examined: Examined[] = []
  for (const part of parts) examined.push({ title: part.title, reports: await part.run() })
  const failure = failureOf(examined)
  const counts = tally(examined)
  const healthy = failure === undefined
  const checked = toData(examined)
  const json = JSON.stringify(checked)
  return {
    outputs: {
      healthy: String(healthy),
      faults: String(counts.fault),
      warnings: String(counts.warning),
      unchecked: String(counts.unknown),
      report: json.length <= 1_000_000 ? json : '',
    },
    data: {
      healthy,
      faults: counts.fault,
      warnings: counts.warning,
      unchecked: counts.unknown,
      parts: checked,
    },
    text: toText(examined),
    summary: toMarkdown(examined),
    warnings: [],
    ...(failure ? { failure } : {}),
  }
}

/**
 * Returns the errors that were found, or else the server errors that prevented checks; undefined if there are none.
 */
function failureOf(parts: readonly Examined[]): FairleadError | undefined {
  const all = flatten(parts)
  const faults = all.filter(({ finding }) => finding.level === 'fault')
  const remote = all.filter(({ report }) => report.failure === 'remote')
  // A message from several checks is reported once.
  const told = new Map(
    (faults.length > 0 ? faults : remote).map(({ finding }) => [describeFault(finding), faultOf(finding)]),
  )
  const [first, ...others] = told.values()
  return first && new FairleadError(faults.length > 0 ? 'refused' : 'remote', [first, ...others])
}

function faultOf({ message, hint, at }: Finding): Fault {
  return { message, hint, at }
}
