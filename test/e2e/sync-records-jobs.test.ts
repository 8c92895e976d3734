/** `sync` with records in the job of a forge: the forge and Argo CD are simulated; git is real. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { playArgocd } from '../../scripts/demo/argocd.mjs'
import { startFakeGitHub } from '../fakes/github/index.ts'
import { isolated } from '../support/git-commits.ts'
import { temporaryFolder } from '../support/git.ts'
import { deployment } from '../support/played-argocd.ts'
import { step } from './bundle.ts'

const BRANCH = 'fairlead-records'
const TOKEN = 'ghs_ofTheJob'
const run = promisify(execFile)

/** Creates an infra repo on GitHub with one app, and the environment of a job after a push to it. */
async function github(contents: 'read' | 'write', files: Readonly<Record<string, string>> = {}) {
  const fake = await startFakeGitHub()
  onTestFinished(() => fake[Symbol.asyncDispose]())
  fake.addToken(TOKEN, { kind: 'actions', login: 'github-actions[bot]' })
  const infra = await fake.addRepository('acme/infra', { files, permissions: { [TOKEN]: { contents } } })
  const repoURL = `${fake.serverUrl}/acme/infra`
  const application = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'web', namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL, targetRevision: 'HEAD', path: 'apps/web' },
      destination: { name: 'in-cluster', namespace: 'web' },
      syncPolicy: { automated: {} },
    },
  }
  const tags = new Map<string, string>()
  const push = async (tag: string) => {
    const changed = { 'apps/web/web.yaml': deployment(tag), 'argocd/web.yaml': JSON.stringify(application) }
    const commit = await infra.push('main', changed, { message: `web ${tag}` })
    tags.set(commit, tag)
    return commit
  }
  await push('1')
  const argocd = await playArgocd(
    [
      {
        name: 'web',
        source: { repoURL, path: 'apps/web' },
        destination: 'web',
        tip: () => infra.head('main'),
        render: (commit) => {
          const containers = [{ name: 'main', image: `example.com/web:${tags.get(commit)}` }]
          const spec = { replicas: 1, template: { spec: { containers } } }
          return [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec }]
        },
        takes: { compare: 50, sync: 50 },
      },
    ],
    { token: 'secret' },
  )
  onTestFinished(() => argocd.close())
  return {
    infra,
    push,
    /** Runs the job of a push. */
    async job(
      before: string,
      after: string,
      inputs: Readonly<Record<string, string>> = {},
      more: Readonly<Record<string, string>> = {},
    ) {
      const folder = temporaryFolder()
      const checkout = join(folder, 'infra')
      // As with `persist-credentials: false` in actions/checkout: git itself cannot fetch anything.
      const url = infra.cloneUrl.replace('//', `//x:${TOKEN}@`)
      await run('git', ['clone', '-q', url, checkout], { env: isolated })
      await run('git', ['remote', 'set-url', 'origin', repoURL], { cwd: checkout, env: isolated })
      await run('git', ['checkout', '-q', '--detach', after], { cwd: checkout, env: isolated })
      const event = join(folder, 'event.json')
      const repository = { full_name: 'acme/infra', default_branch: 'main', html_url: repoURL }
      writeFileSync(event, JSON.stringify({ ref: 'refs/heads/main', before, after, repository }))
      return step(
        'sync',
        checkout,
        {
          'argocd-server': argocd.url,
          'argocd-token': 'secret',
          settle: '0',
          timeout: '20',
          token: TOKEN,
          ...inputs,
        },
        {
          env: {
            GITHUB_SERVER_URL: fake.serverUrl,
            GITHUB_API_URL: fake.apiUrl,
            GITHUB_GRAPHQL_URL: fake.graphqlUrl,
            GITHUB_REPOSITORY: 'acme/infra',
            GITHUB_EVENT_NAME: 'push',
            GITHUB_EVENT_PATH: event,
            GITHUB_REF: 'refs/heads/main',
            GITHUB_SHA: after,
            GITHUB_RUN_ID: '4711',
            GITHUB_ACTOR: 'ann',
            ...more,
          },
        },
      )
    },
    entry: async (number: number) => {
      const path = `entries/00000/0000000${number}.json`
      return JSON.parse((await infra.read(path, BRANCH)) ?? '{}') as Record<string, unknown>
    },
  }
}

describe('in a job of GitHub', () => {
  it('records with the token of the job, by commits that GitHub signs, and begins where the last record ends', async () => {
    const { infra, push, job, entry } = await github('write', { 'fairlead.yaml': 'records: true\n' })
    const first = infra.head('main')
    const second = await push('2')
    const one = await job(first, second)
    expect(one.stderr + one.stdout).not.toContain('not recorded')
    expect(one.outputs).toMatchObject({ verdict: 'verified', recorded: infra.head(BRANCH) })
    expect(one.summary).toContain('Recorded as entry 1')
    expect(await infra.commit(BRANCH)).toMatchObject({
      author: { name: 'github-actions[bot]' },
      signature: expect.stringContaining('PGP SIGNATURE') as string,
    })
    const url = expect.stringMatching(/\/acme\/infra\/actions\/runs\/4711$/) as string
    expect(await entry(1)).toMatchObject({
      commit: second,
      base: first,
      branch: 'main',
      run: { url, actor: 'ann', event: 'push' },
    })
    // The run of the third push was cancelled, so its result is not recorded.
    const third = await push('3')
    const fourth = await push('4')
    await job(third, fourth)
    expect(await entry(2)).toMatchObject({ commit: fourth, base: second })
  })

  it('writes nothing because a commit says so that nobody has merged', async () => {
    const { infra, job } = await github('write')
    const main = infra.head('main')
    await infra.setBranch('change', main)
    const changed = { 'fairlead.yaml': 'records: true\n', 'apps/web/web.yaml': deployment('2') }
    const change = await infra.push('change', changed)
    const dispatched = { GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_REF: 'refs/heads/change' }
    const { stdout, outputs } = await job(main, change, { base: main, timeout: '2' }, dispatched)
    expect(outputs).toMatchObject({ verdict: 'unknown', recorded: '' })
    expect(stdout).toContain('Nothing is recorded: fairlead.yaml has records: true at the commit')
    expect(infra.branches()).not.toContain(BRANCH)
  })

  it('says not recorded, and which right is missing, where the token may only read', async () => {
    const { infra, push, job } = await github('read')
    const first = infra.head('main')
    const { exitCode, outputs, stdout } = await job(first, await push('2'), { record: 'true' })
    expect(exitCode).toBe(0)
    expect(outputs).toMatchObject({ verdict: 'verified', recorded: '' })
    expect(stdout).toMatch(/::warning.*not recorded: .*contents: write/)
    expect(infra.branches()).toEqual(['main'])
  })

  it('says not recorded where a ruleset keeps the branch for somebody else', async () => {
    const { infra, push, job } = await github('write')
    infra.settings.rules = [{ branches: [BRANCH], type: 'creation' }]
    const { exitCode, outputs, stdout } = await job(infra.head('main'), await push('2'), { record: 'true' })
    expect([exitCode, outputs['recorded']]).toEqual([0, ''])
    expect(stdout).toMatch(/::warning.*not recorded: .*docs\/records\.md/)
  })
})
