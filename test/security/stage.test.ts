import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkStaged } from '../../src/render/engine/staged-paths.ts'
import { findSandbox } from '../../src/render/engine/sandbox.ts'
import { Stage } from '../../src/render/engine/stage.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'
import { memoryTree } from '../support/memory-tree.ts'
import { attempt, chart, configMap, helmJob, rendererOf } from '../support/render.ts'
import { rawTar } from '../support/tar.ts'

/**
 * Nothing is written outside of the stage: the paths of a change are below the renderer's own temporary folder, or
 * are refused. `broke` is true if the attack broke commit be0c4d6.
 */

/** Returns a chart with a dependency of this name, which is in a folder next to it. */
function withDependency(name: string, repository = 'file://../payload') {
  const dependency = JSON.stringify({ name, version: '0.1.0', repository }).replaceAll(
    /[^\x20-\x7e]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return {
    ...chart('charts/web', { 'templates/a.yaml': configMap('a') }),
    'charts/web/Chart.yaml': `apiVersion: v2\nname: web\nversion: 0.1.0\ndependencies:\n- ${dependency}\n`,
    ...chart(
      'charts/payload',
      { 'evil.txt': 'evil', 'templates/b.yaml': configMap('b', 'payload') },
      'payload',
    ),
  }
}

/** Returns everything below a folder. */
const below = (folder: string) => readdirSync(folder, { recursive: true }).map(String)

describe.skipIf(!hasTools)("a dependency's name", () => {
  test.each([
    [true, '../../../../escaped'],
    [false, '..'],
    [false, '.'],
    [true, 'x/../../../../escaped'],
    [false, String.raw`..\..\escaped`],
    [false, '/escaped'],
    [false, 'sub/templates'],
    [false, 'nul'],
    [false, 'c:x'],
    [false, 'a\u0000b'],
    [false, 'a\nb'],
    [false, 'payload '],
    [false, '.git'],
    [false, '\uff0e\uff0e'],
    [false, 'x'.repeat(300)],
  ])('broke %s: %j', async (_, name) => {
    const temporary = join(temporaryFolder(), 'a/b/c/d/e')
    const root = join(temporary, '../../../../..')
    mkdirSync(temporary, { recursive: true })
    const before = below(root)
    const renderer = rendererOf(4, { temporary })
    const seen = await attempt(renderer, helmJob(memoryTree(withDependency(name)), 'charts/web'))
    expect(seen).toContain(
      'FairleadError: charts/web/Chart.yaml:5: the dependency has a name that is not valid for a chart',
    )
    await renderer.close()
    expect(below(root)).toEqual(before)
  })

  test('that is honest renders', async () => {
    expect(
      await attempt(rendererOf(4), helmJob(memoryTree(withDependency('payload')), 'charts/web')),
    ).toContain('"name":"payload"')
  })
})

describe('the one gate before a stage', () => {
  test.each([
    ['../x'],
    ['a/../../x'],
    ['/etc/passwd'],
    ['a//b'],
    ['./a'],
    [String.raw`a\b`],
    ['C:/x'],
    ['a/c:x'],
    ['templates/NUL.yaml'],
    ['com1'],
    ['aux.'],
    ['a./b'],
    ['a /b'],
    ['a\u0000b'],
    ['a\u001bb'],
    ['a\u0085b'],
    ['.git/config'],
    ['.GIT/config'],
    ['.g\u200cit/config'],
    ['\uff0egit/config'],
    ['.git::$INDEX_ALLOCATION/config'],
    ['git~1/config'],
    ['\uff0e\uff0e/x'],
    ['a\uff0fb'],
    ['a\ud800b'],
    ['a\ufffdb'],
    ['x'.repeat(256)],
    ['x/'.repeat(600) + 'x'],
    ['a', 'a'],
    ['a', 'A'],
    ['Templates/a.yaml', 'templates/b.yaml'],
    ['\u00e9', 'e\u0301'],
    ['\uff21', 'a'],
    ['stra\u00dfe', 'STRASSE'],
    ['a', 'a/b'],
    ['a/b', 'a'],
    ['A/b', 'a'],
  ])('%j and %j are refused', (...paths) => {
    expect(() => checkStaged(paths, 'the test')).toThrow(
      /not allowed|have the same name|appears twice|a file and a folder/,
    )
    const root = temporaryFolder()
    const content = {
      files: new Map(paths.map((path) => [path, Buffer.from('x')])),
      generates: false,
      warnings: [],
    }
    const links = { files: new Map([['a.txt', Buffer.from('x')]]), links: new Map([['b', paths[0] ?? '']]) }
    return Promise.all([
      ...(new Set(paths).size < paths.length
        ? []
        : [expect(new Stage(root).folder('one', async () => content)).rejects.toThrow()]),
      ...(paths.length > 1
        ? []
        : [expect(new Stage(root).folder('two', async () => ({ ...content, ...links }))).rejects.toThrow()]),
    ]).then(() => expect(below(root)).toEqual([]))
  })

  test('what charts and repositories really hold is not', () => {
    expect(() =>
      checkStaged(
        [
          'Chart.yaml',
          '.helmignore',
          'templates/_helpers.tpl',
          'templates/.hidden.yaml',
          'files/dashboards/web: b (é, 日本語、ﬁ).json',
          'files/..data',
          'files/a..b',
          'files/icons/512@2x~1.png',
          'files/auxiliary.yaml',
          'files/console.json',
          'files/.gitignore',
          'files/.github/x',
          'charts/common-2.31.4.tgz',
        ],
        'the test',
      ),
    ).not.toThrow()
  })

  test('nothing is staged through a link', async () => {
    const root = temporaryFolder()
    const content = {
      files: new Map([['a/x', Buffer.from('x')]]),
      links: new Map([['a', 'b']]),
      generates: false,
      warnings: [],
    }
    await expect(new Stage(root).folder('one', async () => content)).rejects.toThrow(
      'a is a file and a folder in',
    )
  })
})

/** Starts a server that should never receive a request. */
async function trap(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

describe.skipIf(!hasTools)('no renderer asks the network', () => {
  const meta = { name: 'sub/Chart.yaml', content: 'apiVersion: v2\nname: sub\nversion: 0.1.0\n' }

  test.each([
    [true, String.raw`sub\values.schema.json`],
    [false, 'sub/./values.schema.json'],
    [false, 'sub/x/../values.schema.json'],
    [false, 'sub//values.schema.json'],
    [false, 'other/values.schema.json'],
  ])('broke %s: by a schema in a package that is called %s', async (_, name) => {
    const { url, asked } = await trap()
    for (const reference of [`${url}/schema.json`, 'file:///etc/hostname', 'file:///proc/self/environ']) {
      const schema = { name, content: JSON.stringify({ $ref: reference }) }
      const sub = rawTar(meta, schema).toString('latin1')
      const files = chart('charts/web', { 'templates/a.yaml': configMap('a'), 'charts/sub.tgz': sub })
      const seen = await attempt(rendererOf(4), helmJob(memoryTree(files), 'charts/web'))
      expect(seen).toMatch(/FairleadError: .*the package|the values are not checked/)
      expect(seen).not.toContain('failing loading')
    }
    expect(asked).toEqual([])
  })
})

test.runIf(process.platform === 'linux')('the sandbox is one that works, or none', async () => {
  const sandbox = await findSandbox(process.env)
  if (!sandbox) return
  const [program = '', ...options] = sandbox.command
  const { url, asked } = await trap()
  const ask = `fetch(${JSON.stringify(url)}).then(() => console.log('open'), () => console.log('closed'))`
  const run = async (file: string, args: readonly string[]) =>
    (await promisify(execFile)(file, [...args])).stdout.trim()
  expect(await run(program, [...options, process.execPath, '-e', ask])).toBe('closed')
  expect(asked).toEqual([])
  expect(await run(process.execPath, ['-e', ask])).toBe('open')
})

test.skipIf(!hasTools)('a sandbox that stops working does not fail what is rendered', async () => {
  const folder = temporaryFolder()
  // This allows only the trial run, as if a limit of namespaces is reached later.
  const script = `#!/bin/sh\nfor one in "$@"; do [ "$one" = : ] && exit 0; done\necho 'unshare: unshare failed: No space left on device' >&2; exit 1\n`
  writeFileSync(join(folder, 'unshare'), script, { mode: 0o755 })
  const environment = { PATH: `${folder}:/usr/bin:/bin` }
  expect((await findSandbox(environment))?.command[0]).toBe(join(folder, 'unshare'))
  const files = chart('charts/web', { 'templates/a.yaml': configMap('fine') })
  const seen = await attempt(rendererOf(4, { environment }), helmJob(memoryTree(files), 'charts/web'))
  expect(seen).toContain('"value":"fine"')
})
