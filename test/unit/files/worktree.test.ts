import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeFiles } from '../../../src/files/write.ts'
import { worktree } from '../../../src/files/worktree.ts'
import { temporaryFolder } from '../../support/git.ts'

function sampleFolder(): string {
  const root = join(temporaryFolder(), 'infra')
  mkdirSync(join(root, 'apps/shop'), { recursive: true })
  mkdirSync(join(root, '.git'))
  mkdirSync(join(root, 'node_modules/x'), { recursive: true })
  writeFileSync(join(root, '.git/config'), 'secret')
  writeFileSync(join(root, 'node_modules/x/index.js'), '')
  writeFileSync(join(root, '../outside.yaml'), 'outside')
  writeFileSync(join(root, 'apps/shop/values.yaml'), 'tag: 1\n')
  writeFileSync(join(root, 'apps/run.sh'), '#!/bin/sh\n')
  chmodSync(join(root, 'apps/run.sh'), 0o755)
  symlinkSync('shop/values.yaml', join(root, 'apps/link.yaml'))
  symlinkSync('..', join(root, 'apps/up'))
  return root
}

const change = (
  path: string,
  content: string | undefined,
  mode: '100644' | '100755' | '120000' = '100644',
) => ({
  path,
  mode,
  content: content === undefined ? undefined : Buffer.from(content),
})

describe('the tree of a folder', () => {
  it('lists files and links with their modes, without .git and node_modules', async () => {
    expect(await worktree(sampleFolder()).list()).toEqual([
      { path: 'apps/link.yaml', mode: '120000' },
      { path: 'apps/run.sh', mode: '100755' },
      { path: 'apps/shop/values.yaml', mode: '100644' },
      { path: 'apps/up', mode: '120000' },
    ])
  })

  it('reads files, and of links their target', async () => {
    const read = await worktree(sampleFolder()).read(['apps/shop/values.yaml', 'apps/link.yaml', 'apps/up'])
    expect(
      Object.fromEntries([...read].map(([path, { content }]) => [path, Buffer.from(content).toString()])),
    ).toEqual({
      'apps/shop/values.yaml': 'tag: 1\n',
      'apps/link.yaml': 'shop/values.yaml',
      'apps/up': '..',
    })
  })

  it('leaves out what is no file of the tree', async () => {
    const paths = ['apps', 'missing.yaml', 'apps/run.sh/x', '.git/config', 'node_modules/x/index.js']
    expect(await worktree(sampleFolder()).read(paths)).toEqual(new Map())
  })

  it.each([
    '../outside.yaml',
    '/etc/passwd',
    'apps/../../outside.yaml',
    'apps/up/outside.yaml',
    'a//b',
    './a',
    '',
  ])('refuses to read %j', async (path) => {
    await expect(worktree(sampleFolder()).read([path])).rejects.toMatchObject({ kind: 'input' })
  })

  it('says that a folder is not there', async () => {
    await expect(worktree('/nowhere').list()).rejects.toMatchObject({ kind: 'input' })
  })
})

describe('writing files', () => {
  it('writes, makes and deletes, and leaves nothing else behind', async () => {
    const root = sampleFolder()
    writeFiles(root, [
      change('apps/shop/values.yaml', 'tag: 2\n'),
      change('apps/new/deep/file.yaml', 'new'),
      change('apps/run.sh', undefined),
    ])
    expect(readFileSync(join(root, 'apps/shop/values.yaml'), 'utf8')).toBe('tag: 2\n')
    expect((await worktree(root).list()).map(({ path }) => path)).toEqual([
      'apps/link.yaml',
      'apps/new/deep/file.yaml',
      'apps/shop/values.yaml',
      'apps/up',
    ])
  })

  it('keeps the rights of a file and sets the executable bit', async () => {
    const root = sampleFolder()
    const rights = (path: string) => lstatSync(join(root, path)).mode & 0o777
    chmodSync(join(root, 'apps/shop/values.yaml'), 0o640)
    writeFiles(root, [
      change('apps/shop/values.yaml', 'x'),
      change('apps/run.sh', 'x', '100755'),
      change('apps/tool', 'x', '100755'),
    ])
    expect(rights('apps/shop/values.yaml')).toBe(0o640)
    expect(rights('apps/run.sh')).toBe(0o755)
    expect(rights('apps/tool') & 0o100).toBe(0o100)
    writeFiles(root, [change('apps/shop/values.yaml', 'x', '100755')])
    expect(rights('apps/shop/values.yaml')).toBe(0o750)
  })

  it.each([
    ['a path out of the folder', change('../outside.yaml', 'evil')],
    ['a path through a link', change('apps/up/outside.yaml', 'evil')],
    ['a path to a link', change('apps/link.yaml', 'evil')],
    ['a new link', change('apps/other', '/etc', '120000')],
    ['a folder', change('apps/shop', 'evil')],
    ['git’s own folder', change('apps/.GIT/hooks/pre-commit', 'evil')],
  ])('refuses %s, and then writes nothing at all', async (_, bad) => {
    const root = sampleFolder()
    const write = async () => writeFiles(root, [change('apps/shop/values.yaml', 'tag: 2\n'), bad])
    await expect(write()).rejects.toMatchObject({ kind: 'input' })
    expect(readFileSync(join(root, 'apps/shop/values.yaml'), 'utf8')).toBe('tag: 1\n')
    expect(readFileSync(join(root, '../outside.yaml'), 'utf8')).toBe('outside')
  })

  it('takes everything back where a temporary file cannot be written', async () => {
    const root = sampleFolder()
    const tooLong = `${'x'.repeat(300)}/file`
    const write = async () =>
      writeFiles(root, [change('apps/shop/values.yaml', '2'), change('made/a', '1'), change(tooLong, '1')])
    await expect(write()).rejects.toMatchObject({ kind: 'remote' })
    expect(readFileSync(join(root, 'apps/shop/values.yaml'), 'utf8')).toBe('tag: 1\n')
    expect(readdirSync(root).toSorted()).toEqual(['.git', 'apps', 'node_modules'])
    expect(readdirSync(join(root, 'apps/shop'))).toEqual(['values.yaml'])
  })
})
