/** The records on each forge: entries are added one after the other, even if several jobs write at the same time. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { append } from '../../src/records/append.ts'
import { hashOf, pathOf, RECORDS_BRANCH } from '../../src/records/place.ts'
import { allEntries, lastEntries } from '../../src/records/read.ts'
import { verifyChain } from '../../src/records/verify.ts'
import { connectGitLab } from '../../src/forge/gitlab/connect.ts'
import { startFakeGitLab } from '../fakes/gitlab/index.ts'
import { forgeWorlds } from '../support/forge-worlds.ts'
import { draft, entryOf, quickly } from '../support/records.ts'

describe.each(Object.entries(forgeWorlds))('the records on %s', (name, build) => {
  async function world() {
    const made = await build({ 'README.md': 'infra\n' })
    onTestFinished(() => made[Symbol.asyncDispose]())
    return { ...made, world: made, ledger: await made.connection.ledger(RECORDS_BRANCH) }
  }

  it('begin with the first entry, on a branch that shares nothing with any other', async () => {
    const { ledger, world: made } = await world()
    const first = await append(ledger, draft('one'), quickly)
    const second = await append(ledger, draft('two', { outcome: 'failed' }), quickly)
    expect([first.sequence, second.sequence]).toEqual([1, 2])
    expect(made.head(RECORDS_BRANCH)).toBe(second.commit)
    const { message, parents } = await made.commit(second.commit)
    expect(message).toContain('[skip ci]')
    const root = await made.commit((await made.commit(parents[0] ?? '')).parents[0] ?? '')
    expect(root.parents).toEqual([])
    expect(root.message).toContain('[skip ci]')
    const entries = await allEntries(ledger, second.commit)
    expect(entries.map(({ path }) => path)).toEqual([
      'entries/00000/00000001.json',
      'entries/00000/00000002.json',
    ])
    expect(entries.map(entryOf).map(({ id, previous }) => [id, previous])).toEqual([
      ['one', null],
      ['two', first.hash],
    ])
    expect(entries.map(({ content }) => hashOf(content))).toEqual([first.hash, second.hash])
    expect(await verifyChain(ledger)).toMatchObject({ entries: 2, faults: [] })
  })

  it('have all entries of writers that come at the same time, the first of all among them', async () => {
    const { ledger } = await world()
    const names = Array.from({ length: 5 }, (_unused, i) => `writer ${i}`)
    const appended = await Promise.all(names.map((name) => append(ledger, draft(name), quickly)))
    expect(appended.map(({ sequence }) => sequence).toSorted()).toEqual([1, 2, 3, 4, 5])
    const entries = await allEntries(ledger, (await ledger.tip()) ?? '')
    expect(entries.map((entry) => entryOf(entry).id).toSorted()).toEqual(names)
    expect((await verifyChain(ledger)).faults).toEqual([])
  })

  it('are vouched for where our account has added them and nobody has touched them since', async () => {
    const { ledger, world: made } = await world()
    const [first, second] = [
      await append(ledger, draft('first'), quickly),
      await append(ledger, draft('second'), quickly),
    ]
    const [ours, changed, forged] = [first.sequence, second.sequence, 3].map(pathOf)
    await made.push(RECORDS_BRANCH, { [forged ?? '']: '{}' })
    await made.push(RECORDS_BRANCH, { [changed ?? '']: '{"forged": true}' })
    const vouched = await ledger.vouched?.((await ledger.tip()) ?? '', [
      ours ?? '',
      changed ?? '',
      forged ?? '',
    ])
    // A plain git remote does not have accounts.
    const expected = { github: [ours], gitlab: [ours], local: undefined }[name]
    expect(vouched && [...vouched]).toEqual(expected)
  })

  it('are read from the end, over folders', async () => {
    const { ledger, world: made } = await world()
    await append(ledger, draft('one'), quickly)
    await made.push(RECORDS_BRANCH, { 'entries/00000/00000999.json': '{}', 'entries/00000/notes.txt': 'x' })
    const next = await append(ledger, draft('next'), quickly)
    expect(next.sequence).toBe(1000)
    const last = await lastEntries(ledger, next.commit, 2)
    expect(last.map(({ path }) => path)).toEqual([
      'entries/00000/00000999.json',
      'entries/00001/00001000.json',
    ])
  })
})

describe('the records on gitlab', () => {
  async function project(token: string, options: { push?: 'nobody' } = {}) {
    const fake = await startFakeGitLab()
    onTestFinished(() => fake[Symbol.asyncDispose]())
    fake.addToken('glpat-writes', { kind: 'project', roles: { 'acme/infra': 'developer' } })
    fake.addToken('glpat-reads', { kind: 'project', roles: { 'acme/infra': 'reporter' } })
    await fake.addProject('acme/infra', {
      files: { 'README.md': 'infra\n' },
      ...(options.push && { protectedBranches: { [RECORDS_BRANCH]: { push: options.push } } }),
    })
    const { apiUrl, serverUrl } = fake
    const place = { apiUrl, serverUrl, repository: 'acme/infra', second: 5, environment: process.env }
    const connection = connectGitLab({ ...place, token, jobToken: 'glcbt-ofTheJob' })
    onTestFinished(() => connection.close())
    return connection.ledger(RECORDS_BRANCH)
  }

  it('want a token that writes, and say which', async () => {
    for (const token of ['', 'glcbt-ofTheJob'])
      await expect(append(await project(token), draft('one'), quickly)).rejects.toMatchObject({
        kind: 'input',
      })
    await expect(append(await project('glpat-reads'), draft('one'), quickly)).rejects.toMatchObject({
      kind: expect.stringMatching(/input|refused/) as string,
    })
  })

  it('are kept as they are by a protected branch', async () => {
    const ledger = await project('glpat-writes', { push: 'nobody' })
    await expect(append(ledger, draft('one'), quickly)).rejects.toMatchObject({ kind: 'refused' })
  })
})
