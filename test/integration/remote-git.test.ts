import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FairleadError } from '../../src/errors.ts'
import { remoteSources, serve, textOf } from '../support/remote-sources.ts'
import { bareRepository, commitFiles, git, serveGit, temporaryFolder } from '../support/git.ts'

const values = (text: string) => ({ 'deploy/values.yaml': text, 'src/main.go': 'package main\n' })

async function world() {
  const repository = bareRepository(values('v: 1\n'))
  git(repository, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
  const first = git(repository, 'rev-parse', 'main')
  git(repository, 'tag', '-a', '-m', 'one', 'v1.0.0', first)
  const second = commitFiles(repository, 'main', 'Two', values('v: 2\n'))
  git(repository, 'tag', 'v1.2.0', second)
  const other = commitFiles(repository, '1.x', 'Branch', values('v: branch\n'))
  git(repository, 'tag', 'v2.0.0-rc.1', other)
  return { repository, first, second, other }
}

describe('a repository elsewhere', () => {
  it('is read at branches, tags, commits and ranges, as Argo CD resolves them', async () => {
    const { repository, first, second, other } = await world()
    const url = `${await serveGit(dirname(repository), undefined)}/infra.git`
    const opened = remoteSources()
    const commits = async (...revisions: string[]) =>
      Promise.all(revisions.map(async (revision) => (await opened.git(url, revision)).commit))
    expect(await commits('', 'HEAD', 'main', 'refs/heads/main')).toEqual([second, second, second, second])
    expect(await commits('v1.0.0', first, 'refs/tags/v1.0.0')).toEqual([first, first, first])
    // A range takes precedence over a branch of the same name.
    expect(await commits('1.x', '*', '>=1.0.0, <1.1', '>=2.0.0-0', 'refs/heads/1.x')).toEqual([
      second,
      second,
      first,
      other,
      other,
    ])
    const { tree } = await opened.git(url, 'v1.0.0')
    expect((await tree.list()).map(({ path }) => path)).toEqual(['deploy/values.yaml', 'src/main.go'])
    expect(await textOf(tree, 'deploy/values.yaml')).toBe('v: 1\n')
    await expect(opened.git(url, 'mian')).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringMatching(/infra\.git at mian: there is no "mian"[^]*"main"/),
    })
  })

  it('stays in the cache, and is fetched again where that is damaged', async () => {
    const { repository, second } = await world()
    const url = `${await serveGit(dirname(repository), undefined)}/infra.git`
    const cache = temporaryFolder()
    const read = async () =>
      textOf((await remoteSources({ cache }).git(url, second)).tree, 'deploy/values.yaml')
    expect(await read()).toBe('v: 2\n')
    const away = `${repository}.away`
    renameSync(repository, away)
    expect(await read()).toBe('v: 2\n')
    renameSync(away, repository)
    const [name = ''] = readdirSync(join(cache, 'git'))
    const packs = join(cache, 'git', name)
    for (const file of readdirSync(packs).filter((one) => one.endsWith('.pack'))) {
      const content = readFileSync(join(packs, file))
      content.fill(7, 12, 20)
      chmodSync(join(packs, file), 0o644)
      writeFileSync(join(packs, file), content)
    }
    expect(await read()).toBe('v: 2\n')
  })

  it('gets credentials only where the host is listed with them, and its copy is not kept', async () => {
    const { repository } = await world()
    const authorization = `Basic ${Buffer.from('x:s3cret-token').toString('base64')}`
    const url = `${await serveGit(dirname(repository), authorization)}/infra.git`
    const cache = temporaryFolder()
    const credentials = () => authorization
    await expect(remoteSources({ credentials, cache }).git(url, 'main')).rejects.toMatchObject({
      kind: 'input',
    })
    const hosts = { '127.0.0.1': { private: true, credentials: true } }
    const { tree } = await remoteSources({ credentials, hosts, cache }).git(url, 'main')
    expect(await textOf(tree, 'deploy/values.yaml')).toBe('v: 2\n')
    const kept = readdirSync(cache, { recursive: true, encoding: 'utf8' })
    expect(kept.filter((file) => file.endsWith('.pack'))).toEqual([])
  })

  it('that refuses access asks for the right to read, with the lines of fairlead.yaml', async () => {
    const { repository } = await world()
    const authorization = `Basic ${Buffer.from('x:s3cret-token').toString('base64')}`
    const url = `${await serveGit(dirname(repository), authorization)}/infra.git`
    const { host } = new URL(url)
    const hintOf = async (options: Parameters<typeof remoteSources>[0]) => {
      const error: unknown = await remoteSources(options)
        .git(url, 'main')
        .catch((reason: unknown) => reason)
      return (error as FairleadError).faults[0].hint ?? ''
    }
    const unlisted = await hintOf({})
    expect(unlisted).toContain('source-token')
    expect(unlisted).toContain(
      `fetch: {hosts: {"${host}": {private: true, credentials: true, paths: ["infra"]}}}`,
    )
    const hosts = { '127.0.0.1': { private: true, credentials: true, paths: ['infra'] } }
    const without = await hintOf({ hosts })
    const wrong = await hintOf({
      hosts,
      credentials: () => `Basic ${Buffer.from('x:other').toString('base64')}`,
    })
    expect(without).toMatch(/^If it is private, set source-token/)
    expect(wrong).toMatch(/^The token that was sent \(source-token\) needs read access/)
    for (const hint of [unlisted, without, wrong]) expect(hint).not.toMatch(/write/)
    // The proposed configuration includes what is already allowed.
    const other = { '127.0.0.1': { private: true, credentials: true, paths: ['charts'] } }
    expect(await hintOf({ hosts: other })).toContain('paths: ["charts","infra"]')
  })

  it('that is named by ssh is asked over https with the token of the job, where there is one', async () => {
    const asked: string[] = []
    const credentials = (url: URL) => {
      asked.push(url.href)
      return 'Basic eDp5'
    }
    const hosts = { 'git.invalid': { private: true, credentials: true, paths: ['acme/shop'] } }
    const lookup = () => Promise.resolve([])
    for (const address of ['git@git.invalid:acme/shop.git', 'ssh://git@git.invalid/acme/shop.git'])
      await expect(remoteSources({ hosts, credentials, lookup }).git(address, 'main')).rejects.toThrow()
    expect(new Set(asked)).toEqual(new Set(['https://git.invalid/acme/shop.git']))
    const others = remoteSources({ hosts, credentials, lookup })
    await expect(others.git('git@git.invalid:acme/secrets.git', 'main')).rejects.toMatchObject({
      faults: [{ hint: expect.stringContaining('paths: ["acme/shop","acme/secrets"]') }],
    })
    expect(asked.join()).not.toContain('secrets')
  })

  it('gets credentials only for the paths that are listed, where some are', async () => {
    const { repository } = await world()
    const authorization = `Basic ${Buffer.from('x:s3cret-token').toString('base64')}`
    const url = `${await serveGit(dirname(repository), authorization)}/infra.git`
    const read = (...paths: readonly string[]) => {
      const hosts = { '127.0.0.1': { private: true, credentials: true, paths } }
      return remoteSources({ credentials: () => authorization, hosts }).git(url, 'main')
    }
    for (const paths of [['other'], ['infr'], ['infra/charts'], []])
      await expect(read(...paths)).rejects.toMatchObject({ kind: 'input' })
    for (const path of ['infra', '/infra.git/'])
      expect((await read('other', path)).commit).toMatch(/^[0-9a-f]{40}$/)
  })

  it('does not see the settings and the .netrc of the user where the host gets no credentials', async () => {
    const { repository } = await world()
    const url = `${await serveGit(dirname(repository), `Basic ${Buffer.from('jo:pw').toString('base64')}`)}/infra.git`
    const home = temporaryFolder()
    writeFileSync(join(home, '.netrc'), 'machine 127.0.0.1 login jo password pw\n')
    const environment = { PATH: process.env['PATH'], HOME: home }
    await expect(remoteSources({ environment }).git(url, 'main')).rejects.toMatchObject({ kind: 'input' })
    const hosts = { '127.0.0.1': { private: true, credentials: true } }
    expect((await remoteSources({ environment, hosts }).git(url, 'main')).commit).toMatch(/^[0-9a-f]{40}$/)
  })

  it('is found where its server has moved it to, but without the credentials', async () => {
    const { repository, second } = await world()
    const target = await serveGit(dirname(repository), undefined)
    const old = await serve((request, response) => {
      response.writeHead(301, { location: target + (request.url ?? '').replace('/old', '/infra.git') }).end()
    })
    expect((await remoteSources().git(`${old.url}old`, 'main')).commit).toBe(second)
    const spy = await serve((_request, response) => void response.writeHead(403).end())
    const door = await serve((request, response) => {
      response.writeHead(302, { location: spy.url + (request.url ?? '').slice(1) }).end()
    })
    const hosts = { '127.0.0.1': { private: true, credentials: true } }
    const credentials = () => 'Bearer s3cret-token'
    await expect(remoteSources({ hosts, credentials }).git(`${door.url}x`, 'main')).rejects.toThrow()
    expect(door.asked[0]?.authorization).toBe('Bearer s3cret-token')
    expect(spy.asked.length).toBeGreaterThan(0)
    expect(spy.asked.map(({ authorization }) => authorization)).not.toContain('Bearer s3cret-token')
  })

  it('may not lead git to the metadata of the cloud', async () => {
    const door = await serve((_request, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/info/refs?service=git-upload-pack' }).end()
    })
    await expect(remoteSources().git(`${door.url}x`, 'main')).rejects.toThrow(/169\.254\.169\.254/)
  })

  it.each([
    ['/srv/git/infra.git', 'is not a valid address'],
    ['file:///etc', 'file:// is not supported'],
    ['ext::sh -c id', 'is not supported'],
    ['git://example.com/x', 'git:// is not supported'],
    ['--upload-pack=id', 'is not a valid address'],
    ['git@example.com:acme/x.git', '"example.com": {credentials: true, paths: ["acme/x"]}'],
    ['https://jo:pw@example.com/x', 'contains a password'],
    ['https://127.1/x', 'is not a public address'],
    ['https://[::ffff:10.0.0.1]/x', 'is not a public address'],
    ['http://example.com/x', 'over http'],
  ])('is not %s', async (url, message) => {
    await expect(remoteSources({ hosts: {} }).git(url, 'main')).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining(message),
    })
  })

  it('is not asked where its name leads into a private network', async () => {
    const lookup = () =>
      Promise.resolve([
        { address: '93.184.216.34', family: 4 },
        { address: '10.1.2.3', family: 4 },
      ])
    await expect(
      remoteSources({ hosts: {}, lookup }).git('https://git.example.com/x', 'main'),
    ).rejects.toThrow('fetch: {hosts: {"git.example.com": {private: true}}}')
  })

  it('is asked at the address that was checked, whatever the DNS says to git', async () => {
    const { repository, second } = await world()
    const url = new URL(`${await serveGit(dirname(repository), undefined)}/infra.git`)
    url.hostname = 'git.invalid'
    const lookup = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])
    const hosts = { 'git.invalid': { private: true } }
    expect((await remoteSources({ hosts, lookup }).git(url.href, 'main')).commit).toBe(second)
  })

  it.each([
    ['2.36.6', 'git 2.36 cannot be restricted to the addresses that were checked'],
    ['2.37.0', 'git.example.com/x cannot be reached'],
  ])('is asked at a public address by git that can be held to it: %s', async (version, message) => {
    // A git that reports that version. It does not connect to any server outside of the test.
    const folder = temporaryFolder()
    const found = (process.env['PATH'] ?? '').split(delimiter).map((part) => join(part, 'git'))
    const real = found.find((path) => existsSync(path)) ?? 'git'
    const script = `#!/bin/sh
case " $* " in
  *' --version '*) echo 'git version ${version}' ;;
  *' ls-remote '*) echo 'fatal: Failed to connect to git.example.com port 443' >&2; exit 128 ;;
  *) exec '${real}' "$@" ;;
esac
`
    writeFileSync(join(folder, 'git'), script, { mode: 0o755 })
    const environment = { PATH: `${folder}${delimiter}${process.env['PATH']}`, HOME: folder }
    const lookup = () => Promise.resolve([{ address: '93.184.216.34', family: 4 }])
    await expect(
      remoteSources({ hosts: {}, lookup, environment }).git('https://git.example.com/x', 'main'),
    ).rejects.toThrow(message)
  })

  it('may not send without end', async () => {
    const big = bareRepository({ 'big.bin': Array.from({ length: 200_000 }, () => Math.random()).join('') })
    git(big, 'config', 'uploadpack.allowFilter', 'false')
    const url = `${await serveGit(dirname(big), undefined)}/infra.git`
    const { tree } = await remoteSources().git(url, 'main')
    expect((await tree.read(['big.bin'])).size).toBe(1)
    const small = remoteSources({ limits: { repository: 100_000 } })
    await expect(
      small.git(url, 'main').then(async (found) => found.tree.read(['big.bin'])),
    ).rejects.toMatchObject({
      kind: 'remote',
    })
    const silent = await serve(() => {})
    await expect(
      remoteSources({ limits: { deadline: 500 } }).git(`${silent.url}x`, 'main'),
    ).rejects.toMatchObject({
      kind: 'remote',
      message: expect.stringContaining('timed out'),
    })
  })
})
