/**
 * A cancelled `sync` reports the current state and ends as `unknown`, within 5 s: GitHub's runner sends SIGINT,
 * SIGTERM after 7.5 s, and kills 2.5 s later; GitLab's sends SIGTERM. Argo CD is simulated; the process and its
 * signals are real.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Interfere } from '../../scripts/demo/argocd.mjs'
import { temporaryFolder } from '../support/git.ts'
import { PlayedScene, TOKEN } from '../support/played-argocd.ts'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

interface Started {
  readonly program?: 'cli' | 'sync' | 'gitlab'
  readonly scene: PlayedScene
  readonly folder: string
  readonly words: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /**
   * Signals are sent as soon as this returns true for the output. `pause` is the time between them in milliseconds.
   */
  readonly when: (said: string) => boolean
  readonly signals: readonly NodeJS.Signals[]
  readonly pause?: number
}

/** Starts a program, cancels it, and returns how it ended and how long after the first signal. */
async function cancelled({ program = 'cli', scene, folder, words, env = {}, ...more }: Started) {
  const child = spawn(process.execPath, [join(dist, `${program}.js`), ...words], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      ARGOCD_SERVER: scene.argocd.url,
      ARGOCD_AUTH_TOKEN: TOKEN,
      ...env,
    },
  })
  let [said, stdout] = ['', '']
  let since: number | undefined
  const cancel = async () => {
    if (since !== undefined || !more.when(said)) return
    since = Date.now()
    for (const signal of more.signals) {
      child.kill(signal)
      await new Promise((resolve) => setTimeout(resolve, more.pause ?? 5))
    }
  }
  const hear = (text: string) => {
    said += text
    void cancel()
  }
  child.stderr.setEncoding('utf8').on('data', hear)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    hear(text)
  })
  const poll = setInterval(() => void cancel(), 200)
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  )
  clearInterval(poll)
  return { exitCode, signal, said, stdout, milliseconds: Date.now() - (since ?? Number.NaN) }
}

async function waiting(interfere?: Interfere) {
  const scene = await PlayedScene.open({ web: '1', api: '1' }, interfere === undefined ? {} : { interfere })
  const revision = scene.merge({ web: '2-late-60s', api: '2' })
  return { scene, revision, folder: scene.checkOut(revision) }
}

describe('cancelled while it waits', () => {
  it.each([
    ['SIGINT', ['SIGINT']],
    ['SIGTERM', ['SIGTERM']],
    ['twice', ['SIGINT', 'SIGINT']],
    ['by both', ['SIGINT', 'SIGTERM']],
  ] as const)('%s: tells what stands of each app', async (_, signals) => {
    const { scene, revision, folder } = await waiting()
    const words = [...scene.words(revision, { timeout: '60' }), '--output', 'json']
    const { exitCode, milliseconds, stdout, said } = await cancelled({
      scene,
      folder,
      words,
      signals,
      when: (text) => /web.*(Progressing|pods are available)/.test(text),
    })
    const json = JSON.parse(stdout) as {
      outcome: string
      apps: { app: string; outcome: string; reason: string }[]
    }
    expect(json.outcome).toBe('unknown')
    const web = json.apps.find(({ app }) => app === 'web')
    expect(web).toMatchObject({ outcome: 'unknown' })
    expect(web?.reason).toMatch(/^the job was cancelled; last state: .*(Progressing|available)/)
    expect(said).toContain('The job was cancelled')
    expect(exitCode).toBe(1)
    expect(milliseconds).toBeLessThan(5000)
  })

  it('ends where the server answers nothing more', async () => {
    let isHanging = false
    const { scene, revision, folder } = await waiting(() => isHanging)
    const { exitCode, milliseconds, said } = await cancelled({
      scene,
      folder,
      words: scene.words(revision),
      signals: ['SIGTERM'],
      when: (text) => {
        isHanging ||= /a sync is running/.test(text)
        return isHanging
      },
    })
    expect(said).toMatch(/^unknown: [^]*the job was cancelled; last state: a sync is running/m)
    expect(exitCode).toBe(1)
    expect(milliseconds).toBeLessThan(5000)
  })
})

describe('cancelled before the wait begins', () => {
  const ends = { exitCode: 1, signal: null }

  it('while Argo CD does not answer for the first time', async () => {
    const { scene, revision, folder } = await waiting(() => true)
    const run = await cancelled({
      scene,
      folder,
      words: scene.words(revision),
      signals: ['SIGINT'],
      when: () => scene.argocd.requests.length > 0,
    })
    expect(run).toMatchObject(ends)
    expect(run.said).toMatch(/the job was cancelled/)
    expect(run.milliseconds).toBeLessThan(5000)
  })

  it('while git fetches', async () => {
    const { scene, folder } = await waiting()
    // This simulates a server that accepts the connection and does not respond.
    const { isRunning, path } = standIn('git', '*fetch*')
    const run = await cancelled({
      scene,
      folder,
      words: scene.words('f00f'.repeat(10)),
      env: { PATH: path },
      signals: ['SIGTERM'],
      when: isRunning,
    })
    expect(run).toMatchObject(ends)
    expect(run.said).toMatch(/^unknown: .*the job was cancelled/m)
    expect(run.milliseconds).toBeLessThan(5000)
  })

  it('while an app is rendered, and the renderer ends as well', async () => {
    const { scene } = await waiting()
    const { isRunning, path, program } = standIn('kustomize', '*')
    scene.merge({}, { 'apps/web/kustomization.yaml': 'resources: [web.yaml]\nnamePrefix: a-\n' })
    const revision = scene.merge({ web: '3' })
    const run = await cancelled({
      scene,
      folder: scene.checkOut(revision),
      words: scene.words(revision, { 'kustomize-path': program }),
      env: { PATH: path },
      signals: ['SIGINT'],
      when: isRunning,
    })
    expect(run).toMatchObject(ends)
    expect(run.said).toMatch(/^unknown: .*the job was cancelled/m)
    expect(run.milliseconds).toBeLessThan(5000)
    expect(isRunning()).toBe(false)
  })
})

let count = 0

/** Creates a program at the beginning of PATH that hangs if its arguments match; otherwise it runs the real one. */
function standIn(name: string, args: string) {
  const folder = temporaryFolder()
  const found = (process.env['PATH'] ?? '').split(delimiter).map((one) => join(one, name))
  const real = found.find((one) => existsSync(one)) ?? 'false'
  // The process is found by its command line, in whatever namespace it runs.
  const sleep = `/bin/sleep 20.${process.pid}${count++}`
  const script = `#!/bin/sh
case " $* " in
  *version*) echo v5.8.1; exit;;
  ${args}) exec ${sleep};;
esac
exec '${real}' "$@"
`
  writeFileSync(join(folder, name), script, { mode: 0o755 })
  return {
    program: join(folder, name),
    path: [folder, process.env['PATH']].join(delimiter),
    isRunning: () => spawnSync('pgrep', ['-f', '-x', sleep]).status === 0,
  }
}

describe('in a job', () => {
  it('of GitHub: outputs and the summary are written in that time', async () => {
    const { scene, revision, folder } = await waiting()
    const files = temporaryFolder()
    const [output, summary] = [join(files, 'output'), join(files, 'summary')] as const
    for (const file of [output, summary]) writeFileSync(file, '')
    const run = await cancelled({
      program: 'sync',
      scene,
      folder,
      words: [],
      env: {
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: folder,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        INPUT_BASE: `${revision}~1`,
        INPUT_REVISION: revision,
        INPUT_TIMEOUT: '60',
      },
      signals: ['SIGINT'],
      when: (text) => /a sync is running/.test(text),
    })
    expect(run).toMatchObject({ exitCode: 1, signal: null })
    expect(readFileSync(output, 'utf8')).toMatch(/^verdict<<.*\nunknown\n/m)
    expect(readFileSync(summary, 'utf8')).toMatch(/\*\*unknown\*\*[^]*cancelled/)
    expect(run.milliseconds).toBeLessThan(5000)
  })

  it('of GitLab: SIGTERM, and the artifacts are there', async () => {
    const { scene, revision, folder } = await waiting()
    const run = await cancelled({
      program: 'gitlab',
      scene,
      folder,
      words: ['sync'],
      env: {
        GITLAB_CI: 'true',
        CI_PROJECT_DIR: folder,
        FAIRLEAD_INPUT_BASE: `${revision}~1`,
        FAIRLEAD_INPUT_REVISION: revision,
        FAIRLEAD_INPUT_TIMEOUT: '60',
      },
      signals: ['SIGTERM'],
      when: (text) => /a sync is running/.test(text),
    })
    expect(run).toMatchObject({ exitCode: 1, signal: null })
    const json = readFileSync(join(folder, '.fairlead', 'sync.json'), 'utf8')
    expect(JSON.parse(json)).toMatchObject({ outcome: 'unknown' })
    expect(run.milliseconds).toBeLessThan(5000)
  })
})
