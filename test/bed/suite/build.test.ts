/**
 * Tests how the programs of the bed are built and stored, with network errors, concurrent builds and killed builds.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../support/git.ts'
import { build } from '../build.ts'
import { exclusively } from '../exclusive.ts'
import { GoTool } from '../go-tool.ts'
import { run } from '../run.ts'
import { pinnedOf } from '../versions.ts'
import { waitFor } from '../wait.ts'

const hasGo = await run('go', ['version'], { env: process.env }).then(
  () => true,
  () => false,
)

/** Starts a proxy of Go modules with one module. The handlers `first` answer its first requests. */
async function proxy(...first: RequestListener[]): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const files: Record<string, string> = {
    '/example.com/tiny/@v/v1.0.0.info': '{"Version":"v1.0.0"}',
    '/example.com/tiny/@v/v1.0.0.mod': 'module example.com/tiny\n',
  }
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const fault = first.shift()
    if (fault !== undefined) return fault(request, response)
    const file = files[request.url ?? '']
    return file === undefined ? response.writeHead(404).end() : response.end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

describe.skipIf(!hasGo)('a download', () => {
  const lock = pinnedOf('helm.sh/helm/v4')
  const list = (url: string, said: string[], version = 'v1.0.0') => {
    const env = { ...process.env, GOPROXY: url, GOSUMDB: 'off', GOMODCACHE: temporaryFolder() }
    const go = new GoTool(env, (line) => said.push(line), [0, 0, 0])
    return go.run(['list', '-m', `example.com/tiny@${version}`], lock)
  }

  it('that is interrupted is tried again, and that is told', async () => {
    const { url } = await proxy(
      (_, response) => response.writeHead(502).end(),
      (_, response) => response.socket?.resetAndDestroy(),
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 }).write('{')
        setTimeout(() => response.destroy(), 100)
      },
    )
    const said: string[] = []
    expect(await list(url, said)).toBe('example.com/tiny v1.0.0')
    expect(said).toHaveLength(3)
    for (const line of said) expect(line).toContain('a download was interrupted; again in 0 s: ')
  })

  it('of what is not there is not tried again', async () => {
    const { url } = await proxy()
    const said: string[] = []
    await expect(list(url, said, 'v2.0.0')).rejects.toThrow('404')
    expect(said).toEqual([])
  })

  it('that is interrupted each time fails', async () => {
    const fault: RequestListener = (_, response) => response.writeHead(503).end()
    const { url } = await proxy(fault, fault, fault, fault)
    await expect(list(url, [])).rejects.toThrow('503')
  })
})

it.skipIf(!hasGo)('without a C compiler nothing is built, and it is said what to install', async () => {
  const go = new GoTool({ ...process.env, CC: 'no-such-compiler' }, () => {})
  await expect(go.need()).rejects.toThrow('apt-get install gcc')
  await new GoTool(process.env, () => {}).need()
})

it('one build is under way at a time; a process that is killed lets the next one in', async () => {
  const file = join(temporaryFolder(), 'lock')
  const module = JSON.stringify(new URL('../exclusive.ts', import.meta.url).href)
  const hold = `import { exclusively } from ${module}; await exclusively(${JSON.stringify(file)}, () => {}, async () => { console.log('in'); await new Promise((resolve) => setTimeout(resolve, 1e6)) })`
  const other = spawn(process.execPath, ['--input-type=module', '--eval', hold])
  await new Promise((resolve) => other.stdout.once('data', resolve))
  let waits = 0
  let isIn = false
  const late = exclusively(
    file,
    () => (waits += 1),
    async () => (isIn = true),
  )
  await waitFor('the second to wait', async () => (waits === 1 ? true : undefined))
  expect(isIn).toBe(false)
  other.kill('SIGKILL')
  await late
  expect(isIn).toBe(true)
})

it('builds that nobody has used for two weeks go, and what a killed build left; others stay', async () => {
  const cache = temporaryFolder()
  const builds = join(cache, 'fairlead-bed')
  const age = (name: string, days: number) => {
    mkdirSync(join(builds, name, 'bin'), { recursive: true })
    writeFileSync(join(builds, name, 'bin/etcd'), '')
    const then = new Date(Date.now() - days * 24 * 60 * 60 * 1000)
    utimesSync(join(builds, name), then, then)
  }
  age('of-yesterday', 1)
  age('of-last-month', 20)
  age('unfinished-now', 0)
  age('unfinished-old', 2)
  // The name of the current build is enough, because nothing in it is read.
  const today = basename(dirname((await build(process.env, () => {})).bin))
  mkdirSync(join(builds, today))
  await build({ ...process.env, XDG_CACHE_HOME: cache }, () => {})
  const left = readdirSync(builds).filter((name) => existsSync(join(builds, name, 'bin/etcd')))
  expect(left.toSorted()).toEqual(['of-yesterday', 'unfinished-now'])
})
