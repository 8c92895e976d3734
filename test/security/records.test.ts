/**
 * Records that somebody changes, removes, forges or blocks, and responses that are lost. There were no records before
 * the defense.
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import { remoteError } from '../../src/errors.ts'
import { connectLocal } from '../../src/forge/local/connect.ts'
import type { Ledger } from '../../src/forge/ledger.ts'
import { append } from '../../src/records/append.ts'
import type { Appended } from '../../src/records/append.ts'
import { pathOf, RECORDS_BRANCH } from '../../src/records/place.ts'
import { recentSyncs } from '../../src/records/recent.ts'
import { allEntries } from '../../src/records/read.ts'
import { verifyChain } from '../../src/records/verify.ts'
import { bareRepository, commitFiles, git, installHook } from '../support/git.ts'
import { asInJobs, draft, entryOf, quickly } from '../support/records.ts'

async function ledgerOf(repository: string): Promise<Ledger> {
  const connection = connectLocal({ repository, environment: process.env })
  onTestFinished(() => connection.close())
  return connection.ledger(RECORDS_BRANCH)
}

/** Creates a repository with the given number of entries, and returns the result of each write. */
async function recorded(count: number) {
  const remote = bareRepository()
  const ledger = await ledgerOf(remote)
  const seen: Appended[] = []
  for (let i = 1; i <= count; i++) seen.push(await append(ledger, draft(`entry ${i}`), quickly))
  const text = (number: number) => `${git(remote, 'show', `${RECORDS_BRANCH}:${pathOf(number)}`)}\n`
  /** Writes by hand, as anybody with write access can. */
  const write = (files: Parameters<typeof commitFiles>[3]) =>
    commitFiles(remote, RECORDS_BRANCH, 'by hand', files)
  const faults = async (known = seen) => (await verifyChain(ledger, known)).faults
  return { remote, ledger, seen, text, write, faults }
}

describe('the chain of the records tells', () => {
  it('nothing where all is as it was written, whatever else lies beside the entries', async () => {
    const { write, faults } = await recorded(3)
    write({ 'NOTES.md': 'x', 'entries/00000/notes.txt': 'x', 'entries/x/00000009.json': 'x' })
    expect(await faults()).toEqual([])
  })

  it('an entry that was changed', async () => {
    const { write, text, faults } = await recorded(4)
    write({ [pathOf(2)]: text(2).replaceAll('"verified"', '"failed"') })
    expect(await faults([])).toMatchObject([{ kind: 'changed', sequence: 2 }])
  })

  it('an entry that was changed in no more than a blank', async () => {
    const { write, text, faults } = await recorded(3)
    write({ [pathOf(1)]: `${text(1)} ` })
    expect(await faults([])).toMatchObject([{ kind: 'changed', sequence: 1 }])
  })

  it('entries that were dropped: in the middle, the first, and the last where somebody has seen it', async () => {
    const { write, faults, seen } = await recorded(5)
    write({ [pathOf(3)]: undefined })
    expect(await faults([])).toMatchObject([{ kind: 'missing', sequence: 3 }])
    write({ [pathOf(1)]: undefined })
    expect(await faults([])).toMatchObject([
      { kind: 'missing', sequence: 1 },
      { kind: 'missing', sequence: 3 },
    ])
    write({ [pathOf(5)]: undefined })
    expect((await faults(seen.slice(-1))).at(-1)).toMatchObject({ kind: 'missing', sequence: 5 })
  })

  it('one that was put in its place by copying another', async () => {
    const { write, text, faults } = await recorded(2)
    write({ [pathOf(3)]: text(2) })
    expect(await faults()).toMatchObject([{ kind: 'misplaced', sequence: 3 }])
    const renumbered = text(2).replace('"sequence": 2', '"sequence": 3')
    write({ [pathOf(3)]: renumbered })
    expect(await faults()).toMatchObject([{ kind: 'misplaced', sequence: 3 }])
  })

  it('that the branch was set back and written anew, by what somebody has seen of it', async () => {
    const { remote, ledger, faults, seen } = await recorded(4)
    git(remote, 'update-ref', `refs/heads/${RECORDS_BRANCH}`, seen[1]?.commit ?? '')
    await append(ledger, draft('another'), quickly)
    // The new chain is consistent in itself.
    expect(await faults([])).toEqual([])
    expect(await faults()).toMatchObject([
      { kind: 'changed', sequence: 3 },
      { kind: 'missing', sequence: 4 },
    ])
  })

  it('what is no entry: no JSON, a list, bytes, a link', async () => {
    for (const content of [
      '{',
      '[]',
      '"x"',
      Buffer.from([0xff, 0xfe, 0]),
      ['120000', '00000001.json'] as const,
    ]) {
      const { write, faults } = await recorded(2)
      write({ [pathOf(2)]: content })
      expect((await faults([])).map(({ kind }) => kind)).toEqual(['unreadable'])
    }
  })
})

describe('an entry is written all the same', () => {
  it('after one that is no JSON, and says what is wrong', async () => {
    const { write, ledger, faults } = await recorded(2)
    write({ [pathOf(3)]: 'not json' })
    const { sequence, warnings } = await append(ledger, draft('after'), quickly)
    expect(sequence).toBe(4)
    expect(warnings.join('\n')).toContain(`${pathOf(3)} is not a valid entry`)
    expect(await faults()).toMatchObject([{ kind: 'unreadable', sequence: 3 }])
  })

  it('beside a link under the next name, which is neither followed nor replaced', async () => {
    const { write, ledger, remote } = await recorded(1)
    write({ [pathOf(2)]: ['120000', '../../README.md'] })
    expect((await append(ledger, draft('after'), quickly)).sequence).toBe(3)
    expect(git(remote, 'ls-tree', RECORDS_BRANCH, pathOf(2))).toMatch(/^120000 /)
  })

  it('after a number that somebody made up, whatever is between', async () => {
    const { write, ledger } = await recorded(1)
    write({ [pathOf(54_321)]: '{}' })
    expect((await append(ledger, draft('after'), quickly)).sequence).toBe(54_322)
    write({ [pathOf(999_999_999_999_999)]: '{}' })
    await expect(append(ledger, draft('none'), quickly)).rejects.toThrow('no entry can follow it')
  })

  it('where the branch was made by hand, with other things on it', async () => {
    const remote = bareRepository()
    commitFiles(remote, RECORDS_BRANCH, 'by hand', { entries: 'a file', 'other.txt': 'x' })
    const ledger = await ledgerOf(remote)
    const { sequence, commit } = await append(ledger, draft('first'), quickly)
    expect(sequence).toBe(1)
    expect(git(remote, 'show', `${commit}:other.txt`)).toBe('x')
    expect((await verifyChain(ledger)).faults).toEqual([])
  })

  it('once, where the answer is lost', async () => {
    const { ledger } = await recorded(1)
    let lost = 0
    const deaf: Ledger = {
      ...ledger,
      async add(addition) {
        await ledger.add(addition)
        lost++
        throw remoteError('the connection broke off')
      },
    }
    const { sequence } = await append(deaf, draft('mine'), quickly)
    expect([sequence, lost]).toEqual([2, 1])
    const entries = await allEntries(ledger, (await ledger.tip()) ?? '')
    expect(entries.map((entry) => entryOf(entry).id)).toEqual(['entry 1', 'mine'])
  })

  it('once, where the answer is lost and others have written on top of it', async () => {
    const { ledger, remote } = await recorded(1)
    let tries = 0
    const raced: Ledger = {
      ...ledger,
      async add(addition) {
        tries++
        await ledger.add(addition)
        await append(await ledgerOf(remote), draft(`other ${tries}`), quickly)
        return 'lost'
      },
    }
    const { sequence } = await append(raced, draft('mine'), quickly)
    expect([sequence, tries]).toEqual([2, 1])
    const entries = await allEntries(ledger, (await ledger.tip()) ?? '')
    expect(entries.map((entry) => entryOf(entry).id)).toEqual(['entry 1', 'mine', 'other 1'])
  })

  it('by twenty that come at the same time to a real server, each once', async () => {
    const remote = bareRepository()
    const names = Array.from({ length: 20 }, (_, i) => `writer ${String(i).padStart(2, '0')}`)
    const all = await Promise.all(
      names.map(async (name) => append(await ledgerOf(remote), draft(name), asInJobs)),
    )
    expect(all.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(names.map((_, i) => i + 1))
    const ledger = await ledgerOf(remote)
    const entries = await allEntries(ledger, (await ledger.tip()) ?? '')
    expect(entries.map((entry) => entryOf(entry).id).toSorted()).toEqual(names)
    expect((await verifyChain(ledger, all)).faults).toEqual([])
    // No file was ever replaced: each commit adds one file.
    const log = git(remote, 'log', '--format=', '--name-status', RECORDS_BRANCH, '--', 'entries')
    expect(log.split('\n').filter((line) => line !== '' && !line.startsWith('A\t'))).toEqual([])
  }, 120_000)
})

describe('records that cannot be believed or written', () => {
  it('tell nothing of where a range begins', async () => {
    const { write, text, ledger } = await recorded(4)
    expect((await recentSyncs(ledger, 50)).faults).toEqual([])
    write({ [pathOf(3)]: text(3).replace('c'.repeat(40), 'd'.repeat(40)) })
    const { faults } = await recentSyncs(ledger, 50)
    expect(faults).toEqual([expect.stringContaining(pathOf(3))])
  })

  it('of later kinds and versions are passed over, and followed', async () => {
    const { write, text, ledger, faults } = await recorded(1)
    const next = await append(ledger, draft('two'), quickly)
    const later = JSON.parse(text(2)) as Record<string, unknown>
    write({ [pathOf(2)]: JSON.stringify({ ...later, kind: 'decision', version: 7, new: true }) })
    expect((await recentSyncs(ledger, 50)).syncs.map(({ id }) => id)).toEqual(['entry 1'])
    expect((await append(ledger, draft('three'), quickly)).sequence).toBe(3)
    expect(await faults([])).toEqual([])
    expect(next.sequence).toBe(2)
  })

  it('are refused by a protected branch with its words', async () => {
    const { remote, ledger, seen } = await recorded(1)
    installHook(remote, 'update', 'echo "GH013: only the App may write here" >&2; exit 1')
    await expect(append(ledger, draft('mine'), quickly)).rejects.toMatchObject({ kind: 'refused' })
    expect(await ledger.tip()).toBe(seen[0]?.commit)
  })
})
