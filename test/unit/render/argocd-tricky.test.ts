import { describe, expect, it } from 'vitest'
import { planOf, source } from '../../support/argocd.ts'

const CHART = { 'chart/Chart.yaml': 'name: web\nversion: 1.0.0\n', 'chart/values.yaml': 'a: 1\n' }

describe('overrides beside the manifests', () => {
  it('replace values, of which only those of Helm can be taken away', async () => {
    const { jobs } = await planOf(source('path: chart\nhelm: {valuesObject: {a: 1, b: 2}, skipCrds: true}'), {
      ...CHART,
      'chart/.argocd-source.yaml': 'helm: {valuesObject: {a: null, c: 3}, skipCrds: null}\n',
    })
    expect(jobs[0]).toMatchObject({ values: [{ text: '{"b":2,"c":3}' }], includeCrds: false })
  })

  it('leave labels that they remove', async () => {
    const { jobs } = await planOf(source('path: k\nkustomize: {commonLabels: {a: x, Kind: w}}'), {
      'k/kustomization.yaml': 'resources: []\n',
      'k/.argocd-source.yaml': 'kustomize: {commonLabels: {a: null, b: z}}\n',
    })
    expect(jobs[0]).toMatchObject({ kustomization: { commonLabels: { a: 'x', Kind: 'w', b: 'z' } } })
  })

  it.each(['', '# nothing\n', '[]\n'])('are an error where the file says %j', async (text) => {
    const planning = planOf(source('path: chart'), { ...CHART, 'chart/.argocd-source.yaml': text })
    await expect(planning).rejects.toThrow('chart/.argocd-source.yaml: it contains no overrides of a source')
  })
})

describe('a source', () => {
  it('without an address is an error that names the field', async () => {
    await expect(planOf('source: {path: chart}', CHART)).rejects.toThrow('its source has no repoURL')
  })
})

describe('values files', () => {
  it('are no folders, which a pattern may fit', async () => {
    const files = { ...CHART, 'env/a/x.yaml': '', 'env/b.yaml': '' }
    const planning = planOf(source('path: chart\nhelm: {valueFiles: [/env/*]}'), files)
    await expect(planning).rejects.toThrow('its values files /env/* match the folder env/a')
  })
})

describe('values files of the web', () => {
  it('are fetched once each, in their place', async () => {
    const url = 'https://example.com/v.yaml'
    const { jobs, world } = await planOf(
      source(`path: chart\nhelm: {valueFiles: ["${url}?a=*", values.yaml, "${url}?a=*"]}`),
      CHART,
      { elsewhere: { [`file ${url}?a=*`]: { file: 'a: web\n' } } },
    )
    expect(jobs[0]).toMatchObject({ values: [{ path: 'file.yaml' }, { path: 'chart/values.yaml' }] })
    expect(world.asked).toEqual([`file ${url}?a=*`])
  })
})

describe("Helm's version", () => {
  it('is one that Argo CD knows', async () => {
    await expect(planOf(source('path: chart\nhelm: {version: v2}'), CHART)).rejects.toThrow(
      'Argo CD does not support Helm version v2',
    )
    expect((await planOf(source('path: chart\nhelm: {version: v3}'), CHART)).jobs).toHaveLength(1)
  })
})

describe('components', () => {
  const files = {
    'k/kustomization.yaml': 'resources: []\ncomponents: [../parts/a]\n',
    'parts/a/kustomization.yaml': '',
    'parts/b/kustomization.yaml': '',
  }
  it.each([
    ['[../parts/*]', ['../parts/a', '../parts/b']],
    ['["../parts/[c-z]", ../parts/b]', ['../parts/a', '../parts/[c-z]', '../parts/b']],
    // A pattern is not an existing path.
    ['["../parts/*"]\n  ignoreMissingComponents: true', ['../parts/a']],
  ])('%s', async (components, expected) => {
    const { jobs } = await planOf(
      source(`path: k\nkustomize:\n  namePrefix: x-\n  components: ${components}`),
      files,
    )
    expect(jobs[0]).toMatchObject({ kustomization: { components: expected } })
  })
})

describe('plain manifests', () => {
  it('may begin with an empty document', async () => {
    const { jobs } = await planOf(source('path: d'), {
      'd/a.yaml': '---\n# nothing\n---\n{"kind": "ConfigMap", "apiVersion": "v1"}\n',
      'd/b.yaml': '---\n---\nreplicas: 1\n',
    })
    expect(jobs[0]).toMatchObject({ files: ['d/a.yaml'] })
  })
})
