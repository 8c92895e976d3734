/** The branch of a commit decides whether an app follows it: a guess must not lead to `nothing`. */
import { expect, it } from 'vitest'
import { git } from '../support/git.ts'
import { PlayedScene, TOKEN } from '../support/played-argocd.ts'
import { fairlead } from './bundle.ts'

/**
 * Creates a checkout of a repository whose only branch is named master, as in a job without an event that contains
 * the branch.
 */
function checkOutOfMaster(scene: PlayedScene, commit: string, hasBranch: boolean): string {
  const folder = scene.checkOut(commit)
  if (hasBranch) git(folder, 'update-ref', 'refs/remotes/origin/master', 'origin/main')
  git(folder, 'symbolic-ref', '--delete', 'refs/remotes/origin/HEAD')
  git(folder, 'update-ref', '-d', 'refs/remotes/origin/main')
  git(folder, 'update-ref', '-d', 'refs/heads/main')
  return folder
}

async function sync(scene: PlayedScene, hasBranch: boolean) {
  const revision = scene.merge({ web: '2-fails' })
  const folder = checkOutOfMaster(scene, revision, hasBranch)
  return fairlead(folder, scene.words(revision, { output: 'json' }), {
    ARGOCD_AUTH_TOKEN: TOKEN,
    NO_PROXY: '*',
  })
}

it('an app that follows the branch which has the commit is waited for, though nothing tells its name', async () => {
  const { stdout, exitCode } = await sync(await PlayedScene.open({ web: '1' }, { follows: 'master' }), true)
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'failed' })
  expect(exitCode).toBe(1)
})

it('where no branch is known to have the commit, nobody knows whether the app follows it', async () => {
  const { stdout, exitCode } = await sync(await PlayedScene.open({ web: '1' }, { follows: 'master' }), false)
  const { outcome, apps } = JSON.parse(stdout) as { outcome: string; apps: { reason: string }[] }
  expect(outcome).toBe('unknown')
  expect(apps[0]?.reason).toContain('it follows master')
  expect(exitCode).toBe(1)
})
