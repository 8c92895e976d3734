import { FairleadError } from '../../errors.ts'
import type { Forge, ForgeSnapshot } from '../../forge/forge.ts'
import type { Check } from '../check.ts'
import { fault, ok, orOk, sentence, unknown } from '../check.ts'

/** What the checks of a plain git remote look at. */
export interface LocalPorts {
  readonly repository: string
  readonly base: string | undefined
  /** @throws FairleadError where the remote is not there or not usable */
  open(): Promise<Forge>
}

export const remoteIsThere: Check<LocalPorts> = {
  id: 'local/remote',
  title: 'The git remote',
  level: 'fault',
  description: 'The git remote, or its base branch, is not there.',
  async run({ open, base, repository }) {
    let snapshot: ForgeSnapshot
    try {
      snapshot = await (await open()).snapshot({ base, branches: [], files: [] })
    } catch (error) {
      if (!(error instanceof FairleadError) || error.kind !== 'input') throw error
      return orOk(
        error.faults.map(({ message, hint }) => fault(sentence(message), hint)),
        '',
      )
    }
    return [ok(`${repository} is there, with the base branch ${snapshot.base.name}.`)]
  },
}

export const pushing: Check<LocalPorts> = {
  id: 'local/push',
  title: 'Whether git may push',
  level: 'unknown',
  description: 'The permission to push: a plain git remote shows it only when something is pushed.',
  run: () => [
    unknown(
      'Whether git may push to a plain remote shows only when it does.',
      'Run fairlead update once, and look at its branch.',
    ),
  ],
}
