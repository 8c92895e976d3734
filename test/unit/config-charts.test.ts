import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { parseYaml } from '../../src/yaml/parse.ts'

const read = (charts: string) => readConfig(parseYaml(`charts: [${charts}]\n`, 'fairlead.yaml'))

test('a chart is named by a path or by its name in a repository', () => {
  const repo = 'repo: https://github.com/acme/web'
  expect(read(`{app: web, ${repo}, path: chart, revision: main}`).charts).toHaveLength(1)
  expect(read(`{app: '*', path: 'charts/{app}'}`).charts).toHaveLength(1)
  expect(read(`{app: web, repo: oci://ghcr.io/acme, chart: web, version: 1.2.3}`).charts).toHaveLength(1)
  expect(() => read(`{app: web, ${repo}}`)).toThrow(
    'the chart of web in charts needs either a path or a chart',
  )
  expect(() => read(`{app: web, ${repo}, path: a, chart: b}`)).toThrow('needs either a path or a chart')
  expect(() => read(`{app: web, chart: web}`)).toThrow('repo is missing')
  expect(() => read(`{app: web, path: a, revision: a, version: b}`)).toThrow('both a revision and a version')
  expect(() => read(`{path: a}`)).toThrow('is missing the key "app"')
})
