import { afterEach, describe, expect, it } from 'vitest'
import type { LocalAppRepo } from '../../src/forge/local/app-repo.ts'
import { openLocalAppRepo } from '../../src/forge/local/app-repo.ts'
import { bareRepository, commitFiles, git, show } from '../support/git.ts'
import { argoRepo } from '../support/infra.ts'
import { branches, pullRequestBranch, update, web } from '../support/update.ts'

const values = 'charts/web/values-dev.yaml'
const sources: LocalAppRepo[] = []
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close()
})

/** Creates an infra repo, and an app repo with a sequence of commits and one commit on another branch. */
function world() {
  const infra = bareRepository(argoRepo())
  const app = bareRepository({ 'a.txt': '0' })
  const builds = ['1', '2', '3', '4'].map((text) =>
    commitFiles(app, 'main', `Change ${text}`, { 'a.txt': text }),
  )
  git(app, 'branch', 'beside', builds[0] ?? '')
  const beside = commitFiles(app, 'beside', 'Beside', { 'b.txt': '1' })
  const [first = '', second = '', third = '', fourth = ''] = builds
  return { infra, app, first, second, third, fourth, beside }
}

/** Uses twelve digits of an id, because seven may all be decimal. */
const tagOf = (commit: string) => `main-${commit.slice(0, 12)}`

/** Runs the pipeline of one commit of the app, with any tag for its image. */
const deploy = (
  { infra, app }: { infra: string; app: string },
  commit: string,
  tag = tagOf(commit),
  more: Record<string, string> = {},
) => {
  const appRepo = openLocalAppRepo({ environment: process.env, repository: app })
  sources.push(appRepo)
  const origin = { repository: app, commit, serverUrl: undefined, runUrl: undefined }
  return update(infra, { ...web(tag), ...more }, { appRepo, origin })
}
const push = { method: 'push' }
const outcome = { outcome: 'superseded', changed: 'false' }
const onBranch = (infra: string) => show(infra, pullRequestBranch(infra), values)

describe('pipelines that finish out of order, with commit ids in their tags', () => {
  it('the late one changes nothing on the base, and says why', async () => {
    const w = world()
    await deploy(w, w.third, undefined, push)
    const head = git(w.infra, 'rev-parse', 'main')
    const late = await deploy(w, w.second, undefined, push)
    expect(late.outputs).toMatchObject(outcome)
    expect(late.text.join()).toContain(
      `${w.second.slice(0, 7)} is an ancestor of ${w.third.slice(0, 7)} in ${w.app}`,
    )
    expect(git(w.infra, 'rev-parse', 'main')).toBe(head)
    expect((await deploy(w, w.fourth, undefined, push)).outputs.outcome).toBe('updated')
    expect(show(w.infra, 'main', values)).toContain(`${tagOf(w.fourth)} `)
  })

  it('the late one opens no pull request against a newer base', async () => {
    const w = world()
    await deploy(w, w.third, undefined, push)
    expect((await deploy(w, w.second)).outputs).toMatchObject(outcome)
    expect(branches(w.infra)).toEqual(['main'])
  })

  it('the late one leaves a newer pull request as it is', async () => {
    const w = world()
    await deploy(w, w.third)
    const head = git(w.infra, 'rev-parse', pullRequestBranch(w.infra))
    expect((await deploy(w, w.second)).outputs).toMatchObject({ ...outcome, 'pull-request-head-sha': head })
    expect(git(w.infra, 'rev-parse', pullRequestBranch(w.infra))).toBe(head)
    await deploy(w, w.fourth)
    expect(onBranch(w.infra)).toContain(`${tagOf(w.fourth)} `)
  })

  it('goes back where that is wanted', async () => {
    const w = world()
    await deploy(w, w.third)
    await deploy(w, w.second, undefined, { 'allow-downgrade': 'true' })
    expect(onBranch(w.infra)).toContain(`${tagOf(w.second)} `)
  })

  it('the commit in the tag counts, not that of a job which deploys another one', async () => {
    const w = world()
    await deploy(w, w.third)
    expect((await deploy(w, w.fourth, tagOf(w.second))).outputs).toMatchObject(outcome)
  })

  it('counts an id of digits only as any other', async () => {
    const w = world()
    let digits = ''
    for (let i = 0; !/^\d{7}/.test(digits); i++)
      digits = commitFiles(w.app, 'main', `Try ${i}`, { 'a.txt': `${i}` })
    const newest = commitFiles(w.app, 'main', 'Newest', { 'a.txt': 'newest' })
    const short = (commit: string) => `main-${commit.slice(0, 7)}`
    await deploy(w, newest, short(newest), push)
    // A job of another commit deploys it.
    expect((await deploy(w, newest, short(digits), push)).outputs).toMatchObject(outcome)
    await deploy(w, digits, short(digits), { ...push, 'allow-downgrade': 'true' })
    expect((await deploy(w, newest, short(newest), push)).outputs.outcome).toBe('updated')
  })

  it('goes ahead with a warning where neither is newer', async () => {
    const w = world()
    await deploy(w, w.third)
    const result = await deploy(w, w.beside)
    expect(result.outputs.outcome).toBe('updated')
    expect(result.warnings.join()).toContain('are on diverged branches')
  })

  it('goes ahead and says so where the app repo does not know the commit', async () => {
    const w = world()
    await deploy(w, w.third, 'main-abc1234')
    const result = await deploy(w, w.second)
    expect(result.outputs.outcome).toBe('updated')
    expect(result.text.join()).toMatch(
      /from the tags, and abc1234[0-9a-f]* (?:does not exist|not found) in the app repo/,
    )
  })

  it('lists the commits that change the chart which the app follows at a branch', async () => {
    const app = bareRepository({ 'deploy/chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n' })
    const old = commitFiles(app, 'main', 'Code only', { 'a.txt': '1' })
    commitFiles(app, 'main', 'Ask for more memory', { 'deploy/chart/values.yaml': 'memory: 1Gi\n' })
    const now = commitFiles(app, 'main', 'Code again', { 'a.txt': '2' })
    const infra = (revision: string) =>
      bareRepository({
        'apps/web.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web-dev, namespace: argocd, labels: {environment: dev}}
spec:
  sources:
    - {repoURL: "${app}", path: deploy/chart, targetRevision: ${revision}, helm: {valueFiles: [$values/dev.yaml]}}
    - {repoURL: "https://github.com/acme/infra", targetRevision: main, ref: values}
  destination: {namespace: web}
`,
        'dev.yaml': `image:\n  repository: ghcr.io/acme/web\n  tag: ${tagOf(old)}\n`,
      })
    const body = async (revision: string, commit: string) =>
      JSON.stringify((await deploy({ infra: infra(revision), app }, commit)).data)
    const told = await body('main', now)
    expect(told).toContain('`web-dev` follows `deploy/chart` at the branch `main` of the app repo. 1 commit')
    expect(told).toMatch(
      /changes merged there are deployed without this repo:\\n\\n- [0-9a-f]{7} Ask for more memory/,
    )
    expect(told).not.toMatch(/are deployed without this repo:.*Code again.*<details>/)
    expect(await body('HEAD', now)).toContain('at the default branch of the app repo')
    for (const held of ['v1.2.0', '0.1.0', old])
      expect(await body(held, now)).not.toContain('follows `deploy')
  })

  it('lists the commits that a newer build brings', async () => {
    const w = world()
    await deploy(w, w.first, undefined, push)
    const result = await deploy(w, w.third)
    expect(JSON.stringify(result.data)).toMatch(/2 commits of the app.*Change 2.*Change 3/)
  })
})

describe('with tags that name no commit', () => {
  const untold = async (w: ReturnType<typeof world>, more: Record<string, string>) => {
    const late = await deploy(w, w.second, 'green', more)
    expect(late.outputs.outcome).toBe('updated')
    expect(late.text.join()).toContain('put the commit id into the tags')
  }

  it('no trailer on the base tells what stands there: a plain remote vouches for none', async () => {
    const w = world()
    await deploy(w, w.third, 'blue', push)
    await untold(w, push)
  })

  it('nor does one on the pull request', async () => {
    const w = world()
    await deploy(w, w.third, 'blue')
    await untold(w, {})
  })
})

describe('what is pending beside a new change', () => {
  const proxies = (w: { infra: string }, tag: string) =>
    commitFiles(w.infra, 'main', 'Proxy', {
      [values]: `image:\n  tag: 1.0.0\nsidecar:\n  image: ghcr.io/acme/proxy:${tag}\n`,
    })
  const proxy = { image: 'ghcr.io/acme/proxy' }

  it('is carried onto an older build of the base, and dropped before a newer one', async () => {
    for (const [by, expected] of [
      ['second', 'third'],
      ['fourth', 'fourth'],
    ] as const) {
      const w = world()
      proxies(w, tagOf(w.first))
      await deploy(w, w.third, undefined, proxy)
      proxies(w, tagOf(w[by]))
      await deploy(w, w.first, '1.2.0')
      expect(onBranch(w.infra)).toContain(`proxy:${tagOf(w[expected])}`)
      expect(onBranch(w.infra)).toContain('tag: 1.2.0')
    }
  })
})

describe('builds that race', () => {
  it('always end with the newest, whoever comes first', async () => {
    const w = world()
    const commits = Array.from({ length: 8 }, (_, i) =>
      commitFiles(w.app, 'main', `Race ${i}`, { 'r.txt': `${i}` }),
    )
    const mixed = [5, 2, 7, 0, 3, 6, 1, 4].map((i) => commits[i] ?? '')
    const results = await Promise.all(mixed.map((commit) => deploy(w, commit)))
    expect(results.every(({ outputs }) => ['updated', 'superseded'].includes(outputs.outcome))).toBe(true)
    expect(onBranch(w.infra)).toContain(`${tagOf(commits[7] ?? '')} `)
  })
})
