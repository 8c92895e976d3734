/**
 * Downloaded renderers run on any content of a change, so only a program that its publisher has packed, or whose
 * checksum the user has set, is used: over TLS and from a real server. Nothing else is ever stored.
 */
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { programShelf } from '../../src/entries/wire/programs.ts'
import { openSupply } from '../../src/render/programs/supply.ts'
import { releaseOf } from '../../src/render/programs/releases.ts'
import { git, temporaryFolder } from '../support/git.ts'
import type { Mirror } from '../support/mirror.ts'
import { packed, publish, serveMirror, supplyOf, wants } from '../support/mirror.ts'
import { rawTar } from '../support/tar.ts'

const HELM = `/${releaseOf('helm', '4.1.4').path}`
const good = packed('helm', Buffer.from('#!/bin/sh\necho good\n'))
const evil = packed('helm', Buffer.from('#!/bin/sh\necho evil\n'))

const kept = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(gz|sha256sum|tmp)$/.test(path),
  )

async function brought(mirror: Mirror, folder: string | undefined, sha256: readonly string[] = []) {
  const supply = supplyOf(mirror, wants(mirror.address, { helm: { sha256 } }), folder)
  return supply.bring('helm').then(
    (program) => Buffer.from(program).toString(),
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

test('a wrong checksum is refused, and nothing is kept: the publisher’s, and the one of the user', async () => {
  const mirror = await serveMirror()
  const folder = temporaryFolder()
  const sum = publish(mirror, 'helm', '4.1.4', good)
  mirror.files.set(HELM, evil)
  expect(await brought(mirror, folder)).toMatch(
    /has the SHA-256 [0-9a-f]{64}, but its publisher's checksum file has/,
  )
  expect(await brought(mirror, folder, [sum])).toMatch(/has the SHA-256 [0-9a-f]{64}, but .* is set/)
  expect(kept(folder)).toEqual([])
  // An attacker who controls both files of a mirror cannot change the user's checksum.
  publish(mirror, 'helm', '4.1.4', evil)
  expect(await brought(mirror, folder, [sum])).toContain('is set')
  expect(kept(folder)).toEqual([])
})

test.each([
  ['no line for this archive', `${'a'.repeat(64)}  helm-v4.1.4-plan9-amd64.tar.gz\n`],
  ['two sums for one archive', `${'a'.repeat(64)}  ${HELM.slice(1)}\n${'b'.repeat(64)}  ${HELM.slice(1)}\n`],
  ['a sum that is none', `abc  ${HELM.slice(1)}\n`],
  ['a page of a login', '<html>Please log in</html>'],
])('a checksum file with %s is none', async (_, text) => {
  const mirror = await serveMirror()
  const folder = temporaryFolder()
  publish(mirror, 'helm', '4.1.4', good)
  mirror.files.set(`${HELM}.sha256sum`, text)
  expect(await brought(mirror, folder)).toContain('does not contain exactly one checksum')
  expect(mirror.asked).not.toContain(HELM)
  expect(kept(folder)).toEqual([])
})

test('what is not there, ends in the middle or is no archive is told, and nothing is kept', async () => {
  const mirror = await serveMirror()
  const folder = temporaryFolder()
  expect(await brought(mirror, folder)).toMatch(
    /has no https:.*sha256sum \(404\)[^]*github.com\/helm\/helm\/releases/,
  )
  const sum = publish(mirror, 'helm', '4.1.4', good)
  mirror.files.set(HELM, (_, response) => {
    response.writeHead(200, { 'content-length': good.length })
    response.write(good.subarray(0, 20))
    setTimeout(() => response.destroy(), 5)
  })
  expect(await brought(mirror, folder)).toContain('cannot be reached')
  expect(await brought(mirror, folder, [sum])).toContain('cannot be reached')
  // The download is cut off, without a length that would show it.
  mirror.files.set(HELM, good.subarray(0, 20))
  expect(await brought(mirror, folder)).toContain('has the SHA-256')
  publish(mirror, 'helm', '4.1.4', good.subarray(0, 20))
  expect(await brought(mirror, folder)).toContain('is not a valid gzip file')
  expect(kept(folder)).toEqual([])
})

test.each([
  ['a path that leaves its folder', rawTar({ name: '../../helm', content: 'x' })],
  ['an absolute path', rawTar({ name: '/usr/local/bin/helm', content: 'x' })],
  ['a link', rawTar({ name: 'linux-amd64/helm', type: '2', link: '/bin/sh' })],
  ['a hard link', rawTar({ name: 'linux-amd64/helm', type: '1', link: '/bin/sh' })],
  ['two programs', rawTar({ name: 'linux-amd64/helm', content: 'a' }, { name: 'helm', content: 'b' })],
  ['two files of one name', rawTar({ name: 'helm', content: 'a' }, { name: 'helm', content: 'b' })],
  ['no program', rawTar({ name: 'linux-amd64/README.md', content: 'a' })],
])(
  'an archive with %s is refused although its checksum is right, and nothing is kept',
  async (_, archive) => {
    const mirror = await serveMirror()
    const folder = temporaryFolder()
    publish(mirror, 'helm', '4.1.4', archive)
    expect(await brought(mirror, folder)).toMatch(/^FairleadError: /)
    expect(kept(folder)).toEqual([])
  },
)

test('redirects are followed over TLS only, and not without end', async () => {
  const mirror = await serveMirror()
  publish(mirror, 'helm', '4.1.4', good)
  const to = (location: string) => (_: unknown, response: { writeHead: Function; end: Function }) => {
    response.writeHead(302, { location })
    response.end()
  }
  mirror.files.set('/elsewhere', good)
  mirror.files.set(HELM, to('/elsewhere'))
  expect(await brought(mirror, undefined)).toContain('echo good')
  mirror.files.set(HELM, to(mirror.address.replace('https:', 'http:')))
  expect(await brought(mirror, undefined)).toContain('without https, which is not followed')
  mirror.files.set(HELM, to(HELM))
  expect(await brought(mirror, undefined)).toContain('redirects the request too many times')
})

test('a proxy is asked where the environment names one, and cannot look into what is fetched', async () => {
  const mirror = await serveMirror()
  publish(mirror, 'helm', '4.1.4', good)
  const { port } = new URL(mirror.address)
  const connected: string[] = []
  const seen: Buffer[] = []
  const proxy = createServer((_, response) => response.writeHead(403).end())
  proxy.on('connect', (request, socket, head) => {
    connected.push(request.url ?? '')
    const there = connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      there.write(head)
      there.on('data', (chunk: Buffer) => seen.push(chunk))
      there.pipe(socket).pipe(there)
    })
    there.on('error', () => socket.destroy())
    socket.on('error', () => there.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void proxy.close())
  const address = `https://mirror.test:${port}`
  const environment = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }
  const supply = supplyOf(mirror, wants(address), undefined, environment)
  expect(Buffer.from(await supply.bring('helm')).toString()).toContain('echo good')
  expect(new Set(connected)).toEqual(new Set([`mirror.test:${port}`]))
  expect(Buffer.concat(seen).includes('mirror.test:')).toBe(false)
  await supply.close()
})

test('a server that nobody vouches for is not believed', async () => {
  const mirror = await serveMirror()
  publish(mirror, 'helm', '4.1.4', good)
  const supply = openSupply(wants(mirror.address), {
    environment: {},
    certificates: () => Promise.resolve([]),
    folder: () => Promise.resolve(undefined),
    pause: 1,
    say: () => undefined,
  })
  await expect(supply.bring('helm')).rejects.toThrow(/SELF_SIGNED|self.signed/)
  await supply.close()
})

test('what is kept is checked at each use, and fetched again where it was tampered with', async () => {
  const mirror = await serveMirror()
  const folder = temporaryFolder()
  const sum = publish(mirror, 'helm', '4.1.4', good)
  expect(await brought(mirror, folder)).toContain('echo good')
  expect(await brought(mirror, folder)).toContain('echo good')
  expect(await brought(mirror, folder, [sum])).toContain('echo good')
  expect(mirror.asked).toEqual([`${HELM}.sha256sum`, HELM])

  const archive = join(folder, kept(folder).find((path) => path.endsWith('.gz')) ?? 'missing')
  writeFileSync(archive, evil)
  expect(await brought(mirror, folder)).toContain('echo good')
  expect(readFileSync(archive)).toEqual(good)
  expect(mirror.asked).toHaveLength(4)

  // An attacker with write access can change both, but the user's checksum still protects.
  writeFileSync(archive, evil)
  writeFileSync(
    `${archive}.sha256sum`,
    readFileSync(`${archive}.sha256sum`, 'utf8').replace(/^\w+/, '0'.repeat(64)),
  )
  expect(await brought(mirror, folder, [sum])).toContain('echo good')
})

test('what nobody has used for a season goes when something new comes', async () => {
  const mirror = await serveMirror()
  const folder = temporaryFolder()
  publish(mirror, 'helm', '4.1.4', good)
  await brought(mirror, folder)
  const [archive = ''] = kept(folder).filter((path) => path.endsWith('.gz'))
  const [old, used] = [join(folder, archive, '../helm-v3.0.0-linux-amd64.tar.gz'), join(folder, archive)]
  writeFileSync(old, 'old')
  const then = new Date(Date.now() - 100 * 24 * 60 * 60 * 1000)
  for (const file of [old, used]) utimesSync(file, then, then)
  await brought(mirror, folder)
  publish(mirror, 'helm', '4.1.5', good)
  await supplyOf(mirror, wants(mirror.address, { helm: { version: '4.1.5' } }), folder).bring('helm')
  expect([existsSync(old), existsSync(used)]).toEqual([false, true])
})

test('what one mirror gave is not taken for what another gives', async () => {
  const [first, second] = [await serveMirror(), await serveMirror()]
  const folder = temporaryFolder()
  publish(first, 'helm', '4.1.4', evil)
  publish(second, 'helm', '4.1.4', good)
  expect(await brought(first, folder)).toContain('echo evil')
  expect(await brought(second, folder)).toContain('echo good')
})

test('several at once do not disturb each other', async () => {
  const mirror = await serveMirror()
  const folder = temporaryFolder()
  publish(mirror, 'helm', '4.1.4', good)
  const all = await Promise.all(Array.from({ length: 8 }, () => brought(mirror, folder)))
  expect(new Set(all)).toEqual(new Set(['#!/bin/sh\necho good\n']))
  expect(
    kept(folder)
      .map((path) => path.replace(/.*\./, ''))
      .toSorted(),
  ).toEqual(['gz', 'sha256sum'])
})

test('nothing is kept where a change could have put it', async () => {
  const workspace = temporaryFolder()
  git(workspace, 'init', '--quiet')
  const job = { present: true } as never
  const shelf = (environment: Record<string, string>) =>
    programShelf({ environment, workspace, job }, workspace)
  expect(await shelf({ XDG_CACHE_HOME: join(workspace, '.cache') })).toMatchObject({
    unusable: expect.stringContaining('inside the checkout'),
  })
  expect(await shelf({ GITHUB_ACTIONS: 'true', RUNNER_TOOL_CACHE: join(workspace, 'tools') })).toHaveProperty(
    'unusable',
  )
  expect(existsSync(join(workspace, 'tools'))).toBe(false)
  const outside = temporaryFolder()
  expect(await shelf({ XDG_CACHE_HOME: outside })).toMatchObject({ folder: expect.stringContaining(outside) })
  // A variable of GitHub is only used in GitHub's jobs.
  expect(await shelf({ RUNNER_TOOL_CACHE: join(workspace, 'tools'), HOME: outside })).toHaveProperty('folder')
})
