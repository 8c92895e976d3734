/** The ports of a command that opens requests, for tests on any forge. */
import type { Values } from '../../src/commands/describe.ts'
import type { ProposalPorts } from '../../src/commands/proposals.ts'
import type { Forge } from '../../src/forge/forge.ts'
import { readInputs } from '../../src/runtime/inputs.ts'
import { noSource } from './app-repo.ts'

/** A job of `acme/web` on each forge. Outside of a job only its repository is known. */
const jobs = {
  github: {
    serverUrl: 'https://github.com',
    runUrl: 'https://github.com/acme/web/actions/runs/7',
  },
  gitlab: {
    serverUrl: 'https://gitlab.com',
    runUrl: 'https://gitlab.com/acme/web/-/pipelines/7',
  },
  local: { serverUrl: undefined, runUrl: undefined },
} as const

/** Returns ports that do not wait, read no files, and use no registry and no app repo, unless `given` has them. */
export function portsOf(forge: Forge, given: Partial<ProposalPorts> = {}): ProposalPorts {
  return {
    forge,
    pace: { sleep: () => Promise.resolve(), random: Math.random },
    origin: originOf(forge.kind),
    addresses: undefined,
    appRepo: noSource,
    readText: () => Promise.reject(new Error('no file is read')),
    registry: () => Promise.reject(new Error('no registry is asked')),
    ...given,
  }
}

/** A pace without randomness, for runs that must send the same requests. */
export const steady: ProposalPorts['pace'] = { sleep: () => Promise.resolve(), random: () => 0 }

/** Returns the origin of a bump: a job of `acme/web`. */
export function originOf(kind: keyof typeof jobs, commit?: string): ProposalPorts['origin'] {
  return { repository: 'acme/web', commit, ...jobs[kind] }
}

/** Reads the inputs of a command from strings, as an entry point does. */
export function valuesOf<T extends Parameters<typeof readInputs>[0]>(
  inputs: T,
  given: Readonly<Record<string, string>>,
): Values<T> {
  const texts = new Map(Object.entries(given).map(([name, value]) => [name, [value]]))
  return readInputs(inputs, { texts, faults: [], label: (name) => name })
}
