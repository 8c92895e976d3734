import { describe, expect, it } from 'vitest'
import { createGit } from '../../src/git/git.ts'
import { revisionTree } from '../../src/git/revision-tree.ts'
import { resolveSides } from '../../src/git/sides.ts'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { git, temporaryFolder } from '../support/git.ts'

/** Creates a repository whose main and branch `change` have diverged since their first commit. */
function repository(): string {
  const folder = temporaryFolder()
  git(folder, 'init', '-q', '-b', 'main')
  commit(folder, { 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n', 'c.yaml': 'c: 1\n' })
  git(folder, 'branch', 'change')
  commit(folder, { 'a.yaml': 'a: 2\n' })
  git(folder, 'checkout', '-q', 'change')
  commit(folder, { 'b.yaml': 'b: 2\n' })
  return folder
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

function commit(folder: string, files: Readonly<Record<string, string>>): void {
  write(folder, files)
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', 'change')
}

async function sidesOf(folder: string, options: { base?: string; head?: string } = {}) {
  const opened = createGit({ environment: process.env, directory: folder })
  const sides = await resolveSides(opened, {
    base: 'main',
    fetch: true,
    ...options,
  })
  const paths = ['a.yaml', 'b.yaml', 'c.yaml', 'new.yaml']
  const read = async (side: typeof sides.base) =>
    Object.fromEntries(
      [...(await side.tree.read(paths))].map(([path, { content }]) => [
        path,
        Buffer.from(content).toString(),
      ]),
    )
  // The data that is derived from the other side must be the same as the list from git.
  const listed = revisionTree(opened, sides.head.treeId)
  expect(await sides.head.tree.list()).toEqual(await listed.list())
  return { ...sides, before: await read(sides.base), after: await read(sides.head) }
}

describe('the two sides of a change', () => {
  it('are the tip of the base and the trial merge: what the base got meanwhile is no part of the change', async () => {
    const { changed, before, after, conflict } = await sidesOf(repository())
    expect(conflict).toBeUndefined()
    expect(changed).toEqual(['b.yaml'])
    expect(before['a.yaml']).toBe('a: 2\n')
    expect(after).toMatchObject({ 'a.yaml': 'a: 2\n', 'b.yaml': 'b: 2\n' })
  })

  it('take in what is not committed, and leave the checkout as it is', async () => {
    const folder = repository()
    write(folder, { 'new.yaml': 'n: 1\n', 'c.yaml': 'c: 2\n' })
    const status = git(folder, 'status', '--porcelain')
    const { changed, head } = await sidesOf(folder)
    expect(changed).toEqual(['b.yaml', 'c.yaml', 'new.yaml'])
    expect(head).toMatchObject({ name: 'the working tree', commit: undefined })
    expect(git(folder, 'status', '--porcelain')).toBe(status)
  })

  it('are the merge base and the change where they conflict, and say so', async () => {
    const folder = repository()
    commit(folder, { 'a.yaml': 'a: 3\n' })
    const { changed, before, after, conflict } = await sidesOf(folder)
    expect(conflict).toContain('conflicts with the base in a.yaml')
    expect(changed).toEqual(['a.yaml', 'b.yaml'])
    expect([before['a.yaml'], after['a.yaml']]).toEqual(['a: 1\n', 'a: 3\n'])
  })

  it('are found in a shallow clone, by fetching the history that lacks', async () => {
    const origin = repository()
    const folder = temporaryFolder()
    git(folder, 'clone', '-q', '--depth=1', '--branch', 'change', `file://${origin}`, '.')
    const { changed, after } = await sidesOf(folder)
    expect(changed).toEqual(['b.yaml'])
    expect(after['a.yaml']).toBe('a: 2\n')
  })

  it('name the commands that fetch a base, in a shallow clone of another branch', async () => {
    const folder = temporaryFolder()
    git(folder, 'clone', '-q', '--depth=1', '--branch', 'change', `file://${repository()}`, '.')
    git(folder, 'remote', 'set-url', 'origin', 'file:///nowhere')
    await expect(sidesOf(folder)).rejects.toThrow(
      /the base "main" is not in this checkout[^]*\n {2}Fetch it: git fetch origin main:refs\/remotes\/origin\/main. (Fetch the history: git fetch --unshallow|Set fetch-depth: 0)/,
    )
  })

  it.each([
    [
      { base: 'nowhere' },
      /the base "nowhere" is not in this checkout.*\n {2}Set it to a branch, tag or commit of/,
    ],
    [{ base: 'mian' }, /the base "mian" is not in this checkout.*\n {2}Did you mean "main"\?$/],
    [{ head: '--upload-pack=x' }, /the revision "--upload-pack=x" does not exist/],
  ])('refuse %j', async (options, message) => {
    await expect(sidesOf(repository(), options)).rejects.toThrow(message)
  })
})
