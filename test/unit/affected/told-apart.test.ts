import { describe, expect, it } from 'vitest'
import { manifestFiles } from '../../../src/commands/render-files.ts'
import { toldApart } from '../../../src/affected/told-apart.ts'
import { appName } from '../../../src/report/text.ts'
import { makeApp } from '../../support/report.ts'

const app = (controlPlane: string, file = `${controlPlane}/web.yaml`) =>
  makeApp({ cluster: undefined, controlPlane, declaredAt: { file, line: 1 } }).app

describe('apps of one name', () => {
  it('are told apart by what differs in their control planes, also where the other one does not change', () => {
    const [only] = toldApart([app('fleet/east')], () => [app('fleet/west')])
    expect(only && appName(only)).toBe('web (prod, east)')
    expect(toldApart([app('fleet/east')], () => [app('fleet/east')])[0]?.toldApartBy).toBeUndefined()
  })

  it('of one control plane are told apart by their files', () => {
    const both = [app('apps', 'apps/a.yaml'), app('apps', 'apps/b.yaml')]
    expect(toldApart(both, () => both).map(appName)).toEqual([
      'web (prod, apps/a.yaml:1)',
      'web (prod, apps/b.yaml:1)',
    ])
  })

  it('are rendered into files of their own', () => {
    const apps = toldApart([app('fleet/east'), app('fleet/west')], () => [])
    expect(manifestFiles(apps.map((one) => ({ app: one, manifests: [] }))).map(({ path }) => path)).toEqual([
      'prod/east/web.yaml',
      'prod/west/web.yaml',
    ])
  })
})
