/** The output of `sync` in a terminal of 24 rows and 80 columns, in a job, and in JSON. Argo CD is simulated. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { PlayedScene, TOKEN } from '../support/played-argocd.ts'
import { fairlead } from './bundle.ts'

const cli = join(fileURLToPath(new URL('../../dist', import.meta.url)), 'cli.js')
const names = Array.from({ length: 20 }, (_, i) => `app-${i}`)
const tags = (tag: string) => Object.fromEntries(names.map((name) => [name, tag]))
/** The program of util-linux, which runs a command in a terminal. */
const hasTerminals = spawnSync('script', ['--version']).status === 0

async function inTerminal(
  folder: string,
  words: readonly string[],
  env: Record<string, string>,
  keys?: { readonly when: RegExp; readonly typed: string },
) {
  const quoted = [process.execPath, cli, ...words].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qec', `stty rows 24 cols 80; exec ${quoted}`, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], TERM: 'xterm-256color', ARGOCD_AUTH_TOKEN: TOKEN, ...env },
  })
  let said = ''
  let isTyped = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (isTyped || keys?.when.test(said) !== true) return
    isTyped = true
    child.stdin.write(keys.typed)
  })
  const exitCode = await new Promise((resolve) => child.once('close', resolve))
  return { exitCode, said }
}

async function scene() {
  const opened = await PlayedScene.open(tags('1'))
  const revision = opened.merge({ ...tags('2'), 'app-7': '2-fails' })
  return { opened, revision, folder: opened.checkOut(revision) }
}

describe.skipIf(!hasTerminals)('in a terminal', () => {
  it('keeps a table up to date in its place, and ends with what is wrong on one screen', async () => {
    const { opened, revision, folder } = await scene()
    const { exitCode, said } = await inTerminal(folder, opened.words(revision), {})
    expect(exitCode).toBe(1)
    // The table is redrawn over the previous one.
    const drawn = said.split('\u001B[J').filter((part) => / of 20 waited for/.test(part))
    expect(drawn.length).toBeGreaterThan(5)
    expect(said).toMatch(/\u001B\[\d+A\u001B\[J/)
    for (const line of drawn.flatMap((part) => stripVTControlCharacters(part).split('\n')))
      if (!/note: |warning: |failed: /.test(line))
        expect(line.replace(/\r/g, '').length).toBeLessThanOrEqual(80)
    const end = stripVTControlCharacters(said.slice(said.lastIndexOf('\u001B[J')))
    expect(end).toMatch(/^\r?failed: /)
    expect(end.split('\n').length).toBeLessThanOrEqual(24)
    expect(end).toMatch(/back-off 10s restarting/)
    expect(end).toContain('says: panic: no configuration')
    expect(end).toMatch(/… and \d+ more: \d+ verified/)
  })

  it('ends at Ctrl-C, with what stands', async () => {
    const opened = await PlayedScene.open({ web: '1' })
    const revision = opened.merge({ web: '2-late-60s' })
    const keys = { when: /a sync is running/, typed: '\u0003' }
    const { exitCode, said } = await inTerminal(opened.checkOut(revision), opened.words(revision), {}, keys)
    expect(exitCode).toBe(1)
    const end = stripVTControlCharacters(said)
    expect(end).toContain('The job was cancelled')
    expect(end).toMatch(/unknown: [^]*the job was cancelled; last state: /)
  })

  it('of a job: plain lines', async () => {
    const { opened, revision, folder } = await scene()
    const { said } = await inTerminal(folder, opened.words(revision), { CI: 'true', NO_COLOR: '1' })
    expect(said).not.toContain('\u001B')
    expect(said).toMatch(/^note: app-3 .*, after .*: a sync is running/m)
    expect(said).toMatch(/^note: app-3 .* is live, after .*: it is live and healthy\.\r?$/m)
    expect(said).toMatch(/^note: app-7 .* failed, after /m)
  })
})

it('as JSON, each app has all that is promised, and standard output nothing else', async () => {
  const opened = await PlayedScene.open({ web: '1' })
  const revision = opened.merge({ web: '2' })
  const words = [...opened.words(revision), '--output', 'json']
  const { stdout, exitCode } = await fairlead(opened.checkOut(revision), words, { ARGOCD_AUTH_TOKEN: TOKEN })
  expect(exitCode).toBe(0)
  const base = `${revision}~1`
  expect(base).not.toBe('')
  expect(JSON.parse(stdout)).toMatchObject({
    outcome: 'verified',
    base: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    revision,
    waitedSeconds: expect.any(Number) as number,
    apps: [
      {
        app: 'web',
        kind: 'Application',
        namespace: 'argocd',
        environment: null,
        controlPlane: expect.anything() as string,
        cluster: 'in-cluster',
        outcome: 'verified',
        reason: 'it is live and healthy',
        revision,
        observed: revision,
        supersededBy: null,
        sync: 'Synced',
        health: 'Healthy',
        images: ['example.com/web:2'],
        phases: {
          noticed: expect.any(Number) as number,
          synced: expect.any(Number) as number,
          healthy: expect.any(Number) as number,
          ended: expect.any(Number) as number,
        },
      },
    ],
  })
})
