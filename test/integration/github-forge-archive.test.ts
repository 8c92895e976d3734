import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Tree, TreeFile } from '../../src/tree/tree.ts'
import { faults } from '../fakes/github/index.ts'
import type { Fault } from '../fakes/github/index.ts'
import { textOf, token, useHub, writer } from './github-forge.setup.ts'

const hub = useHub()

/** More folders than the header of a plain tar entry can hold. */
const deep = `${'long-name-of-a-folder/'.repeat(12)}values.yaml`
const many = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`many/${i}.yaml`, `n: ${i}\n`]))

/** Returns a tree of an infra repo with these files. It is already listed, as the inventory does. */
async function listed(files: Parameters<typeof hub.infra.push>[1] = {}, archiveFrom = 100): Promise<Tree> {
  await hub.infra.push('main', { ...many, ...files })
  const tree = hub.open({ archiveFrom }).tree(hub.infra.head())
  await tree.list()
  return tree
}

/** Returns the files as single requests return them. The archive must return the same. */
async function byRequests(paths: readonly string[]): Promise<ReadonlyMap<string, TreeFile>> {
  return hub.open({ archiveFrom: Infinity }).tree(hub.infra.head()).read(paths)
}

describe('an archive', () => {
  it('is read instead of a hundred files for each request, and serves later reads', async () => {
    const files = {
      [deep]: 'deep: true\n',
      'bom.yaml': '\uFEFFa: 1\r\n',
      empty: '',
      'latin1.txt': Buffer.from([0x63, 0x61, 0x66, 0xe9]),
      'binary.bin': Buffer.from([0, 1, 2, 255]),
      'ünï "cödé"\\.txt': '😀\n',
      'far link': { symlink: `${'../far/'.repeat(40)}away` },
      late: 'late\n',
    }
    const tree = await listed(files)
    const { late: _, ...early } = files
    const paths = [...Object.keys(many), ...Object.keys(early), 'deploy.sh', 'current', 'apps', 'missing']
    const [read, made] = await hub.counting(() => tree.read(paths))
    expect(made).toEqual(['repos/download-tarball-archive', 'codeload', 'readFiles'])
    expect(read).toEqual(await byRequests(paths))
    expect(read.get('current')?.mode).toBe('120000')
    expect(read.get('deploy.sh')?.mode).toBe('100755')
    const [later, more] = await hub.counting(() => tree.read(['late']))
    expect(more).toEqual([])
    expect(textOf(later.get('late')?.content)).toBe('late\n')
  })

  it('is not asked for where few files are wanted, or it is large beside them', async () => {
    const few = await listed({}, 131)
    const [, made] = await hub.counting(() => few.read(Object.keys(many)))
    expect(made).toEqual(['readFiles', 'readFiles'])
    const large = await listed({ 'video.mp4': Buffer.alloc(14_000_000) })
    const [, other] = await hub.counting(() => large.read(Object.keys(many)))
    expect(other).toEqual(['readFiles', 'readFiles'])
  })

  it('is not trusted: what it leaves out or changes is read by requests', async () => {
    const files = {
      '.gitattributes': 'hidden.yaml export-ignore\nstamped.yaml export-subst\nsecret/ export-ignore\n',
      'hidden.yaml': 'hidden: true\n',
      'secret/values.yaml': 'tag: 1\n',
      'stamped.yaml': 'commit: $Format:%H$\n',
    }
    const tree = await listed(files)
    const paths = [...Object.keys(many), ...Object.keys(files)]
    const [read, made] = await hub.counting(() => tree.read(paths))
    expect(made).toEqual(['repos/download-tarball-archive', 'codeload', 'readFiles'])
    expect(read).toEqual(await byRequests(paths))
    expect(textOf(read.get('stamped.yaml')?.content)).toBe('commit: $Format:%H$\n')
  })

  const broken: readonly (readonly [string, string, Fault])[] = [
    ['is refused', 'repos/download-tarball-archive', faults.serverError()],
    ['cannot be reached', 'codeload', faults.connectionReset],
    ['is not there', 'codeload', { answer: { status: 404, body: 'Not Found' } }],
    ['is no archive', 'codeload', { answer: { status: 200, body: '<html>A proxy says no.</html>' } }],
    [
      'is cut off',
      'codeload',
      { answer: { status: 200, body: gzipSync(Buffer.alloc(900)).subarray(0, 20) } },
    ],
    [
      'is not a tar file',
      'codeload',
      { answer: { status: 200, body: gzipSync('not a tar file'.repeat(99)) } },
    ],
    [
      'unpacks to far more than is listed',
      'codeload',
      { answer: { status: 200, body: gzipSync(Buffer.alloc(50_000_000)) } },
    ],
  ]
  it.each(broken)('that %s costs nothing but itself', async (_, operation, fault) => {
    await listed()
    const said: string[] = []
    const tree = hub.open({ archiveFrom: 100, log: (message) => said.push(message) }).tree(hub.infra.head())
    await tree.list()
    hub.breaks(operation, fault)
    const paths = Object.keys(many)
    const [read, made] = await hub.counting(() => tree.read(paths))
    expect(made.filter((one) => one === 'readFiles')).toHaveLength(2)
    expect(read).toEqual(await byRequests(paths))
    expect(said).toEqual([expect.stringMatching(/^The archive of acme\/infra could not be read \(.+\)/)])
    await tree.read(['deploy.sh'])
    expect(hub.fake.requests.filter((one) => one.operation === 'codeload').length).toBeLessThan(2)
  })

  it('waits for a rate limit as all requests do', async () => {
    const tree = await listed()
    hub.breaks('repos/download-tarball-archive', faults.tooManyRequests())
    const [, made] = await hub.counting(() => tree.read(Object.keys(many)))
    expect(made).toEqual(['repos/download-tarball-archive', 'repos/download-tarball-archive', 'codeload'])
  })

  it('of a private repository comes from another server, which does not get the token', async () => {
    await hub.addInfra('acme/private', { private: true, files: many, permissions: { [token]: writer } })
    const other = hub.fake.serverUrl.replace('127.0.0.1', 'localhost')
    hub.fake.codeloadUrl = `${other}/_codeload`
    const commit = hub.fake.repository('acme/private').head()
    const tree = hub.open({ repository: 'acme/private', archiveFrom: 100 }).tree(commit)
    await tree.list()
    const [read, made] = await hub.counting(() => tree.read(Object.keys(many)))
    expect(made).toEqual(['repos/download-tarball-archive', 'codeload'])
    expect(read.size).toBe(130)
    const [asked, fetched] = hub.fake.requests.slice(-2)
    expect(asked?.authorization).toContain(token)
    expect(fetched?.headers.host).toMatch(/^localhost:/)
    expect(JSON.stringify(fetched?.headers)).not.toContain(token)
    expect(fetched?.path).not.toContain(token)
  })
})
