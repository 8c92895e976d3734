import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { manifestFiles } from '../../../src/commands/render-files.ts'
import { makeApp } from '../../support/report.ts'

const at = (name: string, environment?: string, cluster?: string) => ({
  app: makeApp({ name, environment, cluster }).app,
  manifests: [],
})
const paths = (...apps: ReturnType<typeof at>[]) => manifestFiles(apps).map(({ path }) => path)

it('has a folder for each environment and cluster', () => {
  expect(paths(at('web', 'prod', 'eu-1'), at('web', 'prod', 'prod'), at('web', 'dev'), at('web'))).toEqual([
    'prod/eu-1/web.yaml',
    'prod/web.yaml',
    'dev/web.yaml',
    'no-environment/web.yaml',
  ])
})

it.each([
  '../../etc/passwd',
  '..',
  '.',
  '',
  '/root',
  'a/b',
  'C:\\x',
  '.git',
  'a\0b',
  '\u202Ex',
  'x'.repeat(500),
])('lets no path leave the folder: %j', (name) => {
  const [path = ''] = paths(at(name, name, `${name}2`))
  const parts = path.split('/')
  expect(parts).toHaveLength(3)
  for (const part of parts) expect(part).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,110}$/)
})

it('keeps apps apart whose names become the same', () => {
  expect(paths(at('a/b', 'prod'), at('a-b', 'prod'), at('A-B', 'prod'))).toEqual([
    'prod/a-b.yaml',
    'prod/a-b-2.yaml',
    'prod/A-B-3.yaml',
  ])
})

it.each(['1.1', '1.2'] as const)('means the same to a reader of YAML %s', (version) => {
  const data = { a: 'yes', b: '012', c: '1e3', d: '12:30:00', e: '0o14', f: 'x\ny: z\n', on: 'off', g: 7 }
  const content = { apiVersion: 'v1', kind: 'ConfigMap', data }
  const manifest = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: undefined, content }
  const [file] = manifestFiles([{ ...at('web'), manifests: [manifest] }])
  expect(parse(file?.text.replace('---\n', '') ?? '', { version })).toEqual(content)
})

it('writes whole numbers that JavaScript cannot hold as numbers', () => {
  const content = {
    apiVersion: 'a/v1',
    kind: 'A',
    spec: { size: '9007199254740993', list: [{ size: '-1' }], text: '1' },
  }
  const large = [
    ['spec', 'size'],
    ['spec', 'list', 0, 'size'],
    ['spec', 'gone'],
  ]
  const manifest = { apiVersion: 'a/v1', kind: 'A', name: 'a', namespace: undefined, content, large }
  const [file] = manifestFiles([{ ...at('web'), manifests: [manifest] }])
  expect(file?.text).toContain('size: 9007199254740993\n')
  expect(file?.text).toContain('- size: -1\n')
  expect(file?.text).toContain('text: "1"\n')
})

it.each(['<<', '=', 'y', 'null', '~', '012', '1e3', '2024-01-01', '', '1:20', '.5', '0x1f'])(
  'writes the key %j so that it is that text in YAML 1.1',
  (key) => {
    const content = { apiVersion: 'v1', kind: 'ConfigMap', data: { [key]: { a: 'x' } } }
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: undefined, content }
    const [file] = manifestFiles([{ ...at('web'), manifests: [manifest] }])
    const read = parse(file?.text.replace('---\n', '') ?? '', { version: '1.1', mapAsMap: true })
    expect([...read.get('data').keys()]).toEqual([key])
  },
)
