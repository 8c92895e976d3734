import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseLocation } from '../../src/git/location.ts'
import { mask } from '../../src/git/mask.ts'
import { openCheckout } from '../../src/git/checkout.ts'
import { createGit } from '../../src/git/git.ts'
import { openRevision, revisionTree } from '../../src/git/revision-tree.ts'
import { bareRepository, git, spyOnGit, temporaryFolder } from '../support/git.ts'

const files = {
  'apps/run.sh': ['100755', '#!/bin/sh\n'],
  'apps/shop/values.yaml': 'tag: 1\n',
  'apps/link': ['120000', 'shop'],
  'bytes.bin': 'a\0b',
  'ümlaut and blank.yaml': 'x',
} as const

describe('the tree of a commit', () => {
  it('lists modes and reads bytes', async () => {
    const repository = bareRepository(files)
    const tree = revisionTree(createGit({ environment: process.env, directory: repository }), 'main')
    expect((await tree.list()).map(({ path, mode }) => ({ path, mode }))).toEqual([
      { path: 'apps/link', mode: '120000' },
      { path: 'apps/run.sh', mode: '100755' },
      { path: 'apps/shop/values.yaml', mode: '100644' },
      { path: 'bytes.bin', mode: '100644' },
      { path: 'ümlaut and blank.yaml', mode: '100644' },
    ])
    const paths = [
      'bytes.bin',
      'apps/link',
      'apps',
      'apps/',
      'missing',
      '../x',
      ':/bytes.bin',
      '*',
      'ümlaut and blank.yaml',
    ]
    const read = await tree.read(paths)
    expect(
      await revisionTree(createGit({ environment: process.env, directory: repository }), 'main').read(paths),
    ).toEqual(read)
    expect([...read].map(([path, { content }]) => [path, Buffer.from(content).toString()])).toEqual([
      ['bytes.bin', 'a\0b'],
      ['apps/link', 'shop'],
      ['ümlaut and blank.yaml', 'x'],
    ])
  })

  it('fetches what a partial clone lacks in one batch', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.yaml`, `v${i}`]))
    const repository = bareRepository(many)
    const clone = join(temporaryFolder(), 'clone')
    git(tmpdir(), 'clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${repository}`, clone)
    const spy = spyOnGit()
    const tree = await openRevision(clone, 'HEAD', spy.environment)
    expect((await tree.read(Object.keys(many))).size).toBe(30)
    expect((await tree.read(['f3.yaml'])).get('f3.yaml')?.content.toString()).toBe('v3')
    expect(spy.calls().filter((call) => call.startsWith('fetch'))).toHaveLength(1)
  })

  it.each([
    ['no repository', () => temporaryFolder(), 'no git repository was found'],
    ['no such revision', () => bareRepository(), 'no such branch or commit'],
    ['no folder', () => '/nowhere', 'there is no folder'],
  ])('says what is wrong: %s', async (_, directory, message) => {
    const listing = async () => (await openRevision(directory(), 'nope', process.env)).list()
    await expect(listing()).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining(message),
    })
  })
})

describe('git', () => {
  it('says that it is not installed', async () => {
    const plain = createGit({ directory: tmpdir(), environment: { PATH: '/nowhere' } })
    await expect(plain.run(['version'])).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('not installed'),
    })
  })

  it('keeps settings of the caller’s environment and drops the rest', async () => {
    const environment = {
      ...process.env,
      GIT_DIR: '/nowhere',
      PAGER: 'false',
      EDITOR: 'false',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'url.file:///there/.insteadOf',
      GIT_CONFIG_VALUE_0: 'https://here/',
    }
    const plain = createGit({ directory: bareRepository(), environment })
    expect(await plain.run(['config', 'url.file:///there/.insteadOf'])).toBe('https://here/\n')
    expect(await plain.run(['rev-parse', '--abbrev-ref', 'HEAD'])).toBe('main\n')
  })
})

describe('the address of a checkout', () => {
  it('is that of its origin, rewritten as the settings say, without credentials', async () => {
    const folder = temporaryFolder()
    git(folder, 'init', '--quiet')
    const address = () => openCheckout(folder, process.env).origin()
    expect(await address()).toBeUndefined()
    git(folder, 'remote', 'add', 'origin', 'https://oauth2:s3cret@git.example/acme/infra.git')
    expect(await address()).toBe('https://git.example/acme/infra.git')
    git(folder, 'config', 'url.https://other.example/.insteadOf', 'https://oauth2:s3cret@git.example/')
    git(folder, 'config', 'url.https://short.example/.insteadOf', 'https://')
    expect(await address()).toBe('https://other.example/acme/infra.git')
    expect(await openCheckout(temporaryFolder(), process.env).origin()).toBeUndefined()
    await expect(openCheckout('/nowhere', process.env).origin()).rejects.toThrow('there is no folder')
  })
})

describe('a location', () => {
  it('takes credentials out of http URLs', () => {
    expect(parseLocation('https://me:s3cret@example.com/infra.git')).toEqual({
      address: 'https://example.com/infra.git',
      display: 'https://example.com/infra.git',
      authorization: `Basic ${Buffer.from('me:s3cret').toString('base64')}`,
    })
    expect(parseLocation('https://me@example.com/x')).toMatchObject({
      address: 'https://example.com/x',
      username: 'me',
    })
  })

  it.each(['git@example.com:acme/infra.git', 'ssh://git@example.com/acme/infra.git'])(
    'keeps %s',
    (address) => {
      expect(parseLocation(address).address).toBe(address)
    },
  )

  it.each(['ext::sh -c id', '--upload-pack=x', 'gopher://x/y', '', 'ssh://git:pw1234@host/x', 'https://'])(
    'refuses %j, without showing secrets',
    (repository) => {
      expect(() => parseLocation(repository)).toThrow(expect.objectContaining({ kind: 'input' }))
      expect(() => parseLocation(repository)).not.toThrow(/pw1234/)
    },
  )

  it.each([
    ['fatal: https://u:p@h/x not found', 'fatal: https://***@h/x not found'],
    ['https://tok@en@host/ ssh://git@host', 'https://***@host/ ssh://***@host'],
    ['mail a@b.c and https://h/p@1', 'mail a@b.c and https://h/p@1'],
  ])('masks %j', (text, masked) => {
    expect(mask(text)).toBe(masked)
  })
})
