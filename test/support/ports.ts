/** What a command that opens requests needs from outside, for tests: one way to wire it to any forge. */
import type { Values } from '../../src/commands/describe.ts'
import type { ProposalPorts } from '../../src/commands/proposals.ts'
import type { Forge } from '../../src/forge/forge.ts'
import { readInputs } from '../../src/runtime/inputs.ts'
import { noSource } from './app-repo.ts'

/** The job of `acme/web` that runs on each forge; outside of a job nothing but its repository is known. */
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

/** Ports that wait for nothing, read no file, and ask no registry and no app repo, where `given` has none. */
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

/** A pace without chance, where each run must ask the same. */
export const steady: ProposalPorts['pace'] = { sleep: () => Promise.resolve(), random: () => 0 }

/** Where a bump comes from: a job of `acme/web`. */
export function originOf(kind: keyof typeof jobs, commit?: string): ProposalPorts['origin'] {
  return { repository: 'acme/web', commit, ...jobs[kind] }
}

/** The inputs of a command, read from texts as a surface gives them. */
export function valuesOf<T extends Parameters<typeof readInputs>[0]>(
  inputs: T,
  given: Readonly<Record<string, string>>,
): Values<T> {
  const texts = new Map(Object.entries(given).map(([name, value]) => [name, [value]]))
  return readInputs(inputs, { texts, faults: [], label: (name) => name })
}
