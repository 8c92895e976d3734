/** An app that a commit removes but that stays, against the simulated Argo CD of the demo. */
import { expect, it } from 'vitest'
import { commitFiles, git } from '../support/git.ts'
import { PlayedScene, TOKEN } from '../support/played-argocd.ts'
import { fairlead } from './bundle.ts'

const outcomes = async (scene: PlayedScene, revision: string, timeout: string) => {
  const words = scene.words(revision, { output: 'json', timeout })
  const { stdout, stderr, exitCode } = await fairlead(scene.checkOut(), words, {
    ARGOCD_AUTH_TOKEN: TOKEN,
    NO_PROXY: '*',
  })
  const { apps } = JSON.parse(stdout) as { apps: { app: string; outcome: string; reason: string }[] }
  return { apps: apps.map(({ app, outcome, reason }) => `${app} ${outcome}: ${reason}`), exitCode, stderr }
}

const goes = (scene: PlayedScene) =>
  commitFiles(scene.repository, 'main', 'Without web', { 'argocd/web.yaml': undefined })

it('is unknown while it is still there, and the reason says who has to delete it', async () => {
  const scene = await PlayedScene.open({ web: '1', db: '1' })
  const { apps, exitCode, stderr } = await outcomes(scene, goes(scene), '6')
  expect(apps[0], stderr).toContain(
    'web unknown: timed out after 6 s; last state: its Application still exists',
  )
  expect(apps[0]).toContain('nothing in this repo applied its declaration')
  expect(exitCode).toBe(1)
})

it('is reverted where a later commit has it again', async () => {
  const scene = await PlayedScene.open({ web: '1', db: '1' })
  const declared = git(scene.repository, 'show', 'main:argocd/web.yaml')
  const gone = goes(scene)
  scene.merge({}, { 'argocd/web.yaml': declared })
  const { apps, exitCode, stderr } = await outcomes(scene, gone, '20')
  expect(apps[0], stderr).toMatch(/^web reverted: [0-9a-f]+ declares it again/)
  expect(exitCode).toBe(1)
})
