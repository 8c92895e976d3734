/** An app that a commit removes counts as removed only if the server could have had it. */
import { describe, expect, it } from 'vitest'
import { ServerRefusal } from '../../../src/controllers/argocd/faults/failure.ts'
import { Quiet } from '../../../src/sync/follow/quiet.ts'
import type { Awaited } from '../../../src/sync/ports.ts'

const notThere = () =>
  Promise.reject(
    new ServerRefusal({ status: 404, code: 5, message: 'not found', isPage: false, isOfApi: true }),
  )

/**
 * @param others the Applications that the server has
 * @param seen whether the app was on the server before
 */
function quiet(siblings: readonly string[] | undefined, others: readonly string[], seen = false) {
  let live: unknown = seen ? { metadata: {}, spec: {} } : undefined
  const awaited = {
    name: { name: 'web-prod', namespace: 'argocd' },
    expected: {
      status: 'removed',
      app: { name: 'web-prod', controlPlane: 'clusters/prod' },
      ...(siblings && { siblings: siblings.map((name) => ({ name, namespace: 'argocd' })) }),
    },
    watch: {
      latest: () => ({ live, at: 0 }),
      isTold: () => false,
      read: () => {
        live = undefined
        return notThere()
      },
      server: {
        host: 'argocd.example.com',
        application: ({ name }: { name: string }) =>
          others.includes(name) ? Promise.resolve({}) : notThere(),
      },
    },
  } as unknown as Awaited
  return new Quiet(awaited, { monotonic: () => 1e9, signal: new AbortController().signal })
}

describe('an app that is to go and is not there', () => {
  it('is gone where the repo has one control plane', async () => {
    expect(await quiet(undefined, []).read(false)).toMatchObject({ outcome: 'verified' })
  })

  it('is gone where the server has others of its control plane, or had it before', async () => {
    expect(await quiet(['api-prod'], ['api-prod']).read(false)).toMatchObject({ outcome: 'verified' })
    expect(await quiet(['api-prod'], [], true).read(false)).toMatchObject({ outcome: 'verified' })
  })

  it('is unknown on a server that may be the one of another control plane', async () => {
    const ending = await quiet(['api-prod'], ['api-dev']).read(false)
    expect(ending).toMatchObject({ outcome: 'unknown' })
    expect(ending?.reason).toContain('set argocd-server to clusters/prod=ADDRESS')
    expect(await quiet([], ['api-dev']).read(false)).toMatchObject({ outcome: 'unknown' })
  })
})
