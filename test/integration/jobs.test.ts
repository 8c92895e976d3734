import { renameSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { JobKind } from '../../src/runtime/job-change.ts'
import { JOB_KINDS } from '../../src/runtime/job-change.ts'
import { git } from '../support/git.ts'
import { checkOut, comparedIn, EVERYTHING, Server } from '../support/jobs.ts'

const NOTHING = '0'.repeat(40)
const repository = { full_name: 'acme/infra', default_branch: 'main' }

/** `change` is b.yaml; others have put a.yaml on `main` since, and release is another branch. */
function world() {
  const server = new Server({ 'a.yaml': '1', 'b.yaml': '1', 'c.yaml': '1' })
  const began = server.id('main')
  server.push('release', { 'c.yaml': '9' }, 'main')
  const change = server.push('change', { 'b.yaml': '2' }, began)
  const main = server.push('main', { 'a.yaml': '2' }, began)
  return { server, url: `file://${server.folder}`, began, change, main }
}

type World = ReturnType<typeof world>

function pullEvent({ change, began }: Pick<World, 'change' | 'began'>, more: object = {}) {
  const repo = { full_name: 'acme/infra' }
  return {
    repository,
    pull_request: {
      number: 1,
      base: { ref: 'main', sha: began, repo },
      head: { ref: 'change', sha: change, repo },
      ...more,
    },
  }
}

const github = (eventName: string, sha: string) => ({ GITHUB_EVENT_NAME: eventName, GITHUB_SHA: sha })
const gitlab = (sha: string, more: Record<string, string>) => ({
  CI_SERVER_URL: 'https://gitlab.example',
  CI_PROJECT_PATH: 'acme/infra',
  CI_PROJECT_URL: 'https://gitlab.example/acme/infra',
  CI_DEFAULT_BRANCH: 'main',
  CI_COMMIT_SHA: sha,
  ...more,
})
const mergeRequest = (sha: string, type: string, more: Record<string, string> = {}) =>
  gitlab(sha, {
    CI_PIPELINE_SOURCE: 'merge_request_event',
    CI_MERGE_REQUEST_IID: '1',
    CI_MERGE_REQUEST_EVENT_TYPE: type,
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'change',
    CI_MERGE_REQUEST_PROJECT_PATH: 'acme/infra',
    CI_MERGE_REQUEST_PROJECT_URL: 'https://gitlab.example/acme/infra',
    CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'acme/infra',
    ...more,
  })

/** A group of a queue, or a train: another request is before ours. */
function queue(server: Server, began: string, base: string) {
  server.push('first', { 'd.yaml': '7' }, began)
  const before = server.merge(base, 'first', 'refs/queue/first')
  return { before, ours: server.merge(before, 'change', 'refs/queue/ours') }
}

/** One job for each row of docs/jobs.md; all of them have to show the change of b.yaml alone, or nothing. */
const rows: Readonly<Record<JobKind, (world: World) => ReturnType<typeof comparedIn>>> = {
  'pull-request': (given) => {
    const merge = given.server.merge('main', 'change', 'refs/pull/1/merge')
    // The workspace is kept: an older job has left its origin/main there.
    given.server.push('main', { 'a.yaml': '3' }, 'main')
    const refspecs = [`${given.began}:refs/remotes/origin/main`]
    const folder = checkOut(given.url, given.began, { refspecs, options: ['--depth=1'] })
    checkOut(given.url, merge, { refspecs: [merge], options: ['--depth=1'], folder })
    return comparedIn(folder, { event: pullEvent(given), environment: github('pull_request', merge) })
  },
  'pull-request-target': (given) => {
    const folder = checkOut(given.url, given.main, { refspecs: ['refs/heads/main'], options: ['--depth=1'] })
    const environment = github('pull_request_target', given.main)
    return comparedIn(folder, { event: pullEvent(given), environment })
  },
  'finished-run': (given) => {
    const folder = checkOut(given.url, given.main, { refspecs: ['refs/heads/main'] })
    const run = { head_sha: given.change, head_branch: 'change', head_repository: { full_name: 'ann/infra' } }
    const event = { repository, workflow_run: { ...run, event: 'pull_request', pull_requests: [] } }
    return comparedIn(folder, { event, environment: github('workflow_run', given.main) })
  },
  'merge-group': (given) => {
    const { before, ours } = queue(given.server, given.began, 'release')
    const folder = checkOut(given.url, ours, { refspecs: [ours], options: ['--depth=1'] })
    const group = {
      head_sha: ours,
      head_ref: 'refs/queue/ours',
      base_sha: before,
      base_ref: 'refs/heads/release',
    }
    const event = { repository, merge_group: group }
    return comparedIn(folder, { event, environment: github('merge_group', ours) })
  },
  'merge-request': (given) => {
    const folder = checkOut(given.url, given.began)
    given.server.push('main', { 'a.yaml': '3' }, 'main')
    checkOut(given.url, given.change, { refspecs: ['refs/heads/change'], folder })
    return comparedIn(folder, { environment: mergeRequest(given.change, 'detached') })
  },
  'merged-results': (given) => {
    const merge = given.server.merge('main', 'change', 'refs/merge-requests/1/merge')
    given.server.push('main', { 'a.yaml': '3' }, 'main')
    const folder = checkOut(given.url, merge, { refspecs: [merge], options: ['--depth=20'] })
    const variables = {
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: given.main,
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: given.change,
    }
    return comparedIn(folder, { environment: mergeRequest(merge, 'merged_result', variables) })
  },
  'merge-train': (given) => {
    const { ours } = queue(given.server, given.began, 'main')
    const folder = checkOut(given.url, ours, { refspecs: [ours], options: ['--depth=1'] })
    // Without the variable it is the first parent of the train's merge.
    return comparedIn(folder, { environment: mergeRequest(ours, 'merge_train') })
  },
  'default-branch': (given) => {
    const pushed = given.server.push('main', { 'b.yaml': '2' }, 'main')
    const folder = checkOut(given.url, pushed, { refspecs: ['refs/heads/main'], options: ['--depth=1'] })
    const event = { repository, ref: 'refs/heads/main', before: given.main, after: pushed }
    return comparedIn(folder, { event, environment: github('push', pushed) })
  },
  'other-branch': (given) => {
    const folder = checkOut(given.url, given.change, { refspecs: ['refs/heads/change'] })
    const event = {
      repository,
      ref: 'refs/heads/change',
      before: NOTHING,
      after: given.change,
      created: true,
    }
    return comparedIn(folder, { event, environment: github('push', given.change) })
  },
  tag: (given) => {
    const folder = checkOut(given.url, given.change, { refspecs: ['refs/heads/change'] })
    const variables = { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_TAG: 'v1', CI_COMMIT_BEFORE_SHA: NOTHING }
    return comparedIn(folder, { environment: gitlab(given.change, variables) })
  },
  other: (given) => {
    const folder = checkOut(given.url, given.change, { refspecs: ['refs/heads/change'] })
    const event = { repository, ref: 'refs/heads/change', inputs: {} }
    return comparedIn(folder, { event, environment: github('workflow_dispatch', given.change) })
  },
}

describe('what is compared in a job', () => {
  it.each(Object.keys(JOB_KINDS) as JobKind[])('%s: the change alone, as docs/jobs.md says', async (kind) => {
    const compared = await rows[kind](world())
    expect(compared).toMatchObject({ kind, changed: ['b.yaml'], warnings: [], conflict: undefined })
  })

  it('of a push that was forced is what it has replaced, as it is', async () => {
    const given = world()
    const pushed = given.server.push('main', { 'b.yaml': '2' }, given.began)
    const folder = checkOut(given.url, pushed)
    const event = { repository, ref: 'refs/heads/main', before: given.main, after: pushed, forced: true }
    const { changed } = await comparedIn(folder, { event, environment: github('push', pushed) })
    expect(changed).toEqual(['a.yaml', 'b.yaml'])
  })

  it('of a push whose commits from before are gone is the last commit, and it is told', async () => {
    const given = world()
    const pushed = given.server.push('main', { 'b.yaml': '2' }, 'main')
    const folder = checkOut(given.url, pushed)
    const event = { repository, ref: 'refs/heads/main', before: 'd'.repeat(40), after: pushed }
    const compared = await comparedIn(folder, { event, environment: github('push', pushed) })
    expect(compared.changed).toEqual(['b.yaml'])
    expect(compared.warnings).toEqual([expect.stringContaining('dddddddddddd is gone')])
  })

  it('of a new default branch, and where an input has no commit from before, is nothing', async () => {
    const given = world()
    const folder = checkOut(given.url, given.main)
    const event = { repository, ref: 'refs/heads/main', before: NOTHING, after: given.main }
    const job = { event, environment: github('push', given.main) }
    expect(await comparedIn(folder, job)).toMatchObject({ changed: [], warnings: [] })
    expect(await comparedIn(folder, job, { base: NOTHING })).toMatchObject({ changed: [], warnings: [] })
  })

  it('after the merge of a request is what it was before, and it is told', async () => {
    const given = world()
    given.server.merge('main', 'change', 'refs/heads/main')
    const folder = checkOut(given.url, given.change)
    const job = { event: pullEvent(given), environment: github('pull_request', given.change) }
    const compared = await comparedIn(folder, job)
    expect(compared.changed).toEqual(['b.yaml'])
    expect(compared.warnings).toEqual([expect.stringContaining('has this change already')])
  })

  it('takes in what steps of the job have committed on top', async () => {
    const given = world()
    const folder = checkOut(given.url, given.change)
    git(folder, 'rm', '-q', 'c.yaml')
    git(folder, 'commit', '-q', '-m', 'on top')
    const job = { event: pullEvent(given), environment: github('pull_request', given.change) }
    expect((await comparedIn(folder, job)).changed).toEqual(['b.yaml', 'c.yaml'])
  })

  it('is not the base where the commit of the request cannot be had', async () => {
    const given = world()
    const folder = checkOut(given.url, given.main, { refspecs: ['refs/heads/main'] })
    const event = pullEvent({ ...given, change: 'd'.repeat(40) })
    const job = { event, environment: github('pull_request_target', given.main) }
    await expect(comparedIn(folder, job)).rejects.toThrow(/dddddddddddd that this job is about is neither/)
  })
})

describe('a base that cannot be fetched', () => {
  /** A job that has no credentials for a second fetch. */
  const withoutServer = async (given: World, prepare: () => string, event: object, environment: object) => {
    const folder = prepare()
    renameSync(given.server.folder, `${given.server.folder}.gone`)
    return comparedIn(folder, { event, environment: environment as Record<string, string> })
  }

  it('is that of the checkout, if this job has fetched it', async () => {
    const given = world()
    const merge = given.server.merge('main', 'change', 'refs/pull/1/merge')
    const prepare = () =>
      checkOut(given.url, merge, { refspecs: [EVERYTHING, `${merge}:refs/remotes/pull/1/merge`] })
    const compared = await withoutServer(given, prepare, pullEvent(given), github('pull_request', merge))
    expect(compared).toMatchObject({ changed: ['b.yaml'], warnings: [] })
  })

  it('is what the event knew where that of the checkout is old, and it is told', async () => {
    const given = world()
    const old = checkOut(given.url, given.began)
    given.server.push('main', { 'a.yaml': '3' }, 'main')
    const merge = given.server.merge('main', 'change', 'refs/pull/1/merge')
    git(old, 'update-ref', 'refs/remotes/origin/main', given.began)
    const prepare = () =>
      checkOut(given.url, merge, { refspecs: [`${merge}:refs/remotes/pull/1/merge`], folder: old })
    const compared = await withoutServer(given, prepare, pullEvent(given), github('pull_request', merge))
    expect(compared.changed).toEqual(['b.yaml'])
    expect(compared.warnings).toEqual([
      expect.stringMatching(/"main" could not be fetched.*as this job's event knew it/),
    ])
  })

  it('is told to be old where nothing better is known', async () => {
    const given = world()
    const prepare = () => checkOut(given.url, given.change)
    const event = { repository, ref: 'refs/heads/change', inputs: {} }
    const compared = await withoutServer(given, prepare, event, github('workflow_dispatch', given.began))
    expect(compared.warnings).toEqual([expect.stringContaining('which may be old')])
  })
})

describe('the repository of a checkout', () => {
  const origin = (folder: string, url: string) => git(folder, 'remote', 'set-url', 'origin', url)

  it.each([
    ['clone_url of a runner', 'http://gitlab-webservice.internal:8181/acme/infra.git'],
    ['ssh', 'git@gitlab.example:acme/infra.git'],
    ['a cache of clones', 'http://mirror.internal/cache/7f3a.git'],
  ])('has all its addresses: %s', async (_name, url) => {
    const given = world()
    const folder = checkOut(given.url, given.change)
    origin(folder, url)
    const { identity } = await comparedIn(folder, { environment: mergeRequest(given.change, 'detached') })
    expect(identity).toContain(url.startsWith('git@') ? url : 'https://gitlab.example/acme/infra')
    expect(identity).toContain(url)
  })

  it('that is a fork has those of the project that the request goes into, which is asked for the base', async () => {
    const given = world()
    const fork = `${given.server.folder.replace('acme/infra.git', '')}ann/infra.git`
    git(given.server.folder, 'clone', '-q', '--mirror', '.', fork)
    git(fork, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    given.server.push('main', { 'a.yaml': '3' }, 'main')
    const change = given.server.push('update', { 'b.yaml': '2' }, 'main')
    git(fork, 'fetch', '-q', given.server.folder, 'refs/heads/update:refs/heads/update')
    const variables = {
      CI_PROJECT_PATH: 'ann/infra',
      CI_PROJECT_URL: 'https://gitlab.example/ann/infra',
      CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'ann/infra',
    }
    const folder = checkOut(`file://${fork}`, change)
    const compared = await comparedIn(folder, { environment: mergeRequest(change, 'detached', variables) })
    expect(compared).toMatchObject({ changed: ['b.yaml'], warnings: [] })
    expect(compared.identity).toEqual(['https://gitlab.example/acme/infra'])
    // Without it, what GitLab says of where the change left its base.
    rmSync(given.server.folder, { recursive: true })
    const known = { ...variables, CI_MERGE_REQUEST_DIFF_BASE_SHA: git(fork, 'rev-parse', 'update^') }
    const alone = await comparedIn(folder, { environment: mergeRequest(change, 'detached', known) })
    expect(alone.changed).toEqual(['b.yaml'])
    expect(alone.warnings).toEqual([expect.stringContaining('could not be fetched')])
  })

  it('is another one where a job has checked that out: its event says nothing of it', async () => {
    const given = world()
    const folder = checkOut(given.url, given.change)
    origin(folder, 'https://github.com/acme/elsewhere.git')
    git(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main')
    const event = pullEvent({ began: given.began, change: 'd'.repeat(40) })
    const compared = await comparedIn(folder, { event, environment: github('pull_request', 'e'.repeat(40)) })
    expect(compared.own.change).toBeUndefined()
    expect(compared.identity).toEqual(['https://github.com/acme/elsewhere.git'])
    expect(compared.changed).toEqual(['b.yaml'])
  })
})
