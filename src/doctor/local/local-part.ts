import { FairleadError } from '../../errors.ts'
import type { Forge, Look } from '../../forge/forge.ts'
import type { Check, Part } from '../check.ts'
import { fault, ok, orOk, part, sentence, unknown } from '../check.ts'

/** What the checks of a plain git remote look at. */
export interface LocalPorts {
  readonly repository: string
  readonly base: string | undefined
  /** @throws FairleadError where the remote is not there or not usable */
  open(): Promise<Forge>
}

const remoteIsThere: Check<LocalPorts> = {
  id: 'local/remote',
  title: 'The git remote',
  async run({ open, base, repository }) {
    let look: Look
    try {
      look = await (await open()).look({ base, branches: [], files: [] })
    } catch (error) {
      if (!(error instanceof FairleadError) || error.kind !== 'input') throw error
      return orOk(
        error.faults.map(({ message, hint }) => fault(sentence(message), hint)),
        '',
      )
    }
    return [ok(`${repository} is there, with the base branch ${look.base.name}.`)]
  },
}

const pushing: Check<LocalPorts> = {
  id: 'local/push',
  title: 'Whether git may push',
  run: () => [
    unknown(
      'Whether git may push to a plain remote shows only when it does.',
      'Run fairlead update once, and look at its branch.',
    ),
  ],
}

/** A plain git remote, without pull requests. */
export function localPart(ports: LocalPorts): Part {
  return part(`${ports.repository} by git`, [remoteIsThere, pushing], ports)
}
