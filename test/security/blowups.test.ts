/**
 * Short texts in a pull request that would cause a very long run, or use more memory than is available. Each must end
 * quickly, with a clear message for its app, while all other apps are shown.
 *
 * "Broke be0c4d6" means that the attack succeeded on that commit. It is only used for attacks that were run there.
 */
import { describe, expect, test } from 'vitest'
import { compareApp } from '../../src/review/compare.ts'
import { unified } from '../../src/compare/text.ts'
import { readConfig } from '../../src/config/config.ts'
import { FairleadError } from '../../src/errors.ts'
import { withoutCommands } from '../../src/forge/gitlab/quick-actions.ts'
import { lexTemplate } from '../../src/gotemplate/lexer.ts'
import { mayUse, usesInText } from '../../src/gotemplate/uses.ts'
import { parseReference } from '../../src/images/reference.ts'
import { compareTags } from '../../src/images/tag-order.ts'
import { expand } from '../../src/render/argocd/environment.ts'
import { readRange } from '../../src/render/remote-sources/versions.ts'
import { sayingsIn } from '../../src/render/engine/sayings.ts'
import { substitute } from '../../src/render/flux/envsubst.ts'
import { ignorePatterns, isLeftOut } from '../../src/render/flux/gitignore.ts'
import { setValues } from '../../src/render/flux/strvals.ts'
import { clean, safeJson } from '../../src/runtime/clean.ts'
import { GO_PHRASES } from '../../src/text/go-phrases.ts'
import { comments } from '../../src/report/markdown/comments.ts'
import { code, escapeMarkdown } from '../../src/text/markdown.ts'
import { reduced } from '../../src/text/reduced.ts'
import { parseYaml } from '../../src/yaml/parse.ts'
import { changedRepo, diffIn } from '../support/diff.ts'
import { hasTools } from '../support/helm.ts'
import { inventoryOf } from '../support/inventory.ts'
import { ofObjects } from '../support/rendered.ts'

/**
 * The number of milliseconds that one of these attacks may take on a busy machine. Without limits, each takes minutes
 * or all of the memory.
 */
const ENOUGH = 20_000

const SOURCE = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: infra, namespace: flux-system}
spec: {url: https://github.com/acme/infra, ref: {branch: main}, interval: 1m}
`

function kustomization(name: string, spec = ''): string {
  return `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name}, namespace: flux-system}
spec: {path: ./${name}, prune: true, interval: 1m, sourceRef: {kind: GitRepository, name: infra}${spec}}
`
}

function application(name: string, source: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://github.com/acme/infra, targetRevision: HEAD, path: ${name}${source}}
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
`
}

function configMap(name: string, value: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: x}\ndata: {v: ${value}}\n`
}

/** Two apps: the attack of a pull request on one of them, and a simple change of the other. */
interface Attack {
  readonly spec?: string
  readonly files: Readonly<Record<string, string>>
}

async function fluxDiff({ spec, files }: Attack) {
  const apps = SOURCE + kustomization('bad', spec) + kustomization('good')
  const folder = changedRepo(
    {
      'clusters/apps.yaml': apps,
      'bad/cm.yaml': configMap('bad', '"1"'),
      'good/cm.yaml': configMap('good', '"1"'),
    },
    { 'good/cm.yaml': configMap('good', '"2"'), 'bad/cm.yaml': configMap('bad', '"2"'), ...files },
  )
  return diffIn(folder)
}

const stars = `${'*a'.repeat(60)}b`

describe.skipIf(!hasTools)('an app that means too much has an error, and the others are shown', () => {
  // Broke be0c4d6: RangeError: Invalid string length, and no report at all.
  test(
    'replacements nested in each other',
    async () => {
      let value = 'x'
      for (let i = 0; i < 6; i++) value = `\${a//a/${value}}`
      const { app } = await fluxDiff({
        spec: `, postBuild: {substitute: {a: ${'a'.repeat(100)}}}`,
        files: { 'bad/cm.yaml': configMap('bad', `"${value}"`) },
      })
      expect(app('good').objects).toHaveLength(1)
      expect(app('bad').failures[0]?.message).toMatch(
        /ConfigMap x\/bad: its variables expand to more than 16 million/,
      )
    },
    ENOUGH,
  )

  // Broke be0c4d6: the pattern became a regular expression with catastrophic backtracking.
  test.each(['##', '#', '%%', '%'])(
    'a pattern of a shell behind %s',
    async (operator) => {
      const { app } = await fluxDiff({
        spec: `, postBuild: {substitute: {a: ${'a'.repeat(2000)}}}`,
        files: {
          'bad/cm.yaml': configMap(
            'bad',
            `"\${a${operator}${operator.startsWith('#') ? stars : [...stars].toReversed().join('')}}"`,
          ),
        },
      })
      expect(app('good').objects).toHaveLength(1)
      expect(app('bad').objects[0]?.diff).toContain('aaaa')
    },
    ENOUGH,
  )

  // Broke be0c4d6: the same.
  test(
    'a pattern of .sourceignore',
    async () => {
      const { app } = await fluxDiff({
        files: { '.sourceignore': `${stars}\n`, [`bad/${'a'.repeat(200)}.yaml`]: configMap('bad2', '"2"') },
      })
      expect(app('good').objects).toHaveLength(1)
      expect(app('bad').objects).toHaveLength(2)
    },
    ENOUGH,
  )

  // Did not break be0c4d6.
  test.each([
    [
      'aliases that multiply',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((c, i) => `${c}: &${c} [${Array.from({ length: 9 }, () => `*${'abcdefg'[i]}`).join()}]`).join('\n')}\n`,
    ],
    ['brackets', `data: ${'['.repeat(50_000)}\n`],
    ['lists in lists', `data: ${'- '.repeat(50_000)}a\n`],
  ])(
    'a manifest of %s',
    async (_, text) => {
      const { app } = await fluxDiff({
        files: { 'bad/cm.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bad}\n${text}` },
      })
      expect(app('good').objects).toHaveLength(1)
      expect(app('bad').failures[0]?.message).toBeTruthy()
    },
    60_000,
  )
})

describe('the inventory ends', () => {
  // Broke be0c4d6: it did not end.
  test.each([['environments: {prod: {paths: ["%"]}}'], ['clusters: {eu: {paths: ["%"]}}']])(
    'with %s in fairlead.yaml',
    async (config) => {
      const path = `${'a'.repeat(120)}.yaml`
      const inventory = await inventoryOf({
        'fairlead.yaml': config.replace('%', stars),
        [path]: application('web', ''),
        'web/cm.yaml': configMap('web', '"1"'),
      })
      expect(inventory.apps.map(({ name }) => name)).toEqual(['web'])
    },
    ENOUGH,
  )

  // Broke be0c4d6: the same.
  test.each([
    ['directories', '*'],
    ['files', '*/config.json'],
  ])(
    'with a pattern in the %s of a git generator',
    async (kind, rest) => {
      const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: set, namespace: argocd}
spec:
  generators: [{git: {repoURL: https://github.com/acme/infra, ${kind}: [{path: "${stars}${rest}"}]}}]
  template:
    metadata: {name: "{{path.basename}}"}
    spec: {source: {repoURL: https://github.com/acme/infra, path: "{{path}}"}}
`
      const inventory = await inventoryOf(
        { 'set.yaml': set, [`${'a'.repeat(200)}/config.json`]: '{}', 'web.yaml': application('web', '') },
        'https://github.com/acme/infra',
      )
      expect(inventory.apps.map(({ name }) => name)).toEqual(['web'])
    },
    ENOUGH,
  )

  // Broke be0c4d6: there was no limit.
  test(
    'with a pattern that is longer than any path, and says so',
    async () => {
      const inventory = await inventoryOf({
        'bad.yaml': application('bad', `, directory: {include: "${'*a'.repeat(50_000)}"}`),
        'bad/cm.yaml': configMap('bad', '"1"'),
        'web.yaml': application('web', ''),
        'web/cm.yaml': configMap('web', '"1"'),
      })
      expect(inventory.apps.map(({ name }) => name)).toEqual(['web'])
      expect(inventory.unresolved).toMatchObject([
        {
          kind: 'Application',
          name: 'bad',
          reason: expect.stringMatching(/has 100000 characters; the limit is 4096/),
        },
      ])
    },
    ENOUGH,
  )

  // Broke be0c4d6: it did not end.
  test(
    'with a JSON patch that copies the whole into itself',
    async () => {
      const copies = Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from: '', path: `/spec/x${i}` }))
      const inventory = await inventoryOf({
        'overlay/kustomization.yaml': `resources: [web.yaml, other.yaml]\npatches:\n- target: {name: web}\n  patch: '${JSON.stringify(copies)}'\n- target: {name: other}\n  patch: '[{"op":"add","path":"/spec/x","value":1}]'\n`,
        'overlay/web.yaml': application('web', ''),
        'overlay/other.yaml': application('other', ''),
        'web/cm.yaml': configMap('web', '"1"'),
      })
      expect(inventory.apps.map(({ name }) => name)).toEqual(['other'])
      expect(inventory.unresolved[0]?.reason).toMatch(
        /a patch of the Application web is rejected: .*copy more than/,
      )
    },
    ENOUGH,
  )

  // Broke be0c4d6: RangeError: Invalid string length.
  test(
    'with a template that repeats a long parameter',
    async () => {
      const inventory = await inventoryOf({
        'set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: set, namespace: argocd}
spec:
  generators: [{list: {elements: [{name: one, v: "${'x'.repeat(1_000_000)}"}]}}]
  template:
    metadata: {name: "{{name}}", annotations: {a: "${'{{v}}'.repeat(2000)}"}}
    spec: {source: {repoURL: https://github.com/acme/infra, path: a}}
`,
        'web.yaml': application('web', ''),
      })
      expect(inventory.apps.map(({ name }) => name)).toEqual(['web'])
      expect(inventory.unresolved[0]?.reason).toMatch(/more than 100,000,000 characters of text/)
    },
    ENOUGH,
  )
})

describe('a comparison ends', () => {
  const map = (data: Record<string, string>, annotations: Record<string, string> = {}) =>
    ofObjects([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations }, data }])
  const options = {
    production: true,
    controller: 'argocd',
    registries: () => new Set<string>(),
    stays: () => false,
  } as const

  // Broke be0c4d6: it did not end.
  test(
    'with a hostile pattern for noise',
    () => {
      const name = 'a'.repeat(2000)
      const found = compareApp(map({}, { [name]: '1' }), map({}, { [name]: '2' }), {
        ...options,
        noise: [stars, `/metadata/annotations/${stars}`],
      })
      expect(found.objects).toHaveLength(1)
    },
    ENOUGH,
  )

  // Did not break be0c4d6.
  test.each([
    [
      'lines that all change',
      Array.from({ length: 60_000 }, (_, i) => `a${i}\n`).join(''),
      Array.from({ length: 60_000 }, (_, i) => `b${i}\n`).join(''),
    ],
    [
      'lines in another order',
      Array.from({ length: 60_000 }, (_, i) => `a${i}\n`).join(''),
      Array.from({ length: 60_000 }, (_, i) => `a${60_000 - i}\n`).join(''),
    ],
    ['one long line', 'a '.repeat(2_000_000), 'b '.repeat(2_000_000)],
    ['the same two lines over and over', 'a\nb\n'.repeat(60_000), 'b\na\n'.repeat(59_000)],
  ])(
    'of %s',
    (_, before, after) => {
      expect(unified(before, after).length).toBeGreaterThan(1000)
    },
    ENOUGH,
  )
})

/** Parsers that scan a text with their own code, and the characters with a meaning for them. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'templates of Helm': lexTemplate,
  'the functions that a template uses': (text) => mayUse(text) && usesInText(text),
  'what a template says': (text) => [...sayingsIn(text, true), ...sayingsIn(text, false)],
  'messages of renderers': (text) => reduced(text, GO_PHRASES),
  markdown: (text) => escapeMarkdown(text) + code(text),
  'the log': (text) => clean(text) + safeJson(text),
  'commands to GitLab': withoutCommands,
  'variables of Flux': (text) => attempt(() => substitute(text, () => 'a')),
  'variables of Argo CD': (text) => expand(text, { a: 'b' } as never),
  'settings of Helm': (text) => attempt(() => setValues({}, text, false)),
  'ranges of versions': readRange,
  'patterns of .sourceignore': (text) =>
    attempt(() => isLeftOut(ignorePatterns(text, ''), 'a/'.repeat(50), false)),
  YAML: (text) => attempt(() => parseYaml(text, 'a.yaml')),
  tags: (text) => compareTags(text, `${text}1`),
  'references to images': parseReference,
}

function attempt(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    return undefined
  }
}

const SIGNS = [
  ...'"\'`{}[]()$%*?!#&@/\\.,:;=<>|-+0a \n',
  '{{',
  '}}',
  '{{ "',
  "'\\",
  '"\\',
  '${a:-',
  '${a//',
  '{a,',
  '[!',
  '**/',
  '. ',
  'a.',
  'a/',
  '- ',
  '? ',
  '&a ',
  '*a ',
  '||',
  '>=1,',
  'fail "',
  '"a" |',
  'template "',
  '```\n',
  '\n/',
  '<!--',
  'a: ',
  '0.',
  'alpha0',
]

// Broke be0c4d6: YAML (minutes), variables of Argo CD and tags. The newer parsers were vulnerable when they were new.
describe('a reader ends soon with 100 kB of', () => {
  test.each(Object.keys(READERS))(
    '%s',
    (name) => {
      const slow: string[] = []
      for (const start of ['', '{{ ', 'a: "', '${'])
        for (const sign of SIGNS) {
          const began = performance.now()
          READERS[name]?.(start + sign.repeat(Math.ceil(100_000 / sign.length)))
          // Each takes some milliseconds; a busy machine may take longer.
          if (performance.now() - began > 4000) slow.push(start + sign)
        }
      expect(slow).toEqual([])
    },
    240_000,
  )
})

test.each([
  ['keys that it does not know', (i: number) => `k${i}: 1\n`],
  ['keys that are there twice', () => 'roots: []\n'],
])('a fairlead.yaml that is nothing but faults is told of soon: %s', (_, line) => {
  const text = Array.from({ length: 40_000 }, (_, i) => line(i)).join('')
  const began = performance.now()
  expect(() => readConfig(parseYaml(text, 'fairlead.yaml'))).toThrow(FairleadError)
  // This takes some seconds. Before, the time was quadratic in the number of errors, which is minutes.
  expect(performance.now() - began).toBeLessThan(25_000)
})

// Both broke 2c09b49: a regular expression was created from the names, which was larger than the engine allows, and
// the run ended.
describe('a name far longer than any of Kubernetes does not hold up the report about other apps', () => {
  const long = 'x'.repeat(300_000)
  const plain = (path: string, name = path) =>
    application(path, '').replace(`name: ${path},`, `name: ${name},`)
  const configMap = (name: string, size: number) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {size: '${size}'}\n`

  test.each([
    ['an app', { 'evil.yaml': plain('evil', long), 'evil/a.yaml': configMap('evil', 1) }],
    ['an object', { 'evil.yaml': plain('evil'), 'evil/a.yaml': configMap(long, 1) }],
  ])('of %s', async (_, edits) => {
    const folder = changedRepo(
      { 'good.yaml': plain('good'), 'good/a.yaml': configMap('good', 1) },
      { ...edits, 'good/a.yaml': configMap('good', 2) },
    )
    const { app, report } = await diffIn(folder)
    expect(app('good')).toMatchObject({ status: 'changed' })
    expect(report.apps).toHaveLength(2)
    const bodies = comments(report, {
      limit: 65_536,
      most: 3,
      request: 'pull request',
      isForeign: false,
      whole: undefined,
    })
    expect(bodies[0]).toContain('good')
    for (const body of bodies) expect(body.length).toBeLessThanOrEqual(65_536)
  })
})
