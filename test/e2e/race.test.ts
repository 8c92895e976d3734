import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { bareRepository, commitFiles, git, show, showRecord, temporaryFolder } from '../support/git.ts'

const cli = new URL('../../dist/cli.js', import.meta.url).pathname

/** Runs `update` in its own process, as fifty pipelines would. */
function update(
  repository: string,
  options: Record<string, string>,
): Promise<{ code: number | null; outcome: string }> {
  const args = Object.entries({ forge: 'local', repository, output: 'json', ...options }).flatMap(
    ([name, value]) => [`--${name}`, value],
  )
  // The race is about git: fifty renderers would only make it longer.
  const child = spawn(process.execPath, [cli, 'update', '--verify-render', 'never', ...args], {
    // Compiling the same bundle in each process is also not part of the race.
    env: { ...process.env, NODE_COMPILE_CACHE: (compiled ??= temporaryFolder()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve) => {
    child.on('close', (code) =>
      resolve({ code, outcome: (JSON.parse(output) as { outcome: string }).outcome }),
    )
  })
}

let compiled: string | undefined

const values = (app: string) => `image:\n  repository: ghcr.io/acme/${app}\n  tag: 1.0.0 # by CI\n`
const fifty = Array.from({ length: 50 }, (_, i) => i)

describe('many processes at once, on a plain git remote', () => {
  it('for fifty apps, pushing: all land', async () => {
    const repository = bareRepository(
      Object.fromEntries(fifty.map((i) => [`apps/app${i}/values-dev.yaml`, values(`app${i}`)])),
    )
    const results = await Promise.all(
      fifty.map((i) =>
        update(repository, {
          app: `app${i}`,
          environment: 'dev',
          image: `ghcr.io/acme/app${i}`,
          'image-tag': `1.2.${i}`,
          method: 'push',
        }),
      ),
    )
    expect(results).toEqual(fifty.map(() => ({ code: 0, outcome: 'updated' })))
    for (const i of fifty)
      expect(show(repository, 'main', `apps/app${i}/values-dev.yaml`)).toContain(`tag: 1.2.${i} # by CI`)
    expect(git(repository, 'rev-list', '--count', 'main')).toBe('51')
  })

  // The number of concurrent updates is tested above; here and below the test is about how a lost race ends.
  it('for one app: one pull request, with the newest version in it', async () => {
    const repository = bareRepository({ 'apps/web/values-dev.yaml': values('web') })
    const twelve = fifty.slice(0, 12)
    const results = await Promise.all(
      twelve.map((i) =>
        update(repository, {
          app: 'web',
          environment: 'dev',
          image: 'ghcr.io/acme/web',
          'image-tag': `1.2.${i}`,
        }),
      ),
    )
    expect(
      results.every(({ code, outcome }) => code === 0 && ['updated', 'superseded'].includes(outcome)),
    ).toBe(true)
    const branches = git(
      repository,
      'for-each-ref',
      '--format=%(refname:short)',
      'refs/heads/fairlead',
    ).split('\n')
    expect(branches).toHaveLength(1)
    expect(show(repository, branches[0] ?? '', 'apps/web/values-dev.yaml')).toContain('tag: 1.2.11 # by CI')
    expect(showRecord(repository, branches[0] ?? '')).toMatchObject({
      state: 'open',
      title: 'Bump web in dev to 1.2.11',
    })
  })

  it('of builds whose tags tell no order: the newest commit wins, in the pull request and on the base', async () => {
    const infra = bareRepository({ 'apps/web/values-dev.yaml': values('web') })
    const app = bareRepository({ 'a.txt': '0' })
    const builds = fifty.slice(0, 8)
    const commits = builds.map((i) => commitFiles(app, 'main', `Change ${i}`, { 'a.txt': `${i + 1}` }))
    const newest = commits.at(-1) ?? ''
    for (const method of ['pull-request', 'push']) {
      const results = await Promise.all(
        commits
          .toSorted() // practically a random order
          .map((commit) =>
            update(infra, {
              app: 'web',
              environment: 'dev',
              image: 'ghcr.io/acme/web',
              'image-tag': `sha-${commit}`,
              'source-repository': app,
              'source-commit': commit,
              method,
            }),
          ),
      )
      expect(results.map(({ code }) => code)).toEqual(builds.map(() => 0))
      const branch =
        method === 'push' ? 'main' : git(infra, 'for-each-ref', '--format=%(refname)', 'refs/heads/fairlead')
      expect(show(infra, branch, 'apps/web/values-dev.yaml')).toContain(`tag: sha-${newest} # by CI`)
    }
  })
})
