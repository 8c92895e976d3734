/** The records that determine the beginning of the next run's range. */
import { expect, it, onTestFinished } from 'vitest'
import { recordedIn } from '../../src/entries/wire/records.ts'
import { refusal } from '../../src/errors.ts'
import { connectLocal } from '../../src/forge/local/connect.ts'
import { append } from '../../src/records/append.ts'
import type { Draft } from '../../src/records/entry.ts'
import { pathOf, RECORDS_BRANCH } from '../../src/records/place.ts'
import { bareRepository, commitFiles } from '../support/git.ts'
import { draft, quickly } from '../support/records.ts'

const nothing = { apps: [], environments: [], clusters: [] }
const staging = { ...nothing, environments: ['staging'] }

async function written(entries: readonly Partial<Draft>[]) {
  const remote = bareRepository()
  const connection = connectLocal({ repository: remote, environment: process.env })
  onTestFinished(() => connection.close())
  const ledger = await connection.ledger(RECORDS_BRANCH)
  for (const [i, more] of entries.entries()) await append(ledger, draft(`entry ${i}`, more), quickly)
  const ask = (selection: Draft['selection'] = nothing, branch = 'main') =>
    recordedIn({
      ledger: async () => ledger,
      pace: quickly,
      facts: { id: 'id', version: '0', branch, selection, run: undefined },
    })
  return { remote, ask }
}

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
  string,
]

it('those of this branch, the newest first, whatever became of the commit', async () => {
  const { ask } = await written([
    { commit: a },
    { commit: b, outcome: 'failed' },
    { commit: c, branch: 'release' },
    { commit: d, outcome: 'unknown' },
  ])
  expect(await ask()).toEqual({ recorded: [d, b, a], warnings: [] })
  expect((await ask(nothing, 'release')).recorded).toEqual([c])
})

it('those of runs that looked as widely: at everything, or at the same', async () => {
  const { ask } = await written([
    { commit: a },
    { commit: b, selection: staging },
    { commit: c, selection: { ...nothing, apps: ['web'] } },
  ])
  expect((await ask()).recorded).toEqual([a])
  expect((await ask(staging)).recorded).toEqual([b, a])
})

it('none of a chain that is broken, and none that cannot be read: both are told', async () => {
  const { ask, remote } = await written([{ commit: a }, { commit: b }])
  commitFiles(remote, RECORDS_BRANCH, 'by hand', { [pathOf(1)]: '{}' })
  const broken = await ask()
  expect(broken.recorded).toEqual([])
  expect(broken.warnings.join('\n')).toContain('not intact')
  const unread = await recordedIn({
    ledger: () => Promise.reject(refusal('the token may not read the records')),
    pace: quickly,
    facts: { id: 'id', version: '0', branch: 'main', selection: nothing, run: undefined },
  })
  expect(unread.recorded).toEqual([])
  expect(unread.warnings.join('\n')).toContain('the token may not read the records')
})

it('none where there are no records yet', async () => {
  const { ask } = await written([])
  expect(await ask()).toEqual({ recorded: [], warnings: [] })
})
