import { chownSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bareRepository, git, temporaryFolder } from '../support/git.ts'
import { pathOf, put } from '../support/job-events.ts'
import { fairlead, step } from './bundle.ts'

/** The messages of commands that read a checkout if the job has not created it, or not completely. */
const image = ['--app', 'b', '--environment', 'prod', '--image', 'ghcr.io/acme/b', '--image-tag', '1.0.2']
const commands = [
  ['diff', '--base', 'main'],
  ['bump', ...image, '--dry-run'],
  ['inventory'],
  ['render', '--output-dir', 'out'],
  ['pull-request'],
  ['doctor'],
] as const

function clone(...options: string[]): string {
  const folder = join(temporaryFolder(), 'infra')
  const origin = bareRepository({ ...put('a', 1), ...put('b', 1) })
  git('/', 'clone', '-q', ...options, `file://${origin}`, folder)
  return folder
}

const told = async (folder: string, [command, ...args]: readonly string[], env = {}) => {
  const { stdout, stderr, exitCode } = await fairlead(folder, [command ?? '', ...args], env)
  return { said: `${stdout}\n${stderr}`, exitCode }
}

describe('a checkout', () => {
  // dorny/paths-filter#316, actions/checkout#1048
  it.skipIf(process.getuid?.() !== 0)('of another user names safe.directory, in all commands', async () => {
    const folder = clone()
    for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })])
      chownSync(join(folder, path), 1001, 1001)
    const all = await Promise.all(commands.map((command) => told(folder, command)))
    for (const { said } of all) expect(said).toContain(`git config --global --add safe.directory ${folder}`)
  })

  // synaptent/aragora#612
  it('that is sparse is told by commands that read its files, and seen as a whole by the others', async () => {
    const folder = clone('--sparse')
    git(folder, 'sparse-checkout', 'set', 'apps/a')
    const env = { GITHUB_ACTIONS: 'true' }
    const [bump, inventory] = await Promise.all([
      told(folder, commands[1], env),
      told(folder, commands[2], env),
    ])
    for (const { said } of [bump, inventory])
      expect(said).toContain('Remove sparse-checkout from actions/checkout')
    expect(bump.exitCode).not.toBe(0)
    expect((await told(folder, ['render', '--output-dir', 'out'])).said).not.toContain('sparse')
    expect(readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' }).join()).toMatch(/\bb\b/)
    expect(pathOf('b')).toContain('apps/b')
  })

  // tj-actions/changed-files#477
  it.each([
    ['GITHUB_ACTIONS', 'Run actions/checkout before this step'],
    ['GITLAB_CI', 'Do not set GIT_STRATEGY of this job to none or empty'],
    ['JENKINS_URL', 'Clone the infra repo first'],
  ])('that is not there is told in the words of the CI system: %s', async (variable, words) => {
    const folder = join(temporaryFolder(), 'empty')
    mkdirSync(folder)
    const wanted = [commands[0], commands[2], commands[4]]
    for (const command of wanted)
      expect((await told(folder, command, { [variable]: 'true' })).said).toContain(words)
  })

  it('with files that a step has changed, and not committed, is not told to change nothing', async () => {
    const folder = clone()
    for (const [path, text] of Object.entries(put('b', 2))) writeFileSync(join(folder, path), text)
    const env = { GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'acme/web' }
    const { said } = await told(folder, ['diff', '--base', 'main'], env)
    expect(said).toContain(`Not compared: ${pathOf('b')}, which this job changed but did not commit`)
    git(folder, 'commit', '-q', '-a', '-m', 'Bump')
    expect((await told(folder, ['diff', '--base', 'main'], env)).said).toContain('ghcr.io/acme/b:1.0.2')
  })

  it('with no git, no folder for temporary files, or no file for outputs is told what is missing', async () => {
    const folder = clone()
    const bin = temporaryFolder()
    symlinkSync(process.execPath, join(bin, 'node'))
    const all = await Promise.all([
      told(folder, commands[0], { PATH: bin }),
      told(folder, commands[4], { PATH: bin }),
      told(folder, commands[0], { TMPDIR: join(bin, 'nowhere') }),
      step('inventory', folder, {}, { env: { GITHUB_OUTPUT: join(bin, 'nowhere') } }).then(
        ({ stdout, exitCode }) => ({
          said: stdout,
          exitCode,
        }),
      ),
    ])
    const words = ['git is not installed', 'git is not installed', 'TMPDIR', 'GITHUB_OUTPUT']
    for (const [i, { said, exitCode }] of all.entries()) {
      expect(said).toContain(words[i])
      expect(said).not.toContain('bug in Fairlead')
      expect(exitCode).toBeGreaterThan(1)
    }
  })

  it('on a disk that takes no report is compared, and the step fails after that', async () => {
    const folder = clone()
    git(folder, 'checkout', '-q', '-b', 'change')
    for (const [path, text] of Object.entries(put('b', 2))) writeFileSync(join(folder, path), text)
    git(folder, 'commit', '-q', '-a', '-m', 'Bump')
    const { said, exitCode } = await told(folder, ['diff', '--base', 'main', '--report-path', '/proc/report'])
    expect(said).toContain('ghcr.io/acme/b:1.0.2')
    expect(said).toContain('cannot write to /proc')
    expect(exitCode).toBe(3)
  })

  it('is proposed for by a token, and not by the name of one', async () => {
    const given = { repository: 'acme/infra', token: '$DEPLOY_TOKEN', app: 'b', 'image-tag': '1.0.2' }
    const { stdout, exitCode } = await step('update', temporaryFolder(), {
      ...given,
      image: 'ghcr.io/acme/b',
    })
    expect(stdout).toContain('token is the text $DEPLOY_TOKEN, not a token')
    expect(exitCode).toBe(2)
  })
})
