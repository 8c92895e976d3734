/** `fairlead sync` with records, like in a job, against the simulated Argo CD and real git. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { playArgocd } from '../../scripts/demo/argocd.mjs'
import { bareRepository, commitFiles, git, installHook, serveGit, temporaryFolder } from '../support/git.ts'
import { fairlead } from './bundle.ts'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

const BRANCH = 'fairlead-records'

const deployment = (image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: main, image: "${image}"}]}}}
`

/** Creates an infra repo with one app, a clone of it, and an Argo CD with the app live. */
async function infra(files: Readonly<Record<string, string>> = {}) {
  const remote = bareRepository({ 'README.md': 'infra' })
  const address = `${await serveGit(dirname(remote), undefined)}/infra.git`
  commitFiles(remote, 'main', 'Begin', {
    'argocd/web.yaml': application(address),
    'apps/web/web.yaml': deployment('example.com/web:1'),
    ...files,
  })
  const checkout = join(temporaryFolder(), 'infra')
  // A synchronous git call would block the server, which runs in this process.
  git(temporaryFolder(), 'clone', '-q', remote, checkout)
  git(checkout, 'remote', 'set-url', 'origin', address)
  const argocd = await playArgocd(
    [
      {
        name: 'web',
        source: { repoURL: address, path: 'apps/web' },
        destination: 'web',
        tip: () => git(remote, 'rev-parse', 'main'),
        render: (commit) => {
          const [, image = ''] =
            /image: "(.*?)"/.exec(git(remote, 'show', `${commit}:apps/web/web.yaml`)) ?? []
          const template = { spec: { containers: [{ name: 'main', image }] } }
          return [
            {
              apiVersion: 'apps/v1',
              kind: 'Deployment',
              metadata: { name: 'web' },
              spec: { replicas: 1, template },
            },
          ]
        },
        fate: (image) =>
          image.endsWith('-bad')
            ? { fault: { reason: 'ImagePullBackOff', message: 'not found' } }
            : { startsAfter: image.endsWith('-slow') ? 60_000 : 0 },
        takes: { compare: 50, sync: 50 },
      },
    ],
    { token: 'secret' },
  )
  onTestFinished(() => argocd.close())
  return {
    remote,
    checkout,
    /** Merges another image and returns the id of the commit. */
    merge: (image: string) => {
      const commit = commitFiles(remote, 'main', `web ${image}`, { 'apps/web/web.yaml': deployment(image) })
      git(checkout, 'fetch', '-q', remote, '+main:refs/remotes/origin/main')
      return commit
    },
    sync: async (...args: string[]) => {
      const server = ['--argocd-server', argocd.url, '--argocd-token', 'secret', '--settle', '0']
      const run = await fairlead(checkout, [
        'sync',
        ...server,
        '--timeout',
        '15',
        '--output',
        'json',
        ...args,
      ])
      return { ...run, json: JSON.parse(run.stdout || '{}') as Readonly<Record<string, unknown>> }
    },
    /** Does the same, and cancels it as soon as something is the case, which may depend on its output. */
    cancelled: async (when: (said: string) => boolean, ...args: string[]) => {
      const server = ['--argocd-server', argocd.url, '--argocd-token', 'secret']
      const child = spawn(process.execPath, [cli, 'sync', ...server, ...args], { cwd: checkout })
      let [said, stdout, since] = ['', '', Number.NaN]
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      const timer = setInterval(() => {
        if (!when(said)) return
        clearInterval(timer)
        since = Date.now()
        child.kill('SIGTERM')
      }, 50)
      const code = await new Promise<number | null>((done) => child.once('close', done))
      clearInterval(timer)
      return { code, said, stdout, milliseconds: Date.now() - since }
    },
    entries: () =>
      git(remote, 'ls-tree', '-r', '--name-only', BRANCH, 'entries')
        .split('\n')
        .map((path) => JSON.parse(git(remote, 'show', `${BRANCH}:${path}`)) as Record<string, unknown>),
    hasRecords: () => git(remote, 'branch', '--list', BRANCH) !== '',
  }
}

const application = (repoURL: string) =>
  JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'web', namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL, path: 'apps/web', targetRevision: 'main' },
      destination: { name: 'in-cluster', namespace: 'web' },
    },
  })

describe('sync', () => {
  it('records what it verified where it is asked to, and says where', async () => {
    const { merge, sync, entries, remote } = await infra()
    const base = git(remote, 'rev-parse', 'main')
    const revision = merge('example.com/web:2')
    const { json, exitCode, stderr } = await sync('--base', base, '--revision', revision, '--record')
    expect(stderr + JSON.stringify(json)).toContain('verified')
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({ outcome: 'verified', recorded: git(remote, 'rev-parse', BRANCH) })
    expect(entries()).toMatchObject([
      {
        version: 1,
        kind: 'sync',
        sequence: 1,
        previous: null,
        commit: revision,
        base,
        outcome: 'verified',
        selection: { apps: [], environments: [], clusters: [] },
        apps: [
          {
            app: 'web',
            kind: 'Application',
            outcome: 'verified',
            observed: revision,
            controller: { name: 'argocd', version: 'v3.5.7+played' },
            images: [{ image: 'example.com/web:2' }],
          },
        ],
        tool: { name: 'fairlead', version: JSON.parse(readFileSync('package.json', 'utf8')).version },
      },
    ])
  })

  it('records nothing where nobody asks for it', async () => {
    const { merge, sync, hasRecords } = await infra()
    const { json } = await sync('--revision', merge('example.com/web:2'))
    expect(json).toMatchObject({ outcome: 'verified', recorded: null })
    expect(hasRecords()).toBe(false)
  })

  it('records where fairlead.yaml at the revision says so, what fails too', async () => {
    const { merge, sync, entries } = await infra({ 'fairlead.yaml': 'records: true\n' })
    const good = await sync('--revision', merge('example.com/web:2'))
    const bad = await sync('--revision', merge('example.com/web:3-bad'))
    expect([good.exitCode, bad.exitCode]).toEqual([0, 1])
    expect(entries().map(({ outcome }) => outcome)).toEqual(['verified', 'failed'])
  })

  it('says what is known where it is cancelled while the record is pushed', async () => {
    const { merge, cancelled, remote } = await infra()
    const marker = join(temporaryFolder(), 'pushed')
    installHook(remote, 'pre-receive', `touch '${marker}'; exec sleep 20`)
    const revision = merge('example.com/web:2')
    const words = ['--base', `${revision}~1`, '--revision', revision, '--record', '--output', 'json']
    const { code, said, stdout, milliseconds } = await cancelled(() => existsSync(marker), ...words)
    expect(milliseconds, said).toBeLessThan(5000)
    expect(code).toBe(1)
    const json = JSON.parse(stdout) as { outcome: string; reason: string; apps: object[] }
    expect(json.outcome).toBe('unknown')
    expect(json.reason).toContain('cancelled while its record was written')
    expect(json.apps).toMatchObject([{ app: 'web', outcome: 'verified' }])
  })

  it('leaves no record of a run that is cancelled, so that the next one waits for its commits, too', async () => {
    const { merge, sync, cancelled, entries } = await infra({ 'fairlead.yaml': 'records: true\n' })
    const first = merge('example.com/web:2')
    await sync('--revision', first)
    const slow = merge('example.com/web:3-slow')
    const { code, said } = await cancelled((text) => /Progressing|available/.test(text), '--revision', slow)
    expect(code).toBe(1)
    expect(said).toContain('not recorded: the wait was interrupted')
    const third = merge('example.com/web:4')
    const { json } = await sync('--revision', third)
    expect(json).toMatchObject({ outcome: 'verified', base: first, revision: third })
    expect(entries().map(({ commit, base }) => [commit, base])).toEqual([
      [first, expect.any(String)],
      [third, first],
    ])
  })

  it('keeps its verdict where it may not write, and says so with a cure', async () => {
    const { merge, sync, remote } = await infra()
    installHook(remote, 'update', 'echo "records are protected" >&2; exit 1')
    const { json, exitCode, stderr } = await sync('--revision', merge('example.com/web:2'), '--record')
    expect(json).toMatchObject({ outcome: 'verified', recorded: null })
    expect(exitCode).toBe(0)
    expect(stderr).toContain('not recorded: ')
    expect(stderr).toContain('docs/records.md')
  })
})
