/** The relation of the commits that Argo CD shows to the expected one, in real checkouts. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { createGit } from '../../src/git/git.ts'
import { Ancestry, isSameFolderAt } from '../../src/sync/range/ancestry.ts'
import { git, temporaryFolder } from '../support/git.ts'

/** Creates a repository with three commits, and a clone of it. */
function scene(...options: readonly string[]) {
  const root = temporaryFolder()
  const origin = join(root, 'origin')
  git(root, 'init', '--quiet', '--initial-branch=main', origin)
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  git(origin, 'config', 'uploadpack.allowFilter', 'true')
  const commit = (text: string) => {
    git(origin, 'commit', '--quiet', '--allow-empty', '--message', text)
    return git(origin, 'rev-parse', 'HEAD').trim()
  }
  const [first, second] = [commit('1'), commit('2')]
  const folder = join(root, 'clone')
  git(root, 'clone', '--quiet', ...options, `file://${origin}`, folder)
  return { origin, first, second, commit, clone: createGit({ directory: folder, environment: process.env }) }
}

describe('a commit', () => {
  it('that is pushed while it is waited for is brought', async () => {
    const { first, second, commit, clone } = scene()
    const ancestry = new Ancestry(clone, second)
    const third = commit('3')
    await ancestry.learn([first, third, 'main', '1.2.3'])
    expect([first, second, third, 'main', '1.2.3'].map((one) => ancestry.relationOf(one))).toEqual([
      'ancestor',
      'same',
      'descendant',
      'apart',
      'apart',
    ])
  })

  it('that a forced push took off the branch is not a later one', async () => {
    const { origin, first, second, commit, clone } = scene()
    git(origin, 'reset', '--quiet', '--hard', first)
    const other = commit('other')
    const ancestry = new Ancestry(clone, first, second)
    await ancestry.learn([second, other])
    expect([second, other].map((one) => ancestry.relationOf(one))).toEqual(['apart', 'descendant'])
  })

  it('is found behind the end of a shallow history', async () => {
    const { first, second, clone } = scene('--depth=1')
    const ancestry = new Ancestry(clone, second)
    await ancestry.learn([first])
    expect(ancestry.relationOf(first)).toBe('ancestor')
  })

  it('that cannot be brought is not known, is no error, and is not asked for with each look', async () => {
    const { origin, second, commit, clone } = scene()
    const ancestry = new Ancestry(clone, second)
    const third = commit('3')
    renameSync(origin, `${origin}-away`)
    await Promise.all([ancestry.learn([third]), ancestry.learn([third])])
    expect(ancestry.relationOf(third)).toBe('unknown')
    // The commit is available again, but there is half a second between attempts.
    renameSync(`${origin}-away`, origin)
    await ancestry.learn([third])
    expect(ancestry.relationOf(third)).toBe('unknown')
  })
})

describe('a folder of what was hydrated', () => {
  it('is the very same where a squash has promoted it, and is brought into a thin, shallow checkout', async () => {
    const { origin, commit, clone } = scene('--depth=1', '--filter=tree:0')
    const write = (folder: string, text: string) => {
      mkdirSync(join(origin, folder), { recursive: true })
      writeFileSync(join(origin, folder, 'manifest.yaml'), text)
      git(origin, 'add', '.')
      return commit(text)
    }
    git(origin, 'checkout', '--quiet', '-b', 'next')
    const hydrated = write('web', 'image: web:2')
    git(origin, 'checkout', '--quiet', 'main')
    const old = write('web', 'image: web:1')
    git(origin, 'checkout', 'next', '--', 'web')
    const promoted = commit('Promote')
    const other = write('other', 'image: other:1')
    const same = (one: string, path = 'web') => isSameFolderAt(clone, path, [hydrated, one])
    expect([await same(promoted), await same(other), await same(other, './web/')]).toEqual([true, true, true])
    expect([await same(old), await same(other, '.'), await same(other, 'none')]).toEqual([
      false,
      false,
      false,
    ])
    expect(await same('main')).toBe(false)
    expect(await same('a'.repeat(40))).toBeUndefined()
  })
})
