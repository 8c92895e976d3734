import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeGitHub } from '../../fakes/github/index.ts'
import type { FakeGitHub } from '../../fakes/github/index.ts'
import { git, temporaryFolder } from '../../support/git.ts'
import { ownRepository } from '../own-repository.ts'
import { runWorkflow } from './act.ts'
import type { ActRun } from './act.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const standIns = fileURLToPath(new URL('release-stand-ins', import.meta.url))
const text = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8')

let github: FakeGitHub
let checkout: string
let remote: string
/** The folder in which the stand-ins write what they would send to GitHub and npm. */
let outside: string

beforeAll(async () => {
  github = await startFakeGitHub()
  ;({ checkout, remote } = ownRepository())
  outside = temporaryFolder()
  execFileSync(process.execPath, ['scripts/release.ts', 'prepare', '7.2.0'], { cwd: checkout })
  for (const script of ['generate', 'build'])
    execFileSync('npm', ['run', '--silent', script], { cwd: checkout })
  git(checkout, 'commit', '--quiet', '--all', '--message', 'Version 7.2.0')
  git(checkout, 'push', '--quiet', 'origin', 'main')
  // act reads the repository from the address; git uses the folder.
  const address = `${github.serverUrl}/fairlead-dev/fairlead`
  git(checkout, 'remote', 'set-url', 'origin', address)
  git(checkout, 'config', `url.${remote}.insteadOf`, address)
})
afterAll(() => github[Symbol.asyncDispose]())

/** Runs the workflow unchanged, apart from the checks, which include this test. */
function run(version: string): Promise<ActRun> {
  const pins = [...text.matchAll(/uses: ([\w-]+\/[\w-]+)@(\S+)/g)].filter(
    ([, name]) => name !== 'actions/checkout',
  )
  return runWorkflow({
    workflow: text.replace('bash .ci/run', 'true'),
    event: 'workflow_dispatch',
    payload: { inputs: { version } },
    checkout,
    github,
    secrets: { GITHUB_TOKEN: 'ghs_jobToken_0123456789' },
    env: { OUTSIDE: outside, PACKAGES: join(root, 'node_modules') },
    standIns: Object.fromEntries(pins.map(([, name = '', ref]) => [`${name}@${ref}`, join(standIns, name)])),
    programs: join(standIns, 'programs'),
  })
}
const tip = (ref: string) => git(remote, 'for-each-ref', '--format=%(objectname)', ref)
const log = () => readFileSync(join(outside, 'log'), 'utf8').trim().split('\n')

describe('the workflow that releases', () => {
  it('publishes everything, and moves the branch last', async () => {
    const { exitCode, jobs, log: printed } = await run('7.2.0')
    expect(jobs, printed).toEqual({
      check: 'success',
      build: 'success',
      attest: 'success',
      draft: 'success',
      npm: 'success',
      image: 'success',
      publish: 'success',
    })
    expect(exitCode).toBe(0)
    const commit = git(checkout, 'rev-parse', 'HEAD')
    expect([tip('refs/tags/v7.2.0'), tip('refs/heads/v7')]).toEqual([commit, commit])
    const calls = log().filter((call) => !call.startsWith('gh auth'))
    // The package and the image are published in any order, after the draft and before the release.
    expect([...calls.slice(0, 5), ...calls.slice(5, -1).toSorted(), calls.at(-1)]).toEqual([
      'attest 2 files ',
      'gh release view v7.2.0',
      'gh release create v7.2.0 --draft --verify-tag --title v7.2.0 --notes-file release/notes.md --prerelease=false',
      'gh release view v7.2.0 --json isDraft --jq .isDraft',
      'gh release upload v7.2.0 --clobber release/fairlead-7.2.0.tgz release/fairlead-7.2.0.tar.gz release/SHA256SUMS',
      'attest ghcr.io/fairlead-dev/fairlead sha256',
      'image ghcr.io/fairlead-dev/fairlead:7.2.0',
      'npm publish ./release/fairlead-7.2.0.tgz --provenance --access public --tag latest',
      'gh release edit v7.2.0 --draft=false --latest=true',
    ])
    expect(readFileSync(join(outside, 'branches-before'), 'utf8')).toBe('')
  })
})
