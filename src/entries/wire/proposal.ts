import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ProposalPorts } from '../../commands/proposals.ts'
import { inputError } from '../../errors.ts'
import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'
import { openForge } from './forge.ts'
import type { ForgeInputs } from './forge.ts'
import { openSource } from './source.ts'
import type { SourceInputs } from './source.ts'
import { registries } from './registry.ts'

/** What `update` and `pull-request` need from outside. */
export async function proposalPorts(
  inputs: ForgeInputs & { readonly source: SourceInputs },
  wiring: Wiring,
): Promise<ProposalPorts> {
  const { context } = wiring
  const { repository, commit, runUrl, serverUrl = context.serverUrl } = context.job
  const opened = await openForge(inputs, wiring)
  return {
    forge: opened.forge,
    identity: opened.identity,
    get tokenWarnings() {
      return opened.tokenWarnings()
    },
    pace: {
      sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
      random: Math.random,
    },
    origin: { repository, commit, runUrl, serverUrl },
    source: openSource(inputs.source, wiring),
    registry: registries(wiring),
    readText: (path) => readText(path, context),
  }
}

/**
 * @throws FairleadError (input) where the file cannot be read
 */
async function readText(path: string, { workspace }: Context): Promise<string> {
  try {
    return await readFile(resolve(workspace, path), 'utf8')
  } catch (error) {
    throw inputError(`the file ${JSON.stringify(path)} cannot be read: ${(error as Error).message}`)
  }
}
