/**
 * Tests that the verdict is the same if the clocks of the server, of a proxy in front of it and of this machine
 * differ.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBetween } from './between.ts'
import type { BetweenOptions } from './between.ts'
import { deployment, Stage } from './stage.ts'

let stage: Stage

beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

const web = { 'web.yaml': deployment('example.com/web:1') }

const clocks: Readonly<Record<string, readonly [string, BetweenOptions]>> = {
  'clock-ahead': ['the server is 90 s ahead of the job', { ahead: 90 }],
  'clock-behind': ['the server is 90 s behind the job', { ahead: -90 }],
  'date-ahead': ['a proxy in front of it is 90 s ahead of both', { date: 90 }],
  'date-behind': ['a proxy in front of it is 90 s behind both', { date: -90 }],
  'date-none': ['no answer tells the time', { date: 'none' }],
}

describe.concurrent('where clocks differ', () => {
  it.each(Object.entries(clocks))(
    '%s: a commit is verified, after it has settled',
    async (name, [, options]) => {
      const scene = await stage.scene(name, web)
      const between = await startBetween(stage.argocd.url, options)
      const { app, code } = await scene.syncCommit(
        { 'web.yaml': deployment('example.com/web:2-late-2s') },
        { servers: [between.url] },
      )
      await between.close()
      expect(app, app?.reason).toMatchObject({ outcome: 'verified', images: ['example.com/web:2-late-2s'] })
      const { healthy, ended } = app?.phases ?? {}
      const settled = (ended ?? 0) - (healthy ?? 0)
      expect(settled).toBeGreaterThanOrEqual(4.9)
      expect(settled).toBeLessThan(9)
      expect(code).toBe(0)
    },
  )

  it.each([90, -90])('%i s: what is already live is verified at once, as it is old enough', async (ahead) => {
    const name = `old-${ahead > 0 ? 'ahead' : 'behind'}`
    const scene = await stage.scene(name, web)
    const base = scene.repository.head()
    const revision = scene.commit({ 'web.yaml': deployment('example.com/web:2') })
    await scene.refresh()
    // Longer than the settling time, because a server truncates its times and the header Date to whole seconds.
    await scene.untilLive(revision, 10)
    const between = await startBetween(stage.argocd.url, { ahead })
    const { app, said } = await scene.sync({ base, revision, servers: [between.url] })
    await between.close()
    expect(app, app?.reason).toMatchObject({ outcome: 'verified' })
    expect(said).not.toContain('waiting until they have held')
  })

  it('a fault stands as long: a broken image is not the sooner a fault for a clock that is ahead', async () => {
    const scene = await stage.scene('fault-ahead', web)
    const between = await startBetween(stage.argocd.url, { ahead: 90 })
    const { app } = await scene.syncCommit(
      { 'web.yaml': deployment('example.com/web:2-pull-fails') },
      { servers: [between.url] },
    )
    await between.close()
    expect(app).toMatchObject({ outcome: 'failed', rule: 'pods-run' })
    expect((app?.phases.ended ?? 0) - (app?.phases.noticed ?? 0)).toBeGreaterThanOrEqual(4.9)
  })
})
