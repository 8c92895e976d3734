/** docs/records.md: its example is a valid entry, and its commands read and check the entries on the branch. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectLocal } from '../../src/forge/local/connect.ts'
import { append } from '../../src/records/append.ts'
import { syncEntry } from '../../src/records/entry.ts'
import { pathOf, RECORDS_BRANCH } from '../../src/records/place.ts'
import { bareRepository, commitFiles, git, temporaryFolder } from '../support/git.ts'
import { isolated } from '../support/git-commits.ts'
import { draft, quickly } from '../support/records.ts'

const page = readFileSync(fileURLToPath(new URL('../../docs/records.md', import.meta.url)), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text)

const hasJq = spawnSync('jq', ['--version']).status === 0

it('shows an entry as it is written', () => {
  const [example = ''] = blocks('json')
  const shown = JSON.parse(example) as unknown
  expect(v.parse(syncEntry, shown)).toEqual(shown)
})

describe.skipIf(!hasJq)('its commands', () => {
  it('list the entries, and say nothing of a whole chain and where one is broken', async () => {
    const remote = bareRepository()
    const connection = connectLocal({ repository: remote, environment: process.env })
    onTestFinished(() => connection.close())
    const ledger = await connection.ledger(RECORDS_BRANCH)
    for (const id of ['one', 'two', 'three']) await append(ledger, draft(id), quickly)
    const [read = '', check = ''] = blocks('sh')
    const run = () => {
      const folder = temporaryFolder()
      git(folder, 'init', '-q')
      git(folder, 'remote', 'add', 'origin', remote)
      const text = read.replace('git fetch origin', 'git fetch -q origin')
      const shell = (script: string) =>
        execFileSync('sh', ['-euc', script], { cwd: folder, env: isolated, encoding: 'utf8' })
      return { listed: shell(text), broken: shell(check) }
    }
    const whole = run()
    expect(whole.listed).toMatch(/^1\t2026-11-29T10:00:05Z\tc+\tverified\tweb=verified$/m)
    expect(whole.broken).toBe('')
    commitFiles(remote, RECORDS_BRANCH, 'by hand', { [pathOf(2)]: '{"previous": "x"}' })
    expect(run().broken).toContain(pathOf(2))
  })
})
