/** The commits that contain hydrated manifests that are promoted from their own branch. */
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { Application } from '../../../src/controllers/argocd/api/shapes.ts'
import { Promotion } from '../../../src/sync/follow/promotion.ts'

const [hydrated, promoted, old] = ['e'.repeat(40), 'f'.repeat(40), 'b'.repeat(40)]

const at = (revision: string, hydrateTo?: object) =>
  v.parse(Application, {
    metadata: { name: 'web' },
    spec: {
      destination: {},
      sourceHydrator: { syncSource: { targetBranch: 'env/prod', path: 'web' }, hydrateTo },
    },
    status: {
      sync: { status: 'Synced', revision },
      sourceHydrator: { lastSuccessfulOperation: { hydratedSHA: hydrated } },
      history: [{ revision: old }],
    },
  })

it('those whose folder is the very same, asked once each, and again where one could not be had', async () => {
  const asked: string[] = []
  let isThere = false
  const promotion = new Promotion({
    isSameFolder: async (path, [of, one]) => {
      asked.push(`${path} ${of.slice(0, 1)} ${one.slice(0, 1)}`)
      return one !== promoted ? false : isThere ? true : undefined
    },
  })
  await promotion.check(at(promoted))
  expect(asked.splice(0)).toEqual([])
  const next = { targetBranch: 'env/prod-next' }
  await promotion.check(at(promoted, next))
  expect(promotion.has(promoted)).toBe(false)
  expect(asked.splice(0)).toEqual(expect.arrayContaining(['web e f', 'web e b']))
  isThere = true
  await promotion.check(at(promoted, next))
  await promotion.check(at(promoted, next))
  expect([promotion.has(promoted), promotion.has(old)]).toEqual([true, false])
  expect(asked.filter((one) => one === 'web e f')).toHaveLength(1)
  expect(asked).not.toContain('web e b')
})
