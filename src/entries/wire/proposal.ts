import type { ProposalPorts } from '../../commands/proposals.ts'
import { inputError } from '../../errors.ts'
import { readNamed } from '../../files/read.ts'
import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'
import type { Reach } from './connect.ts'
import { connect } from './forges.ts'
import { openAppRepo } from './app-repo.ts'
import type { SourceInputs } from './app-repo.ts'
import { registries } from './registry.ts'

/** Returns the external dependencies of `update` and `pull-request`. */
export async function proposalPorts(
  inputs: Reach & { readonly forge: string; readonly source: SourceInputs },
  wiring: Wiring,
): Promise<ProposalPorts> {
  const { context } = wiring
  const { repository, commit, runUrl, serverUrl = context.serverUrl } = context.job
  const { forge, token } = inputs
  const connection = await connect(forge, { repository: inputs.repository, token }, wiring)
  return {
    forge: await connection.pulls(),
    addresses: await connection.address(),
    pace: {
      sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
      random: Math.random,
    },
    origin: { repository, commit, runUrl, serverUrl },
    appRepo: openAppRepo(inputs.source, wiring),
    registry: registries(wiring),
    readText: (path) => readText(path, context),
  }
}

/** The maximum size of a text file, far more than any forge accepts as the text of a request. */
const TEXT_BYTES = 1024 * 1024

/**
 * Reads the text of a file.
 *
 * @throws FairleadError (input) if the file cannot be read
 */
async function readText(path: string, context: Context): Promise<string> {
  const read = await readNamed(path, TEXT_BYTES, context)
  if ('fault' in read) throw inputError(`the file ${JSON.stringify(path)} cannot be read: ${read.fault}`)
  return read.content.toString('utf8')
}
