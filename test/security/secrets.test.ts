import { describe, expect, test } from 'vitest'
import type { RenderJob } from '../../src/render/model.ts'
import { changedRepo, diffIn } from '../support/diff.ts'
import { attempt, helmJob, kustomizeJob, rendererOf, treeOf } from '../support/render.ts'

// Attacks on a guarantee of the documentation: no value of a Secret is shown, not even as part of an error.

type Files = Readonly<Record<string, string>>

const VALUE = 'hunter2topsecret'
const CHART = 'apiVersion: v2\nname: web\nversion: 0.1.0\n'

/** Returns a chart whose template fails; the password is in its values. */
function chart(template: string, more: Files = {}): Files {
  return {
    'charts/web/Chart.yaml': CHART,
    'charts/web/values.yaml': `pw: ${VALUE}\nlist: [${VALUE}]\nimage: {tag: "1"}\npin: 998877\n`,
    'charts/web/templates/s.yaml': template,
    ...more,
  }
}

const secret = (body: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n${body}\n`

/** Returns the messages of an attempt with both major versions of Helm, and with their versions of kustomize. */
async function messages(files: Files, job: (tree: Awaited<ReturnType<typeof treeOf>>) => RenderJob) {
  const tree = await treeOf(files)
  return Promise.all(([3, 4] as const).map((major) => attempt(rendererOf(major), job(tree))))
}

function expectClosed(text: string): void {
  for (const form of [
    VALUE,
    VALUE.slice(0, 9),
    'topsecret',
    Buffer.from(VALUE).toString('base64'),
    '998877',
    '998,877',
  ])
    expect(text).not.toContain(form)
}

// The comments show whether commit be0c4d6 showed the value.
const HELM: readonly (readonly [name: string, template: string, told: RegExp, more?: Files])[] = [
  // Shown by be0c4d6.
  [
    'fail with a value in it',
    '{{ fail (printf "password %s is too short" .Values.pw) }}',
    /s\.yaml:1:3.*password … is too short/s,
  ],
  // Shown by be0c4d6.
  [
    'fail with nothing but a value',
    '{{ fail .Values.pw }}',
    /s\.yaml:1:3.*its own message, which may contain values/s,
  ],
  // Shown by be0c4d6.
  ['fail with all values', '{{ fail (toYaml .Values) }}', /its own message/],
  // Shown by be0c4d6.
  [
    'required with a value in its message',
    '{{ required (printf "set a.b beside %s" .Values.pw) .Values.a }}',
    /set a\.b beside …/,
  ],
  // Shown by be0c4d6.
  ['fail behind a pipe', '{{ printf "VALUES VALIDATION: %s" .Values.pw | fail }}', /VALUES VALIDATION: …/],
  // Shown by be0c4d6.
  [
    'range over a text',
    '{{ range .Values.pw }}{{ end }}',
    /s\.yaml:1:16.*<\.Values\.pw>.*range can't iterate over …/s,
  ],
  // Shown by be0c4d6.
  [
    'include of a name that is a value',
    'a: {{ include .Values.pw . }}',
    /error calling include:.*no template …/s,
  ],
  // Shown by be0c4d6.
  [
    'a value that is a broken template',
    'a: {{ tpl (print .Values.pw "{{ nope }}") . }}',
    /error calling tpl:.*gotpl:1/s,
  ],
  // Shown by be0c4d6.
  ['a date', 'a: {{ mustToDate "2006" .Values.pw }}', /error calling mustToDate: parsing time/],
  // Shown by be0c4d6.
  [
    'a regular expression',
    'a: {{ mustRegexMatch (print .Values.pw "(") "x" }}',
    /error parsing regexp: missing closing/,
  ],
  // Shown by be0c4d6.
  [
    'an address',
    'a: {{ urlParse (print "http://u:" .Values.pw "@h:port x/") }}',
    /error calling urlParse: unable to parse url/,
  ],
  // Shown by be0c4d6: a value that begins with an asterisk is an alias.
  [
    'a password that begins with an asterisk',
    secret('stringData: {p: *{{ .Values.pw }} }'),
    /YAML parse error on .*s\.yaml.*unknown anchor … referenced/s,
  ],
  // Shown by be0c4d6 with Helm 4.
  [
    'a pattern of a schema',
    'a: b',
    /does not match pattern '\^x'/i,
    { 'charts/web/values.schema.json': '{"properties":{"pw":{"type":"string","pattern":"^x"}}}' },
  ],
  // Shown by be0c4d6 with Helm 4.
  [
    'a bound of a schema',
    'a: b',
    /10/,
    { 'charts/web/values.schema.json': '{"properties":{"pin":{"maximum":10}}}' },
  ],
]

describe('what Helm fails on', () => {
  test.each(HELM.map(([name, template, told, more]) => ({ name, template, told, more })))(
    '$name',
    async ({ template, told, more }) => {
      for (const message of await messages(chart(template, more), (tree) => helmJob(tree, 'charts/web'))) {
        expectClosed(message)
        expect(message).toMatch(told)
        expect(message).toContain('charts/web')
      }
    },
  )

  // Shown by be0c4d6.
  test.each([
    ['a list that is not one', `key[${VALUE}]`, 'x'],
    ['a part behind a comma', 'key', `x,${VALUE}`],
  ])('a parameter: %s', async (_, name, value) => {
    const set = [{ how: 'set', name, value }] as const
    for (const message of await messages(chart('a: b'), (tree) => helmJob(tree, 'charts/web', { set }))) {
      expectClosed(message)
      expect(message).toContain('failed parsing --set data')
    }
  })

  // Shown by be0c4d6.
  test('a message of a packed dependency is shown as far as it is written there', async () => {
    const files = chart('a: b', {
      'charts/web/charts/db/Chart.yaml': CHART.replace('web', 'db'),
      'charts/web/charts/db/templates/_check.tpl':
        '{{ define "db.check" }}\ndb: password\n    You must not use the password {{ .Values.global.pw }} here.\n{{ end }}',
      'charts/web/charts/db/templates/a.yaml': '{{ include "db.check" . | fail }}',
      'charts/web/values.yaml': `global: {pw: ${VALUE}}\n`,
    })
    for (const message of await messages(files, (tree) => helmJob(tree, 'charts/web'))) {
      expectClosed(message)
      expect(message).toContain('You must not use the password …')
    }
  })
})

const KUSTOMIZE: readonly (readonly [name: string, kustomization: string, told: RegExp, more?: Files])[] = [
  // Shown by be0c4d6.
  [
    'a literal without =',
    `secretGenerator: [{name: g, literals: [${VALUE}]}]`,
    /invalid literal source … expected key=value/,
  ],
  // Shown by be0c4d6.
  [
    'a literal in the list of files',
    `secretGenerator: [{name: g, files: ["pw=${VALUE}"]}]`,
    /k\/kustomization\.yaml:1:38: the file that is named here does not exist/,
  ],
  // Shown by be0c4d6.
  [
    'a line of an env file without =',
    'secretGenerator: [{name: g, envs: [e.env]}]',
    /k\/e\.env:2: this line has no "="/,
    { 'k/e.env': `# a\n${VALUE}\n` },
  ],
  // The same for a ConfigMap.
  [
    'a line of an env file of a ConfigMap',
    'configMapGenerator: [{name: g, envs: [e.env]}]',
    /k\/e\.env:1/,
    { 'k/e.env': `${VALUE}\n` },
  ],
  // Shown by be0c4d6.
  [
    'a patch that is no YAML',
    `resources: [s.yaml]\npatchesStrategicMerge:\n- |-\n  kind: Secret\n  spec: ${VALUE}: x`,
    /the patch that is named here does not exist/,
  ],
  // Shown by be0c4d6.
  [
    'a patch that is a text',
    `resources: [s.yaml]\npatches: [{patch: ${VALUE}}]`,
    /PatchTransformer: unable to parse SM or JSON patch/,
  ],
  // Shown by be0c4d6.
  [
    'a patch with a text for a map',
    `resources: [s.yaml]\npatches:\n- patch: |-\n    apiVersion: v1\n    kind: Secret\n    metadata: {name: s}\n    stringData: ${VALUE}`,
    /wrong node kind: expected MappingNode but got ScalarNode/,
  ],
  // Shown by be0c4d6.
  [
    'an operation that is none',
    `resources: [s.yaml]\npatches:\n- target: {kind: Secret}\n  patch: |-\n    - {op: ${VALUE}, path: /x}`,
    /Unexpected kind: …/,
  ],
  // Shown by be0c4d6.
  [
    'an index beyond a value',
    `resources: [s.yaml, d.yaml]\nreplacements:\n- source: {kind: Secret, name: s, fieldPath: stringData.p, options: {delimiter: "-", index: 9}}\n  targets: [{select: {kind: ConfigMap}, fieldPaths: [metadata.name]}]`,
    /options\.index 9 is out of bounds for value …/,
  ],
  // Shown by be0c4d6.
  [
    'a field below a value',
    `resources: [s.yaml, d.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: d, fieldPath: metadata.name}\n  targets: [{select: {kind: Secret}, fieldPaths: [stringData.p.x]}]`,
    /unable to find field "stringData\.p\.x"/,
  ],
  // Shown by be0c4d6: the whole objects.
  [
    'two objects of one name in one namespace',
    'resources: [s.yaml, t.yaml]\nnamespace: x',
    /namespace transformation produces ID conflict/,
    { 'k/t.yaml': secret(`stringData: {p: ${VALUE}}`).replace('name: s', 'name: s, namespace: other') },
  ],
  // Shown by be0c4d6.
  [
    'a password that begins with an asterisk',
    'resources: [a.yaml]',
    /a\.yaml.*unknown anchor … referenced/,
    { 'k/a.yaml': secret(`stringData: {p: *${VALUE} }`) },
  ],
]

describe('what kustomize fails on', () => {
  test.each(KUSTOMIZE.map(([name, text, told, more]) => ({ name, text, told, more })))(
    '$name',
    async ({ text, told, more }) => {
      const files = {
        'k/kustomization.yaml': text,
        'k/s.yaml': secret(`stringData: {p: ${VALUE}}`),
        'k/d.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\n',
        ...more,
      }
      for (const message of await messages(files, (tree) => kustomizeJob(tree, 'k'))) {
        expectClosed(message)
        expect(message).toMatch(told)
      }
    },
  )
})

const FILES: readonly (readonly [name: string, file: string, text: string, told: RegExp])[] = [
  // Shown by be0c4d6.
  [
    'a document that is a text',
    'm/s.yaml',
    `${secret(`stringData: {p: ${VALUE}}`)}---\n${VALUE}\n`,
    /m\/s\.yaml:6: this document is a text/,
  ],
  // A part of it was shown by be0c4d6.
  [
    'JSON with a value that is not quoted',
    'm/s.json',
    `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"stringData":{"p":${VALUE}}}`,
    /m\/s\.json:1:78: this is not valid JSON: no value begins with this character/,
  ],
  [
    'a tag',
    'm/s.yaml',
    secret(`stringData: {p: [!${VALUE},b]}`),
    /m\/s\.yaml:4:\d+: controllers do not read the whole tag here/,
  ],
]

describe('what our own readers fail on', () => {
  test.each(FILES)('%s', async (_, path, text, told) => {
    const tree = await treeOf({ [path]: text })
    const message = await attempt(rendererOf(4), { kind: 'directory', tree, files: [path] })
    expectClosed(message)
    expect(message).toMatch(told)
  })
})

/** The useful parts of a message are still shown: the file, the line, the expression, the function, the kind. */
const USEFUL: readonly (readonly [template: string, told: string])[] = [
  ['a: {{ .Values.imagee.tag }}', 'at <.Values.imagee.tag>:'],
  ['a: {{ .Values.imagee.tag }}', 'nil pointer evaluating interface {}.tag'],
  ['a: {{ toYamll .Values }}', 'function "toYamll" not defined'],
  ['a: {{ include "web.nope" . }}', 'no template "web.nope"'],
  ['a: {{ required "image.name must be set" .Values.image.name }}', 'image.name must be set'],
  ['a: {{ required `a "quoted" one` .Values.image.name }}', 'a "quoted" one'],
  ['a: {{ "use b instead of a" | fail }}', 'use b instead of a'],
  ['a: {{ index .Values.list 7 }}', 'error calling index: index out of range: 7'],
  ['a: {{ default }}', 'wrong number of args for default: want at least 1 got 0'],
  ['a: {{ .Values.pw', 'unclosed action'],
  ['{{ if .Values.pw }}', 'unexpected EOF'],
  ['a: {{ lt .Values.pw 3 }}', 'error calling lt: incompatible types for comparison'],
  ['a: {{ merge .Values.pw .Values }}', 'wrong type for value; expected map[string]interface {}; got string'],
  ['kind: A\nmetadata:\n  name: x\n   labels: {}', 'line 4: mapping values are not allowed in this context'],
  ['kind: A\nmetadata: [a]', 'json: cannot unmarshal array into Go struct field SimpleHead.metadata'],
]

test.each(USEFUL)('a good message stays: %s', async (template, told) => {
  for (const message of await messages(chart(template), (tree) => helmJob(tree, 'charts/web'))) {
    expect(message).toContain(told)
    expect(message).toContain('charts/web/templates/s.yaml')
  }
})

test.each([
  ['resourcess: [s.yaml]', 'json: unknown field "resourcess"'],
  ['resources: [nope.yaml]', 'the resource "nope.yaml" does not exist'],
  [
    'resources: s.yaml',
    'cannot unmarshal string into Go struct field Kustomization.resources of type []string',
  ],
  ['resources: [s.yaml, s2.yaml]', 'already registered id: Secret.v1.[noGrp]/s.[noNs]'],
  [
    'resources: [s.yaml]\npatches: [{target: {kind: Secret}, patch: "- {op: remove, path: /a/b}"}]',
    'remove operation does not apply: doc is missing path: "/a/b"',
  ],
  [
    'resources: [s.yaml]\npatches: [{patch: "{apiVersion: v1, kind: Secret, metadata: {name: t}}"}]',
    'no matches for Id Secret.v1.[noGrp]/t.[noNs]; failed to find unique target for patch',
  ],
  ['secretGenerator: [{name: g, envs: [nope.env]}]', 'the file "nope.env" does not exist'],
])('a good message of kustomize stays: %s', async (kustomization, told) => {
  const text = secret('stringData: {p: a}')
  const files = { 'k/kustomization.yaml': kustomization, 'k/s.yaml': text, 'k/s2.yaml': text }
  for (const message of await messages(files, (tree) => kustomizeJob(tree, 'k')))
    expect(message).toContain(told)
})

test('an error is closed in all that a diff writes', async () => {
  const app = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  source: {repoURL: https://github.com/acme/infra, targetRevision: HEAD, path: charts/web}
  destination: {server: https://kubernetes.default.svc, namespace: web}
`
  const before = { 'apps/web.yaml': app, ...chart('') }
  const folder = changedRepo(before, chart('{{ fail (print "no: " .Values.pw) }}'))
  const { everything, app: find } = await diffIn(folder)
  expectClosed(everything)
  expect(find('web').failures[0]?.message).toContain('no: …')
})
