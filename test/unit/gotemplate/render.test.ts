import { describe, expect, test } from 'vitest'
import { renderGoTemplates } from '../../../src/gotemplate/render.ts'
import type { GoTemplateRequest, GoTemplateResult } from '../../../src/gotemplate/render.ts'

type Params = Readonly<Record<string, unknown>>

/** Renders a template. */
async function render(
  template: string,
  params: unknown = {},
  more: Pick<GoTemplateRequest, 'options' | 'strings'> = {},
): Promise<GoTemplateResult | undefined> {
  return (await renderGoTemplates([{ template, params, ...more }]))[0]
}

const hpa = { minReplicas: 1, maxReplicas: 5 }

describe('what Argo CD says of its own templates', () => {
  test.each<[template: string, params: Params, text: string]>([
    ['{{ .one }}', { one: 'two' }, 'two'],
    ['{{ .one }}', { one: '{{one}}' }, '{{one}}'],
    ['{{.one}}{{.three}}', { one: 'two', three: 'four' }, 'twofour'],
    [
      '{{ .image.name }}:{{ .image.version }}',
      { image: { name: 'busybox', version: 'latest' } },
      'busybox:latest',
    ],
    [
      '{{ if .hpa.enabled }}{{ .hpa.maxReplicas }}{{ else }}3{{ end }}',
      { hpa: { ...hpa, enabled: true } },
      '5',
    ],
    [
      '{{ if .hpa.enabled }}{{ .hpa.maxReplicas }}{{ else }}3{{ end }}',
      { hpa: { ...hpa, enabled: false } },
      '3',
    ],
    [
      '{{ range .volumes }}[{{ .name }}]{{ end }}',
      { volumes: [{ name: 'one' }, { name: 'two' }] },
      '[one][two]',
    ],
    ['{{ index .admin "admin-ca" }} \\\\ "x"', { admin: { 'admin-ca': 'a "b" \\' } }, 'a "b" \\ \\\\ "x"'],
    [
      '{{ toYaml . | indent 2 }}',
      { foo: { bar: { bool: true, number: 2, str: 'Hello world' } } },
      '  foo:\n    bar:\n      bool: true\n      number: 2\n      str: Hello world',
    ],
    ['{{ get (fromYaml .value) "hello" }}', { value: 'hello: world' }, 'world'],
    [
      '{{ fromYamlArray .value | last }}',
      { value: '- hello\n- bonjour tout le monde' },
      'bonjour tout le monde',
    ],
  ])('%s with %j', async (template, params, text) => {
    expect(await render(template, params)).toEqual({ text })
  })

  test.each<[template: string, params: Params, error: string]>([
    [
      '{{functiondoesnotexist}}',
      {},
      'failed to parse template {{functiondoesnotexist}}: template: base:1: function "functiondoesnotexist" not defined',
    ],
    [
      '{{.data.test}}',
      { data: 'a data string' },
      'failed to execute go template {{.data.test}}: template: base:1:7: executing "base" at <.data.test>: ' +
        "can't evaluate field test in type interface {}",
    ],
    [
      '{{ get (fromYaml .value) "hello" }}',
      { value: 'non\n compliant\n yaml' },
      'failed to execute go template {{ get (fromYaml .value) "hello" }}: template: base:1:8: executing "base" at ' +
        '<fromYaml .value>: error calling fromYaml: error unmarshaling JSON: while decoding JSON: json: cannot ' +
        'unmarshal string into Go value of type map[string]interface {}',
    ],
    [
      '{{ fromYamlArray .value | last }}',
      { value: 'non\n compliant\n yaml' },
      'failed to execute go template {{ fromYamlArray .value | last }}: template: base:1:3: executing "base" at ' +
        '<fromYamlArray .value>: error calling fromYamlArray: error unmarshaling JSON: while decoding JSON: json: ' +
        'cannot unmarshal string into Go value of type []interface {}',
    ],
  ])('the error of %s', async (template, params, error) => {
    expect(await render(template, params)).toEqual({ error })
  })

  const long =
    'feat/a_really+long_pull_request_name_to_test_argo_slugification_and_branch_name_shortening_feature'
  const solid = 'feat/areallylongpullrequestnametotestargoslugificationandbranchnameshorteningfeature'
  test.each<[size: number, atWords: boolean, branch: string, slug: string]>([
    [50, false, long, 'feat-a-really-long-pull-request-name-to-test-argo'],
    [53, true, long, 'feat-a-really-long-pull-request-name-to-test-argo'],
    [50, true, solid, 'feat'],
    [50, false, solid, 'feat-areallylongpullrequestnametotestargoslugifica'],
  ])('slugify %i %s %s', async (size, atWords, branch, text) => {
    expect(await render(`{{ slugify ${size} ${atWords} .branch }}`, { branch })).toEqual({ text })
  })
})

describe('missing keys', () => {
  const template = '--> {{.doesnotexist}} <--'

  test('are <no value> by default', async () => {
    expect(await render(template)).toEqual({ text: '--> <no value> <--' })
  })

  test('are an error with missingkey=error', async () => {
    expect(await render(template, { unused: 1 }, { options: ['missingkey=error'] })).toEqual({
      error:
        `failed to execute go template ${template}: template: base:1:6: executing "base" at <.doesnotexist>: ` +
        'map has no entry for key "doesnotexist"',
    })
  })

  test('an option that is none is an error, not a crash', async () => {
    const result = await render(template, {}, { options: ['missingkey=never'] })
    expect(result).toEqual({ error: expect.stringContaining('unrecognized option: missingkey=never') })
  })
})

describe('functions', () => {
  test.each([
    ['normalize "Feature/My_Branch."', 'feature-my-branch'],
    ['normalize (repeat 300 "a") | len', '253'],
    ['slugify "A_b/C"', 'a-b-c'],
    ['slugify 3 false "abcdef"', 'abc'],
    ['"one" | upper | quote', '"ONE"'],
    ['semver "1.2.3-rc.1" | toString', '1.2.3-rc.1'],
    ['dict "a" 1 | toJson', '{"a":1}'],
    ['"x" | b64enc | b64dec', 'x'],
  ])('%s', async (expression, text) => {
    expect(await render(`{{ ${expression} }}`)).toEqual({ text })
  })

  test.each(['env "HOME"', 'expandenv "$HOME"', 'getHostByName "localhost"'])('no %s', async (expression) => {
    expect(await render(`{{ ${expression} }}`)).toEqual({ error: expect.stringContaining('not defined') })
  })

  test('a panic of a function is the error of its template', async () => {
    expect(await render('{{ slugify "x" "y" }}')).toEqual({
      error: expect.stringContaining('error calling slugify: interface conversion'),
    })
  })
})

describe('params', () => {
  test('numbers are floats, as JSON of Go has them', async () => {
    const params = { small: 3, large: 1_000_000, half: 0.5 }
    const template = '{{ .small }} {{ .large }} {{ int .large }} {{ .half }} {{ printf "%T" .small }}'
    expect(await render(template, params)).toEqual({ text: '3 1e+06 1000000 0.5 float64' })
  })

  test('maps and lists of strings are what Argo CD has where they are named', async () => {
    const params = {
      metadata: { labels: { a: 'b' } },
      path: { segments: ['x', 'y'] },
      all: [{ m: { k: 'v' } }],
    }
    const types = '{{ printf "%T %T %T" .metadata.labels .path.segments (index .all 0).m }}'
    const strings = [
      ['metadata', 'labels'],
      ['path', 'segments'],
      ['all', '*', 'm'],
      ['nothing', 'there'],
    ]
    expect(await render(types, params)).toEqual({
      text: 'map[string]interface {} []interface {} map[string]interface {}',
    })
    expect(await render(types, params, { strings })).toEqual({
      text: 'map[string]string []string map[string]string',
    })
    expect(await render('{{ hasKey .metadata.labels "a" }}', params, { strings })).toEqual({
      error: expect.stringContaining('wrong type for value; expected map[string]interface {}'),
    })
  })

  test('characters of all kinds come back as they were', async () => {
    const text = 'ä\n"<&>\u2028🚢\\'
    expect(await render('{{ .text }}', { text })).toEqual({ text })
  })
})

test('no requests need no run', async () => {
  expect(await renderGoTemplates([])).toEqual([])
})
