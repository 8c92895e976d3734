/** Records despite any error at any request: an entry is written once, or the error is reported. */
import { openGitLabLedger } from '../../src/forge/gitlab/ledger.ts'
import { openProject } from '../../src/forge/gitlab/project.ts'
import { append } from '../../src/records/append.ts'
import { RECORDS_BRANCH } from '../../src/records/place.ts'
import { describeFaults } from '../support/gitlab-faults.ts'
import type { Step, World } from '../support/gitlab-faults.ts'
import type { Fetch } from '../support/fault-matrix.ts'
import { steady } from '../support/ports.ts'
import { draft } from '../support/records.ts'

function ledgerOf({ fake, token }: World, fetch?: Fetch) {
  const { apiUrl, serverUrl } = fake
  const options = { token, apiUrl, second: 2, random: () => 0, fetch, environment: process.env }
  const project = openProject({ ...options, repository: 'acme/platform/infra', serverUrl })
  return openGitLabLedger(project, RECORDS_BRANCH)
}

const record =
  (id: string): Step =>
  async (world, fetch) => {
    const { sequence } = await append(ledgerOf(world, fetch), draft(id), steady)
    return { outputs: { sequence: String(sequence) } }
  }

describeFaults({
  name: 'the first record, on a branch that an earlier run has begun',
  start: async (world) => {
    await ledgerOf(world).begin({ path: 'README.md', content: Buffer.from('Records\n') }, 'Begin')
  },
  step: record('one'),
})

describeFaults({
  name: 'a record after others',
  start: async (world) => {
    await record('one')(world)
  },
  step: record('two'),
})
