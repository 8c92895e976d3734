import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { worktree } from '../../src/files/worktree.ts'
import type { Files } from '../support/git.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'
import { memoryTree } from '../support/memory-tree.ts'
import { attempt, chart, configMap, helmJob, rendererOf, treeOf } from '../support/render.ts'

const SECRET = 'hunter2-of-the-runner'

/** Starts a server that should never receive a request. Returns its address and the requests. */
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

/** Creates a file of the runner that no pull request may read. */
function secretFile(): string {
  const file = join(temporaryFolder(), 'credentials')
  writeFileSync(file, `token: ${SECRET}\n`)
  return file
}

/** Creates a packed chart with these files; `links` are the links in it. */
function packed(
  files: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): string {
  const folder = temporaryFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), content, 'latin1')
  }
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(folder, path))
  return execFileSync('tar', ['cz', '-C', folder, 'sub']).toString('latin1')
}

const SUB = 'apiVersion: v2\nname: sub\nversion: 0.1.0\n'

describe.skipIf(!hasTools).each([3, 4] as const)('Helm %i is contained', (major) => {
  const files = (template: string) => ({ 'templates/a.yaml': configMap(template) })

  test.each([
    ['.Files.Get', 'linked.txt', '{{ .Files.Get "linked.txt" | quote }}'],
    ['.Files.Glob', 'linked.txt', '{{ (.Files.Glob "*.txt").AsConfig | quote }}'],
    ['a linked CRD', 'crds/a.yaml', 'x'],
    ['a linked template', 'templates/b.yaml', 'x'],
    ['linked values', 'values.yaml', '{{ .Values.token }}'],
  ])('a link out of the repository, read by %s', async (_, path, template) => {
    for (const target of [secretFile(), '../../../../../../../../proc/self/environ', '/proc/self/environ']) {
      const tree = await treeOf(chart('charts/web', { ...files(template), [path]: ['120000', target] }))
      const seen = await attempt(rendererOf(major), helmJob(tree, 'charts/web'))
      expect(seen).toContain(`FairleadError: charts/web/${path}: the link charts/web/${path} points to`)
      expect(seen).not.toContain(SECRET)
    }
  })

  test('a linked folder out of the repository', async () => {
    const folder = join(secretFile(), '..')
    const tree = await treeOf(
      chart('charts/web', { ...files('{{ .Files.Get "etc/credentials" }}'), etc: ['120000', folder] }),
    )
    expect(await attempt(rendererOf(major), helmJob(tree, 'charts/web'))).toContain(
      'the link charts/web/etc points to',
    )
  })

  test('a link to the settings of git in the same checkout', async () => {
    const root = temporaryFolder()
    execFileSync('git', ['init', '--quiet', root])
    writeFileSync(join(root, '.git/config'), `[http]\n  extraheader = ${SECRET}\n`)
    mkdirSync(join(root, 'web/templates'), { recursive: true })
    writeFileSync(join(root, 'web/Chart.yaml'), SUB)
    writeFileSync(join(root, 'web/templates/a.yaml'), configMap('{{ .Files.Get "config" | quote }}'))
    symlinkSync('../.git/config', join(root, 'web/config'))
    expect(await attempt(rendererOf(major), helmJob(worktree(root), 'web'))).toContain(
      'the link web/config points to "../.git/config", which is not a file in',
    )
  })

  test('values files that are links, addresses or devices', async () => {
    const server = await trap()
    const tree = await treeOf({
      ...chart('charts/web', files('{{ toJson .Values | quote }}')),
      'values/link.yaml': ['120000', secretFile()],
      'values/environ.yaml': ['120000', '/proc/self/environ'],
    })
    const hostile = [
      'values/link.yaml',
      'values/environ.yaml',
      '/proc/self/environ',
      '../../etc/passwd',
      `${server.url}/values.yaml`,
      '-',
    ]
    for (const path of hostile) {
      const seen = await attempt(rendererOf(major), helmJob(tree, 'charts/web', { values: [{ tree, path }] }))
      expect(seen).toMatch(/^FairleadError: the values file .* (leaves the repository|does not exist)/)
    }
    expect(server.asked).toEqual([])
  })

  test('a link to a tracked file or folder is followed, as the controllers do', async () => {
    const tree = await treeOf({
      ...chart('charts/web', {
        'templates/a.yaml': configMap('{{ .Files.Get "shared/a.txt" }}{{ .Files.Get "b.txt" }}'),
        shared: ['120000', '../../common'],
        'b.txt': ['120000', 'shared/link'],
      }),
      'common/a.txt': 'hello',
      'common/link': ['120000', '../there.txt'],
      'there.txt': 'world',
    })
    expect(await attempt(rendererOf(major), helmJob(tree, 'charts/web'))).toContain('helloworld')
  })

  test('links that lead to themselves', async () => {
    const tree = await treeOf(
      chart('charts/web', { ...files('x'), loop: ['120000', '.'], a: ['120000', 'b'], b: ['120000', 'a'] }),
    )
    expect(await attempt(rendererOf(major), helmJob(tree, 'charts/web'))).toMatch(
      /FairleadError: .*the link charts\/web\//,
    )
  })

  test.each([
    ['an address', '$ref', 'URL/schema.json'],
    ['a file', '$ref', 'file:///proc/self/environ'],
    ['a relative path', '$ref', '../../secret.json'],
    ['an address by another word', '$dynamicRef', 'URL/schema.json'],
    ['a dialect of its own', '$schema', 'URL/meta.json'],
  ])('a schema that refers to %s', async (_, keyword, reference) => {
    const server = await trap()
    const text = JSON.stringify({
      properties: { a: { [keyword]: reference.replace('URL', server.url) } },
      [keyword]: reference.replace('URL', server.url),
    })
    // The keyword can be written with an escape sequence.
    const schema = text.replaceAll('"$', String.raw`"\u0024`)
    const sub: Files = {
      'charts/sub.tgz': packed({ 'sub/Chart.yaml': SUB, 'sub/values.schema.json': schema }),
    }
    const nested: Files = {
      'charts/sub.tgz': packed({
        'sub/Chart.yaml': SUB,
        'sub/charts/sub.tgz': packed({ 'sub/Chart.yaml': SUB, 'sub/values.schema.json': schema }),
      }),
    }
    for (const more of [{ 'values.schema.json': schema }, sub, nested]) {
      const seen = await attempt(
        rendererOf(major),
        helmJob(memoryTree(chart('charts/web', { ...files('fine'), ...more })), 'charts/web'),
      )
      expect(seen).toContain('"value":"fine"')
      expect(seen).toContain('the values are not validated against')
    }
    expect(server.asked).toEqual([])
  })

  test('a schema that refers to itself still counts', async () => {
    const schema = JSON.stringify({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $defs: { a: { type: 'integer' } },
      properties: { a: { $ref: '#/$defs/a' } },
    })
    const tree = await treeOf(chart('charts/web', { ...files('x'), 'values.schema.json': schema }))
    const job = helmJob(tree, 'charts/web', { values: [{ text: 'a: text\n' }] })
    expect(await attempt(rendererOf(major), job)).toMatch(/FairleadError: Helm cannot render[^]*integer/)
    expect(await attempt(rendererOf(major), { ...job, skipSchemaValidation: true })).toContain('"value":"x"')
  })

  test('a packed chart with a link, and one that is a bomb', async () => {
    const link = packed({ 'sub/Chart.yaml': SUB }, { 'sub/values.yaml': '/proc/self/environ' })
    const bomb = packed({ 'sub/Chart.yaml': SUB, 'sub/zeros.txt': '\0'.repeat(3 * 1024 * 1024) })
    const renderer = rendererOf(major, { limits: { size: 2 } })
    const render = (sub: string) =>
      attempt(
        renderer,
        helmJob(memoryTree(chart('charts/web', { ...files('x'), 'charts/sub.tgz': sub })), 'charts/web'),
      )
    expect(await render(link)).toContain('contains sub/values.yaml, a symlink')
    expect(await render(bomb)).toContain('unpacks to more than 2 MiB')
    expect(await render('no gzip')).toContain('is not a valid gzip file')
    // Many packages together are also a bomb, next to each other or nested.
    const half = packed({ 'sub/Chart.yaml': SUB, 'sub/zeros.txt': '\0'.repeat(1024 * 1024) })
    const many = Object.fromEntries(['a', 'b', 'c'].map((name) => [`charts/${name}.tgz`, half]))
    const tree = memoryTree(chart('charts/web', { ...files('x'), ...many }))
    expect(await attempt(renderer, helmJob(tree, 'charts/web'))).toContain('unpacks to more than')
    const nested = Object.fromEntries(['a', 'b', 'c'].map((name) => [`sub/charts/${name}.tgz`, half]))
    expect(await render(packed({ 'sub/Chart.yaml': SUB, ...nested }))).toContain('unpacks to more than')
  })

  test.each([
    [
      'tpl that calls itself',
      '{{ define "f" }}{{ tpl .t . }}{{ end }}{{ include "f" (dict "t" "{{ tpl .t . }}" "Template" .Template) }}',
    ],
    ['nested loops', '{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}'],
    ['a long list', '{{ until 1000000000 | len }}'],
    ['a long text', '{{ repeat 2000000000 "x" | len }}'],
    ['a text that doubles', '{{ $s := "x" }}{{ range until 40 }}{{ $s = print $s $s }}{{ end }}{{ len $s }}'],
    ['a large output', '{{ range until 3000000 }}{{ "0123456789" }}{{ end }}'],
  ])('%s', async (_, template) => {
    const tree = await treeOf(chart('charts/web', files(template)))
    const renderer = rendererOf(major, { limits: { deadline: 4000, memory: 256, output: 16 } })
    expect(await attempt(renderer, helmJob(tree, 'charts/web'))).toMatch(
      /^FairleadError: the chart charts\/web (took longer than 4 s|needs more than 256 MiB|renders to more than 16 MiB)|FairleadError: Helm cannot render[^]*(stack|depth|nest)/,
    )
  })

  test('the environment of the job is out of reach', async () => {
    process.env['FAIRLEAD_TEST_TOKEN'] = SECRET
    onTestFinished(() => void delete process.env['FAIRLEAD_TEST_TOKEN'])
    const renderer = rendererOf(major)
    for (const template of [
      '{{ env "FAIRLEAD_TEST_TOKEN" }}',
      '{{ expandenv "$FAIRLEAD_TEST_TOKEN" }}',
      `{{ .Files.Get "/proc/${process.pid}/environ" | quote }}`,
      '{{ .Files.Get "../../../../../proc/self/environ" | quote }}',
      '{{ getHostByName "localhost" | quote }}',
    ]) {
      const tree = await treeOf(chart('charts/web', files(template)))
      expect(await attempt(renderer, helmJob(tree, 'charts/web'))).not.toMatch(/hunter2|127\.0\.0\.1|PATH=/)
    }
  })

  test('names and settings that are options or name files', async () => {
    const file = secretFile()
    const tree = await treeOf({
      ...chart('charts/web', files('{{ toJson .Values | quote }}')),
      'a.txt': 'harmless',
    })
    const renderer = rendererOf(major)
    const run = (more: Parameters<typeof helmJob>[2]) => attempt(renderer, helmJob(tree, 'charts/web', more))
    expect(await run({ release: '--post-renderer=/bin/cat' })).toContain('is not a valid Helm release name')
    expect(await run({ release: '{{ env "HOME" }}' })).toContain('is not a valid Helm release name')
    for (const name of [`a=${file},b`, `a\\\\=${file},b`, `a,b`, 'a\\', `a[0]=${file},b`])
      expect(await run({ set: [{ how: 'set-file', name, file: { tree, path: 'a.txt' } }] })).toContain(
        'is not a valid name for a value',
      )
    for (const namespace of ['--values=/proc/self/environ', `x --values ${file}`])
      expect(await run({ namespace })).not.toContain(SECRET)
    expect(await run({ set: [{ how: 'set-file', name: 'a.b', file: { tree, path: 'a.txt' } }] })).toContain(
      'harmless',
    )
  })
})
