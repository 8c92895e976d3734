import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { FairleadError } from '../../../src/errors.ts'
import { parseYaml } from '../../../src/yaml/parse.ts'
import { near } from '../../support/near-schema.ts'

const schema = JSON.parse(readFileSync('docs/fairlead.schema.json', 'utf8')) as object
const validate = new Ajv2020({ strict: true }).compile(schema)

const read = (text: string) => readConfig(parseYaml(text, 'fairlead.yaml'))

/** Returns the reported problems of a text, one by one. */
function faultsOf(text: string): string[] {
  try {
    read(text)
    return []
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    return error.message.split('\n')
  }
}

/** The messages of rules over several keys, and of the syntax of keys, which JSON Schema cannot express. */
const BEYOND =
  /^(fairlead\.yaml:1:\d+: (the chart of .* in charts |the key ".*" |".*" is not a valid time zone|the window from )|  (Write it like |Use a name such as |For a whole day, use ))/

it('takes what the published schema takes, and nothing else', () => {
  const counts = { taken: 0, refused: 0 }
  fc.assert(
    fc.property(near(schema), (value) => {
      const faults = faultsOf(JSON.stringify(value)).filter((fault) => !BEYOND.test(fault))
      const isValid = validate(value)
      if (isValid) expect(faults).toEqual([])
      else expect(faults.length, JSON.stringify(validate.errors)).toBeGreaterThan(0)
      counts[isValid ? 'taken' : 'refused']++
    }),
    { numRuns: 400 },
  )
  expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(60)
})

it('tells every fault at once, in the order of the file, with its place and what to try', () => {
  const text = `enviroments: {}
environments:
  prod:
    prodution: true
    production: "true"
    allow: [pushh, push]
    paths: apps/**
    cluster: [a]
  prod: {}
clusters:
  toString: {labels: {constructor: a, __proto__: b, n: []}, kubVersion: 1.34}
images:
  - {app: web, image: a, key: a..b}
  - web
charts:
  - {app: web}
render: {helmVersion: "3", mirror: http://x}
fetch: {hosts: {ghcr.io: {private: maybe}}}
`
  expect(faultsOf(text)).toEqual(
    `fairlead.yaml:1:1: the file has no key "enviroments"
  Did you mean "environments"?
fairlead.yaml:4:5: environments.prod has no key "prodution"
  Did you mean "production"?
fairlead.yaml:5:18: environments.prod.production must be true or false
fairlead.yaml:6:13: environments.prod.allow[0] cannot be "pushh"
  Did you mean "push"?
fairlead.yaml:7:12: environments.prod.paths must be a list
fairlead.yaml:8:5: environments.prod has no key "cluster"
  Did you mean "clusters"?
fairlead.yaml:9:3: environments has the key "prod" twice
fairlead.yaml:11:56: clusters.toString.labels.n must be a string
fairlead.yaml:11:61: clusters.toString has no key "kubVersion"
  Did you mean "kubeVersion"?
fairlead.yaml:13:5: images[0] is missing the key "file"
fairlead.yaml:13:31: the key "a..b" has an empty name
  Write it like image.tag, images[0].tag, releases[name=docs].version or labels.app\\.kubernetes\\.io/name.
fairlead.yaml:14:5: images[1] must be a map
fairlead.yaml:16:5: the chart of web in charts needs either a path or a chart
fairlead.yaml:17:24: render.helmVersion must be a full version with three numbers, such as 3.19.4
fairlead.yaml:17:36: render.mirror must be an address that starts with https:// and has no user, password or query
fairlead.yaml:18:36: fetch.hosts["ghcr.io"].private must be true or false`.split('\n'),
  )
})

it('loses no name that JavaScript knows, and is put out by no alias', () => {
  const text = `environments: {constructor: {production: true}, __proto__: {}}
clusters:
  a: {labels: &labels {prototype: yes, constructor: a, __proto__: b}}
  b: {labels: *labels, paths: [1.10]}
  c:
`
  const { environments, clusters } = read(text)
  expect(Object.entries(environments)).toEqual([
    ['constructor', { production: true }],
    ['__proto__', {}],
  ])
  const labels = [
    ['prototype', 'yes'],
    ['constructor', 'a'],
    ['__proto__', 'b'],
  ]
  expect(Object.entries(clusters['a']?.labels ?? {})).toEqual(labels)
  expect(Object.entries(clusters['b']?.labels ?? {})).toEqual(labels)
  expect(clusters['b']?.paths).toEqual(['1.10'])
  expect(clusters['c']).toEqual({})
  expect(({} as Record<string, unknown>)['production']).toBeUndefined()
})

it('comes to an end whatever stands in the file', () => {
  expect(faultsOf(`x: ${'['.repeat(5000)}${']'.repeat(5000)}`).length).toBeGreaterThan(0)
  const lines = Array.from({ length: 40 }, (_, i) => `a${i}: &a${i} {x: *a${i - 1}, y: *a${i - 1}}`)
  expect(faultsOf(['a: &a-1 {z: 1}', ...lines].join('\n'))).toHaveLength(82)
})
