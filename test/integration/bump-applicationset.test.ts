import { describe, expect, it } from 'vitest'
import { bumpIn, folderWith } from '../support/bump.ts'

const chart = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/values.yaml': 'image:\n  repository: ghcr.io/acme/web\n  tag: ""\n',
}

/** Returns an ApplicationSet with generators, whose template reads the tag from a parameter. */
const set = (generators: string, tag = '{{.tag}}') => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: shop, namespace: argocd}
spec:
  goTemplate: true
  generators:
${generators}
  template:
    metadata: {name: 'web-{{.env}}'}
    spec:
      destination: {namespace: web}
      source:
        repoURL: https://github.com/acme/infra
        path: charts/web
        helm:
          parameters:
            - {name: image.tag, value: "${tag}"}
`

const gitFiles =
  '    - git: {repoURL: https://github.com/acme/infra, revision: HEAD, files: [{path: env/*.json}]}'

const request = { app: 'web', environment: 'prod', image: 'ghcr.io/acme/web', 'image-tag': '1.1.0' }

describe('bump where an ApplicationSet makes the app', () => {
  it('writes into the JSON file that its generator reads, and nothing else of it', async () => {
    const prod = '{\r\n\t"env": "prod",\r\n\t"tag": "1.0.0",  "replicas": 3\r\n}'
    const folder = folderWith({
      ...chart,
      'set.yaml': set(gitFiles),
      'env/dev.json': '{"env": "dev", "tag": "1.0.0"}',
      'env/prod.json': prod,
    })
    const { read, outputs } = await bumpIn(folder, request)
    expect(read('env/prod.json')).toBe(prod.replace('1.0.0', '1.1.0'))
    expect(read('env/dev.json')).toBe('{"env": "dev", "tag": "1.0.0"}')
    expect(outputs).toMatchObject({ 'files-updated': 'env/prod.json', 'old-tag': '1.0.0' })
  })

  it.each([
    ['a number', '{"env": "prod", "tag": 1.0}', '{"env": "prod", "tag": "1.10"}'],
    ['a text', '{"env": "prod", "tag": "1.0"}', '{"env": "prod", "tag": "1.10"}'],
  ])('keeps the file JSON where it had %s', async (_, before, after) => {
    const folder = folderWith({ ...chart, 'set.yaml': set(gitFiles), 'env/prod.json': before })
    const { read } = await bumpIn(folder, { ...request, 'image-tag': '1.10' })
    expect(read('env/prod.json')).toBe(after)
    expect(JSON.parse(read('env/prod.json'))).toEqual({ env: 'prod', tag: '1.10' })
  })

  it('refuses where the path of the app is none of the repo, as by a parameter that is not given', async () => {
    const text = set('    - list: {elements: [{env: prod, tag: 1.0.0}]}')
    const broken = text
      .replace('path: charts/web', 'path: "{{.nope}}/web"')
      .replace('        helm:', '        targetRevision: HEAD\n        helm:')
    const folder = folderWith({ ...chart, 'set.yaml': broken })
    await expect(
      bumpIn(folder, request, undefined, undefined, 'https://github.com/acme/infra'),
    ).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(
        'web-prod deploys nothing: its path <no value>/web does not exist in this repo',
      ),
    })
  })

  it('writes into the element of its list', async () => {
    const text = set(
      '    - list:\n        elements:\n          - {env: dev, tag: 1.0.5}\n          - {env: prod, tag: 1.0.0} # stable',
    )
    const folder = folderWith({ ...chart, 'set.yaml': text })
    const { read } = await bumpIn(folder, request)
    expect(read('set.yaml')).toBe(text.replace('tag: 1.0.0}', 'tag: 1.1.0}'))
  })

  it('refuses a tag in the template, which dev would get too, unless that is allowed', async () => {
    const text = set('    - list: {elements: [{env: dev}, {env: prod}]}', '1.0.0')
    const folder = folderWith({ ...chart, 'set.yaml': text })
    await expect(bumpIn(folder, request)).rejects.toThrow(/dev/)
    const { read } = await bumpIn(folder, { ...request, 'allow-shared': 'true' })
    expect(read('set.yaml')).toBe(text.replace('1.0.0', '1.1.0'))
  })

  it('says why the tag has no place where the template makes it of several values', async () => {
    const folder = folderWith({
      ...chart,
      'set.yaml': set(
        '    - list: {elements: [{env: prod, major: "1", minor: "0"}]}',
        '{{.major}}.{{.minor}}',
      ),
    })
    await expect(bumpIn(folder, request)).rejects.toThrow(/is not set for[^]*not from a single value there/)
  })
})
