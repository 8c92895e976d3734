import { FairleadError } from '../../errors.ts'
import type { Forge, ForgeSnapshot } from '../../forge/forge.ts'
import type { Check } from '../check.ts'
import { fault, ok, orOk, sentence, unknown } from '../check.ts'

/** The inputs of the checks of a plain git remote. */
export interface LocalPorts {
  readonly repository: string
  readonly base: string | undefined
  /** @throws FairleadError if the remote does not exist or cannot be used */
  open(): Promise<Forge>
}

export const remoteIsThere: Check<LocalPorts> = {
  id: 'local/remote',
  title: 'The git remote',
  level: 'fault',
  description: 'The git remote or its base branch does not exist.',
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
    return [ok(`${repository} exists, with the base branch ${snapshot.base.name}.`)]
  },
}

export const pushing: Check<LocalPorts> = {
  id: 'local/push',
  title: 'Permission to push with git',
  level: 'unknown',
  description: 'The permission to push: with a plain git remote it is only known after a push.',
  run: () => [
    unknown(
      'Not verified: with a plain git remote, the permission to push is only known after a push.',
      'Run fairlead update once, and check its branch.',
    ),
  ],
}
