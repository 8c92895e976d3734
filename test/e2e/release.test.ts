import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { git, temporaryFolder } from '../support/git.ts'
import { buildArtifacts } from '../../scripts/release/build.ts'
import type { ReleasePlan } from '../../scripts/release/plan.ts'
import { ownRepository } from './own-repository.ts'

let checkout: string
let remote: string

/** Runs scripts/release.ts of a copy. */
function release(
  folder: string,
  ...args: readonly string[]
): { status: number | null; stderr: string; outputs: string } {
  const file = join(temporaryFolder(), 'outputs')
  const env = {
    ...process.env,
    GITHUB_OUTPUT: file,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  }
  const options = { cwd: folder, env, encoding: 'utf8' } as const
  appendFileSync(file, '')
  const { status, stderr } = spawnSync(process.execPath, ['scripts/release.ts', ...args], options)
  return { status, stderr, outputs: readFileSync(file, 'utf8') }
}

const tip = (ref: string) => git(remote, 'for-each-ref', '--format=%(objectname)', ref)
const published = (folder: string) => readFileSync(join(folder, 'release/SHA256SUMS'), 'utf8')

beforeAll(() => {
  ;({ checkout, remote } = ownRepository())
})

describe('a release', () => {
  it('is refused as long as it is not prepared', () => {
    const { status, stderr } = release(checkout, 'build', '7.1.0')
    expect(status).toBe(1)
    expect(stderr).toMatch(/package\.json is at .*\n.*CHANGELOG\.md has no text under "## 7\.1\.0"/)
  })

  it('is prepared in the checkout', () => {
    expect(release(checkout, 'prepare', '7.1').status).toBe(1)
    expect(git(checkout, 'status', '--porcelain')).toBe('')
    expect(release(checkout, 'prepare', '7.1.0').status).toBe(0)
    expect(git(checkout, 'diff', '--name-only').split('\n')).toEqual([
      'CHANGELOG.md',
      'package-lock.json',
      'package.json',
      'src/runtime/version.ts',
    ])
    const stale = release(checkout, 'build', '7.1.0')
    expect(stale.stderr).toContain('these files are not committed: CHANGELOG.md, package-lock.json')
  })

  it('is refused with a bundle that the sources do not give', () => {
    execFileSync('npm', ['run', '--silent', 'generate'], { cwd: checkout })
    git(checkout, 'commit', '--quiet', '--all', '--message', 'Version 7.1.0')
    const { status, stderr } = release(checkout, 'build', '7.1.0')
    expect(status).toBe(1)
    expect(stderr).toContain('dist does not match the sources')
  })

  it('is built, the same at every time', () => {
    execFileSync('npm', ['run', '--silent', 'build'], { cwd: checkout })
    git(checkout, 'commit', '--quiet', '--all', '--message', 'Bundle')
    git(checkout, 'push', '--quiet', 'origin', 'main')
    const { status, stderr, outputs } = release(checkout, 'build', '7.1.0')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(outputs).toBe('version=7.1.0\ntag=v7.1.0\nprerelease=false\nlatest=true\nnpm-tag=latest\n')
    const sums = published(checkout)
    for (const line of sums.trim().split('\n')) {
      const [hash, name = ''] = line.split('  ')
      expect(
        createHash('sha256')
          .update(readFileSync(join(checkout, 'release', name)))
          .digest('hex'),
      ).toBe(hash)
    }
    const again = temporaryFolder()
    git(again, 'clone', '--quiet', remote, '.')
    // The steps before and after it are tested elsewhere: here the same commit has to produce the same checksums.
    const plan = JSON.parse(readFileSync(join(checkout, 'release/plan.json'), 'utf8')) as ReleasePlan
    const { checksums } = buildArtifacts(again, plan, join(again, 'release'))
    expect(readFileSync(checksums, 'utf8')).toBe(sums)
  })

  it('is tagged, and the branch moves; again, nothing happens', () => {
    const commit = git(checkout, 'rev-parse', 'HEAD')
    for (const verb of ['tag', 'branch', 'tag', 'branch'])
      expect(release(checkout, verb)).toMatchObject({ status: 0, stderr: '' })
    expect([tip('refs/tags/v7.1.0'), tip('refs/heads/v7')]).toEqual([commit, commit])
  })

  it('is not made again of another commit', () => {
    const before = tip('refs/tags/v7.1.0')
    git(checkout, 'commit', '--quiet', '--allow-empty', '--message', 'More')
    const { status, stderr } = release(checkout, 'build', '7.1.0')
    expect(status).toBe(1)
    expect(stderr).toContain(`v7.1.0 is at ${before}`)
    expect(tip('refs/tags/v7.1.0')).toBe(before)
  })
})
