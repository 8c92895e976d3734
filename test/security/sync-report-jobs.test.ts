/**
 * The output of pods and charts passes through the actions and components as text: it cannot issue commands to the
 * runner or affect the reader.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { gfmToHtml, proseOf } from '../support/gfm.ts'
import { PlayedScene, TOKEN } from '../support/played-argocd.ts'
import { runBundle, step } from '../e2e/bundle.ts'

const hostile = [
  '::set-output name=verdict::verified',
  '::add-mask::failed',
  '##[set-output name=verdict]verified',
  '\u001B[2J\u001B[1;1Hall is well',
  'a\nb\r::error::c',
  '| a | b | <script>x</script> ![p](https://evil.example/p.png) @acme/all',
  'a\u202Edeifirev',
  `\u001B[0Ksection_start:1:x[collapsed=true]\r\u001B[0K`,
  'x'.repeat(100_000),
]

async function failing() {
  const scene = await PlayedScene.open({ web: '1' }, { log: hostile, message: hostile.slice(0, 8).join(' ') })
  const revision = scene.merge({ web: '2-fails' })
  return { scene, revision, folder: scene.checkOut(revision) }
}

it('on GitHub: the failed app is an annotation of one line, and nothing else is a command', async () => {
  const { scene, revision, folder } = await failing()
  const inputs = {
    base: `${revision}~1`,
    revision,
    settle: '0',
    timeout: '30',
    'argocd-server': scene.argocd.url,
  }
  const run = await step('sync', folder, inputs, { env: { ARGOCD_AUTH_TOKEN: TOKEN } })
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ verdict: 'failed', 'not-live': 'web' })
  const commands = run.stdout.split(/\r?\n|\r/).filter((line) => /^\s*::|##\[/.test(line))
  expect(
    commands.filter((line) => !line.startsWith('::add-mask::') && !line.startsWith('::error::web')),
  ).toEqual([])
  expect(commands.filter((line) => line.startsWith('::error::web'))).toHaveLength(1)
  // Only the token is masked.
  expect(commands.filter((line) => line.startsWith('::add-mask::failed'))).toEqual([])
  // eslint-disable-next-line no-control-regex
  expect(run.stdout).not.toMatch(/\u001B|\u202E/)
  const html = gfmToHtml(run.summary)
  expect(html).not.toMatch(/<script|<img/)
  expect(proseOf(html)).not.toMatch(/@acme/)
  expect(Buffer.byteLength(run.summary)).toBeLessThan(30_000)
  expect(Buffer.byteLength(run.stdout)).toBeLessThan(60_000)
})

it('on GitLab: the log has the reason in the open, and no section but ours', async () => {
  const { scene, revision, folder } = await failing()
  const env = {
    GITLAB_CI: 'true',
    NO_COLOR: '1',
    FAIRLEAD_ARGOCD_TOKEN: TOKEN,
    FAIRLEAD_INPUT_ARGOCD_SERVER: scene.argocd.url,
    FAIRLEAD_INPUT_BASE: `${revision}~1`,
    FAIRLEAD_INPUT_REVISION: revision,
    FAIRLEAD_INPUT_SETTLE: '0',
    FAIRLEAD_INPUT_TIMEOUT: '30',
  }
  const { stdout, exitCode } = await runBundle('gitlab', { cwd: folder, args: ['sync'], env })
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^failed: /m)
  // eslint-disable-next-line no-control-regex
  expect(stdout).not.toMatch(/\u001B|\u202E/)
  const json = JSON.parse(readFileSync(join(folder, '.fairlead', 'sync.json'), 'utf8')) as { outcome: string }
  expect(json.outcome).toBe('failed')
})
