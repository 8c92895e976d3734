import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { isAtLeast, rendererNote, rendererNotes } from '../../../src/render/versions.ts'
import { planConvention } from '../../../src/render/convention.ts'
import { readInventory } from '../../../src/inventory/read.ts'
import { parseYaml } from '../../../src/yaml/parse.ts'
import { shown, worldOf } from '../../support/world.ts'

describe('the versions of renderers', () => {
  const configOf = (text: string) => readConfig(parseYaml(text, 'fairlead.yaml'))
  const used = new Map([
    ['helm', 'v4.2.4'],
    ['kustomize', 'v5.7.1'],
  ])

  it('are told where the controller has others', () => {
    expect(rendererNote('argocd', configOf('argocd: {version: 3.4.2}'), used)).toBe(
      'rendered with helm 4.2.4 instead of 3.19 and kustomize 5.7.1 instead of 5.8, the version in Argo CD 3.4.2; its output may differ',
    )
    expect(
      rendererNote('flux', configOf('flux: {version: "2.9"}'), new Map([['helm', '4.2.0']])),
    ).toBeUndefined()
    expect(rendererNote('argocd', configOf(''), used)).toBeUndefined()
    expect(rendererNote('argocd', configOf('argocd: {version: "9.1"}'), used)).toMatch(/it is unknown which/)
  })

  it('are told for the Flux whose manifests are in the repo, unless fairlead.yaml names another', () => {
    const older = 'Rendered with helm 4.2.4 instead of 3.19, the version in Flux 2.7; its output may differ.'
    expect(rendererNotes(configOf(''), used, ['2.7', '2.9'])).toEqual([
      older,
      'Rendered with kustomize 5.7.1 instead of 5.8, the version in Flux 2.9; its output may differ.',
    ])
    expect(rendererNotes(configOf('flux: {version: "2.7"}'), used, ['2.9'])).toEqual([older])
    // A version that is older than all known ones does not cause a warning each time.
    expect(rendererNotes(configOf(''), used, ['2.1'])).toEqual([])
  })

  it('are compared by number', () => {
    expect([isAtLeast('3.10', '3.4'), isAtLeast('3.4', '3.4'), isAtLeast('2.9', '3.0')]).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('an app that no object declares', () => {
  it('is the chart with the values of its environment', async () => {
    const world = await worldOf({
      'apps/web/Chart.yaml': 'name: web',
      'apps/web/values.yaml': 'image: {repository: web, tag: "1"}',
      'apps/web/values-prod.yaml': 'image: {tag: "2"}',
    })
    const { apps } = await readInventory(world.tree)
    const [app] = apps
    if (!app) throw new Error('there is an app')
    const plan = await planConvention(app)(null, world, [])
    expect(plan.jobs.map(shown)).toMatchObject([
      {
        kind: 'helm',
        chart: { path: 'apps/web' },
        release: 'web',
        values: [{ path: 'apps/web/values-prod.yaml' }],
      },
    ])
  })

  it('is not rendered without a chart, which is said', async () => {
    const world = await worldOf({ 'apps/web/values-prod.yaml': 'image: {repository: web, tag: "2"}' })
    const { apps } = await readInventory(world.tree)
    const [app] = apps
    if (!app) throw new Error('there is an app')
    const plan = await planConvention(app)(null, world, [])
    expect(plan.jobs).toEqual([])
    expect(plan.unrendered).toMatchObject([
      {
        message: 'its chart is not in this repo, so it is not rendered',
        hint: expect.stringContaining('charts: [{app: web, '),
      },
    ])
  })
})
