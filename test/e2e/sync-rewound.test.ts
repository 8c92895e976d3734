/** A forced push that takes commits off the branch, against the simulated Argo CD of the demo. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { git } from '../support/git.ts'
import { PlayedScene, TOKEN } from '../support/played-argocd.ts'
import { fairlead } from './bundle.ts'

it('waits until Argo CD has left the commits that the push took off, which are no later ones', async () => {
  const scene = await PlayedScene.open({ web: '1' }, { takes: { compare: 1500, sync: 100 } })
  const taken = scene.merge({ web: '2' })
  const app = scene.argocd.apps.get('web')
  await app?.refresh()
  // Synced and Healthy there, and compared after the sync.
  await sleep(1500)
  await app?.refresh()
  expect(app?.object.status.sync.revision).toBe(taken)
  const folder = scene.checkOut(taken)
  git(scene.repository, 'update-ref', 'refs/heads/main', scene.begin)
  const words = scene.words(scene.begin, { base: taken, output: 'json', timeout: '20' })
  const { stdout, stderr, exitCode } = await fairlead(folder, words, { ARGOCD_AUTH_TOKEN: TOKEN })
  const { apps } = JSON.parse(stdout) as { apps: object[] }
  expect(apps, stderr).toMatchObject([{ app: 'web', outcome: 'verified', observed: scene.begin }])
  expect(exitCode).toBe(0)
})
