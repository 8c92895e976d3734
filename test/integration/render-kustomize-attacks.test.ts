import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Files } from '../support/git.ts'
import { temporaryFolder } from '../support/git.ts'
import { hasTools } from '../support/helm.ts'
import { attempt, chart, configMap, kustomizeJob, rendererOf, treeOf } from '../support/render.ts'

const SECRET = 'hunter2-of-the-runner'

/** Creates a file of the runner that no pull request may read. */
function secretFile(): string {
  const file = join(temporaryFolder(), 'credentials')
  writeFileSync(file, `token: ${SECRET}\n`)
  return file
}

async function build(major: 3 | 4, kustomization: string, files: Files = {}, more = {}): Promise<string> {
  const [seen = ''] = await buildEach(major, [kustomization], files, more)
  return seen
}

/**
 * Returns the result of each kustomization with the same files: the first one in `apps/web`, the next one in
 * `apps/web1`.
 */
async function buildEach(
  major: 3 | 4,
  kustomizations: readonly string[],
  files: Files,
  more: object,
): Promise<string[]> {
  const beside: Files = {
    'apps/web/a.yaml': configMap('a'),
    'apps/web/gen/cm.yaml':
      'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: g}\nfiles: [a.yaml]\n',
    'shared/b.yaml': configMap('b', 'shared'),
    ...files,
  }
  const folderOf = (index: number) => `apps/web${index || ''}`
  const all = kustomizations.flatMap((text, index) =>
    Object.entries({ ...beside, 'apps/web/kustomization.yaml': text }).map(
      ([path, file]) => [path.replace('apps/web', folderOf(index)), file] as const,
    ),
  )
  const tree = await treeOf(Object.fromEntries(all))
  const renderer = rendererOf(major, { kustomizeHelm: true })
  return Promise.all(
    kustomizations.map((_, index) => attempt(renderer, kustomizeJob(tree, folderOf(index), more))),
  )
}

/** Every field that contains a path. PATH is the placeholder for it. */
const FIELDS = [
  'resources: [PATH]',
  'RESOURCES: [PATH]',
  'reſources: [PATH]',
  'bases: [PATH]',
  'components: [PATH]',
  'crds: [PATH]',
  'configurations: [PATH]',
  'openapi: {path: PATH}',
  'patches: [{path: PATH}]',
  'patches: [{<<: {path: PATH}}]',
  'patchesStrategicMerge: [PATH]',
  'patchesJson6902: [{path: PATH, target: {version: v1, kind: ConfigMap, name: settings}}]',
  'replacements: [{path: PATH}]',
  'configMapGenerator: [{name: g, files: [PATH]}]',
  'configMapGenerator: [{name: g, files: [key=PATH]}]',
  'configMapGenerator: [{name: g, envs: [PATH]}]',
  'configMapGenerator: [{name: g, env: PATH}]',
  'secretGenerator: [{name: g, files: [PATH]}]',
  'secretGenerator: [{name: g, ENVS: [PATH]}]',
  'generators: [PATH]',
  'transformers: [PATH]',
  'validators: [PATH]',
  'generators: ["{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: g}, files: [PATH]}"]',
  'transformers: ["{apiVersion: builtin, kind: PatchTransformer, metadata: {name: g}, path: PATH}"]',
  'transformers: ["{apiVersion: builtin, kind: PatchStrategicMergeTransformer, metadata: {name: g}, paths: [PATH]}"]',
  'transformers: ["{apiVersion: builtin, kind: ReplacementTransformer, metadata: {name: g}, replacements: [{path: PATH}]}"]',
  'helmCharts: [{name: c, valuesFile: PATH}]',
  'helmCharts: [{name: c, additionalValuesFiles: [PATH]}]',
  'helmCharts: [{name: PATH}]',
  'helmGlobals: {chartHome: PATH}\nhelmCharts: [{name: c}]',
]

describe.skipIf(!hasTools).each([3, 4] as const)(
  'the kustomize that came with kubectl of Helm %i is contained',
  (major) => {
    const helm = { kubeVersion: '1.33.0', apiVersions: [] }
    const charts = chart(
      'apps/web/charts/c',
      { 'values.yaml': '', 'templates/a.yaml': configMap('{{ toJson .Values | quote }}') },
      'c',
    )

    test.each(FIELDS)('%s: absolute, outside, linked and fetched', async (field) => {
      const file = secretFile()
      const paths = ['/proc/self/environ', file, '../../../../../../..' + file, 'link']
      const seenOf = await buildEach(
        major,
        paths.map((path) =>
          `resources: [a.yaml]\n${field.replace('PATH', path)}\n`.replace(
            /^resources: \[a.yaml\]\n(?=resources)/,
            '',
          ),
        ),
        { ...charts, 'apps/web/link': ['120000', file] },
        { helm },
      )
      for (const seen of seenOf) {
        expect(seen).toMatch(
          /^FairleadError: apps\/web\d?\/kustomization.yaml:\d+:\d+: .* (leaves the repository|"charts\/.*does not exist)/,
        )
        expect(seen).not.toContain(SECRET)
      }
    })

    test.each(FIELDS)('%s: an address is not asked', async (field) => {
      const asked: string[] = []
      const server = createServer((request, response) => {
        asked.push(request.url ?? '')
        response.end(configMap('fetched'))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      onTestFinished(() => void server.close())
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.yaml`
      const paths = [url, url.replace('http:', 'HTTP:'), 'git::https://example.com/a', 'github.com/acme/base']
      const texts = paths.map((path) => `${field.replace('PATH', path)}\n`)
      for (const seen of await buildEach(major, texts, charts, { helm })) {
        expect(seen).toMatch(
          /^FairleadError: apps\/web\d?\/kustomization.yaml:\d+:\d+: .* (is not fetched|does not exist)/,
        )
      }
      expect(asked).toEqual([])
    })

    test('a folder that has the name of an address', async () => {
      const seen = await build(major, 'resources: [github.com/acme/base]\n', {
        'apps/web/github.com/acme/base/kustomization.yaml': 'resources: []\n',
      })
      expect(seen).toContain('"github.com/acme/base" is not in this repository and is not fetched')
    })

    test.each([
      ['a line break of Unicode in a comment', 'resources: [a.yaml] #\u2028configMapGenerator: GENERATOR'],
      ['another one', 'resources: [a.yaml] #\u2029configMapGenerator: GENERATOR'],
      ['the next line of Latin-1', 'resources: [a.yaml] #\u0085configMapGenerator: GENERATOR'],
      ['a field in base64', 'resources: [a.yaml]\n!!binary BASE64(configMapGenerator): GENERATOR'],
      ['the same by the whole tag', '!<tag:yaml.org,2002:binary> BASE64(configMapGenerator): GENERATOR'],
      [
        'the same by a tag of another name',
        '%TAG !b! tag:yaml.org,2002:\n---\n!b!binary BASE64(configMapGenerator): GENERATOR',
      ],
      ['a path in base64', 'configMapGenerator: [{name: g, files: [!!binary BASE64(x=FILE)]}]'],
      [
        'the same in a generator in a generator',
        'generators: ["{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: g}, files: [!!binary BASE64(x=FILE)]}"]',
      ],
      [
        'a patch that is a path as well',
        "patchesStrategicMerge: ['a: b/../../../../../../../../../../..FILE']",
      ],
      ['an absolute one', "patchesStrategicMerge: ['/a: b/../../..FILE']"],
    ])('what kustomize reads otherwise: %s', async (_, text) => {
      const file = secretFile()
      const base64 = (plain: string) => Buffer.from(plain).toString('base64')
      const kustomization = text
        .replace('GENERATOR', `[{name: g, files: [${file}]}]`)
        .replaceAll(/BASE64\((.*?)\)/g, (_, plain: string) => base64(plain.replace('FILE', file)))
        .replace('FILE', file)
      const seen = await build(major, `${kustomization}\n`, {
        'apps/web/a.yaml': configMap('a'),
        [`apps/web/${base64(`x=${file}`)}`]: 'what is there of this name',
      })
      expect(seen).not.toContain(SECRET)
      expect(seen).toMatch(/^FairleadError: apps\/web\/kustomization.yaml:\d+:\d+: /)
    })

    test('merges that multiply, and one of itself', async () => {
      const layers = Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}]}`)
      const laughs = ['a0: &a0 {x: 1}', ...layers, '<<: *a60', 'resources: [a.yaml]', ''].join('\n')
      const itself = 'x: &a {<<: *a}\n<<: *a\n'
      for (const text of [laughs, itself]) {
        const message = 'FairleadError: apps/web/kustomization.yaml: the YAML expands to too many values'
        expect(await build(major, text)).toContain(message)
        for (const config of [{ 'apps/web/gen.yaml': text }, {}]) {
          const entry = 'apps/web/gen.yaml' in config ? 'gen.yaml' : JSON.stringify(text)
          expect(await build(major, `generators: [${entry}]\n`, config)).toContain(
            'expands to too many values',
          )
        }
      }
    })

    test('what kustomize is given says the same as the kustomization', async () => {
      const seen = await build(
        major,
        [
          'commonAnnotations: &all {a/b: "x\\ty: z", c: \'#\', "é": "😀", "y": "1.10", e: ""}',
          'configMapGenerator:',
          '- name: g',
          '  literals: [a=1, "b= #", \'c="\']',
          '  options: {disableNameSuffixHash: true, annotations: *all}',
          'generatorOptions:',
          '  labels: {<<: *all}',
          'patches:',
          '- patch: |-',
          '    - op: add',
          '      path: /data/d',
          '      value: "../../x"',
          '  target: {kind: ConfigMap}',
          'images: [{name: x, newTag: "1.10"}] # a comment',
          '',
        ].join('\n'),
      )
      expect(JSON.parse(seen)).toMatchObject([
        [
          {
            metadata: { annotations: { 'a/b': 'x\ty: z', c: '#', é: '😀', y: '1.10', e: '' } },
            data: { a: '1', b: ' #', c: '"', d: '../../x' },
          },
        ],
        [],
      ])
    })

    test('a patch that is an address as well as YAML', async () => {
      expect(await build(major, 'patchesStrategicMerge: ["http://127.0.0.1:1/ a: b"]\n')).toContain(
        'is not fetched',
      )
    })

    test.each([
      [
        'a container',
        'apiVersion: example.com/v1\nkind: Gen\nmetadata:\n  name: g\n  annotations:\n    config.kubernetes.io/function: "container: {image: evil}"\n',
      ],
      [
        'a program',
        'apiVersion: builtin\nkind: PatchTransformer\nmetadata:\n  name: g\n  annotations:\n    config.kubernetes.io/function: "exec: {path: ./evil.sh}"\n',
      ],
      ['a plugin', 'apiVersion: someteam.example.com/v1\nkind: ExecPlugin\nmetadata:\n  name: g\n'],
    ])('%s as generator, transformer or validator', async (_, config) => {
      for (const field of ['generators', 'transformers', 'validators']) {
        expect(await build(major, `${field}: [p.yaml]\n`, { 'apps/web/p.yaml': config })).toContain(
          'plugins are not run',
        )
        const inlined = `${field}:\n- |-\n${config.replaceAll(/^/gm, '  ')}\n`
        expect(await build(major, inlined)).toContain('plugins are not run')
        const listed = {
          'apps/web/f/kustomization.yaml': 'resources: [p.yaml]\n',
          'apps/web/f/p.yaml': config,
        }
        expect(await build(major, `${field}: [f]\n`, listed)).toContain('plugins are not run')
      }
    })

    test('configurations that are changed before they are used', async () => {
      const patch = '[{op: replace, path: /files/0, value: /proc/self/environ}]'
      const kustomization = `resources: [cm.yaml]\npatches: [{target: {kind: ConfigMapGenerator}, patch: "${patch}"}]\n`
      const seen = await build(major, 'generators: [gen]\n', {
        'apps/web/gen/kustomization.yaml': kustomization,
      })
      expect(seen).toContain('the configurations in gen are generated by a kustomization with patches')
    })

    test('a folder of configurations', async () => {
      const files = { 'apps/web/gen/kustomization.yaml': 'resources: [cm.yaml]\n' }
      expect(await build(major, 'generators: [gen]\n', files)).toContain('"a.yaml":"apiVersion')
    })

    test('files outside of the folder, as kustomize itself and as Flux allows', async () => {
      const kustomization = 'resources: [../../shared/b.yaml, a.yaml]\n'
      expect(await build(major, kustomization, {}, { allowOutside: false })).toMatch(
        /^FairleadError: apps\/web\/kustomization.yaml:1:13: the resource "..\/..\/shared\/b.yaml" is outside the kustomization's folder/,
      )
      expect(await build(major, kustomization)).toContain('"name":"shared"')
    })

    test('charts: options in their names, schemas that fetch, and charts that are elsewhere', async () => {
      const inflate = (text: string, files: Files = charts, more: object = { helm }) =>
        build(major, `helmCharts: [${text}]\n`, files, more)
      expect(await inflate('{name: c, releaseName: --post-renderer=/bin/cat}')).toContain('begins with "-"')
      expect(await inflate(`{name: c, nameTemplate: '{{ getHostByName "localhost" }}'}`)).toContain(
        'nameTemplate is a template',
      )
      expect(await inflate('{name: d, repo: https://example.com, version: 1.0.0}')).toContain(
        'the chart of https://example.com, looked for in "charts/d-1.0.0/d" does not exist',
      )
      expect(await inflate('{name: c, releaseName: r}', charts, {})).toContain('which is not enabled')
      const schema = { 'apps/web/charts/c/values.schema.json': '{"$ref": "file:///proc/self/environ"}' }
      const seen = await inflate('{name: c, releaseName: r}', { ...charts, ...schema })
      // This version of kustomize gets Helm's version with an option that Helm 4 does not have.
      if (major === 4) expect(seen).toContain('with this version of Helm')
      else {
        expect(seen).toContain('"value":"{}"')
        expect(seen).toContain('the values are not validated against values.schema.json')
      }
    })

    test('links inside of the repository are followed as kustomize does', async () => {
      const seen = await build(major, 'resources: [base, b.yaml]\n', {
        'apps/web/base': ['120000', '../../bases/web'],
        'apps/web/b.yaml': ['120000', '../../shared/b.yaml'],
        'bases/web/kustomization.yaml': 'resources: [../common/c.yaml]\n',
        'bases/common/c.yaml': configMap('c', 'common'),
      })
      expect(seen).toContain('"name":"common"')
      expect(seen).toContain('"name":"shared"')
    })
  },
)
