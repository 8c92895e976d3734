import { renameSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { JobKind } from '../../src/runtime/job-change.ts'
import { JOB_KINDS } from '../../src/runtime/job-change.ts'
import { git } from '../support/git.ts'
import {
  github,
  mergeRequest,
  NOTHING,
  pathOf,
  pullEvent,
  put,
  repository,
  rows,
  world,
} from '../support/job-events.ts'
import type { World } from '../support/job-events.ts'
import { checkOut, comparedIn, EVERYTHING } from '../support/jobs.ts'

describe('what is compared in a job', () => {
  it.each(Object.keys(JOB_KINDS) as JobKind[])('%s: the change alone, as docs/jobs.md says', async (kind) => {
    const { folder, ...job } = rows[kind](world())
    const compared = await comparedIn(folder, job)
    expect(compared).toMatchObject({ kind, changed: [pathOf('b')], warnings: [], conflict: undefined })
  })

  it('of a push that was forced is what it has replaced, as it is', async () => {
    const given = world()
    const pushed = given.server.push('main', put('b', 2), given.began)
    const folder = checkOut(given.url, pushed)
    const event = { repository, ref: 'refs/heads/main', before: given.main, after: pushed, forced: true }
    const { changed } = await comparedIn(folder, { event, environment: github('push', pushed) })
    expect(changed).toEqual([pathOf('a'), pathOf('b')])
  })

  it('of a push whose commits from before are gone is the last commit, and it is told', async () => {
    const given = world()
    const pushed = given.server.push('main', put('b', 2), 'main')
    const folder = checkOut(given.url, pushed)
    const event = { repository, ref: 'refs/heads/main', before: 'd'.repeat(40), after: pushed }
    const compared = await comparedIn(folder, { event, environment: github('push', pushed) })
    expect(compared.changed).toEqual([pathOf('b')])
    expect(compared.warnings).toEqual([expect.stringContaining('dddddddddddd no longer exists')])
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
    expect(compared.changed).toEqual([pathOf('b')])
    expect(compared.warnings).toEqual([expect.stringContaining('already contains this change')])
  })

  it('takes in what steps of the job have committed on top', async () => {
    const given = world()
    const folder = checkOut(given.url, given.change)
    git(folder, 'rm', '-q', pathOf('c'))
    git(folder, 'commit', '-q', '-m', 'on top')
    const job = { event: pullEvent(given), environment: github('pull_request', given.change) }
    expect((await comparedIn(folder, job)).changed).toEqual([pathOf('b'), pathOf('c')])
  })

  it('is not the base where the commit of the request cannot be had', async () => {
    const given = world()
    const folder = checkOut(given.url, given.main, { refspecs: ['refs/heads/main'] })
    const event = pullEvent({ ...given, change: 'd'.repeat(40) })
    const job = { event, environment: github('pull_request_target', given.main) }
    await expect(comparedIn(folder, job)).rejects.toThrow(
      /dddddddddddd that this job runs for is not in this checkout/,
    )
  })
})

describe('a base that cannot be fetched', () => {
  /** Runs a job that does not have credentials for a second fetch. */
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
    expect(compared).toMatchObject({ changed: [pathOf('b')], warnings: [] })
  })

  it('is what the event knew where that of the checkout is old, and it is told', async () => {
    const given = world()
    const old = checkOut(given.url, given.began)
    given.server.push('main', put('a', 3), 'main')
    const merge = given.server.merge('main', 'change', 'refs/pull/1/merge')
    git(old, 'update-ref', 'refs/remotes/origin/main', given.began)
    const prepare = () =>
      checkOut(given.url, merge, { refspecs: [`${merge}:refs/remotes/pull/1/merge`], folder: old })
    const compared = await withoutServer(given, prepare, pullEvent(given), github('pull_request', merge))
    expect(compared.changed).toEqual([pathOf('b')])
    expect(compared.warnings).toEqual([
      expect.stringMatching(/"main" could not be fetched.*the base in the event of this job/),
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
    const { addresses } = await comparedIn(folder, { environment: mergeRequest(given.change, 'detached') })
    expect(addresses).toContain(url.startsWith('git@') ? url : 'https://gitlab.example/acme/infra')
    expect(addresses).toContain(url)
  })

  it('that is a fork has those of the project that the request goes into, which is asked for the base', async () => {
    const given = world()
    const fork = `${given.server.folder.replace('acme/infra.git', '')}ann/infra.git`
    git(given.server.folder, 'clone', '-q', '--mirror', '.', fork)
    git(fork, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
    given.server.push('main', put('a', 3), 'main')
    const change = given.server.push('update', put('b', 2), 'main')
    git(fork, 'fetch', '-q', given.server.folder, 'refs/heads/update:refs/heads/update')
    const variables = {
      CI_PROJECT_PATH: 'ann/infra',
      CI_PROJECT_URL: 'https://gitlab.example/ann/infra',
      CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'ann/infra',
    }
    const folder = checkOut(`file://${fork}`, change)
    const compared = await comparedIn(folder, { environment: mergeRequest(change, 'detached', variables) })
    expect(compared).toMatchObject({ changed: [pathOf('b')], warnings: [] })
    expect(compared.addresses).toEqual(['https://gitlab.example/acme/infra'])
    // Without it, the merge base that GitLab reports is used.
    rmSync(given.server.folder, { recursive: true })
    const known = { ...variables, CI_MERGE_REQUEST_DIFF_BASE_SHA: git(fork, 'rev-parse', 'update^') }
    const alone = await comparedIn(folder, { environment: mergeRequest(change, 'detached', known) })
    expect(alone.changed).toEqual([pathOf('b')])
    expect(alone.warnings).toEqual([expect.stringContaining('could not be fetched')])
  })

  it.each([
    'https://github.com/acme/elsewhere.git',
    // Another owner's group whose path ends like the expected one.
    'https://github.com/evil/acme/infra.git',
  ])('is another one where a job has checked that out: its event says nothing of it (%s)', async (url) => {
    const given = world()
    const folder = checkOut(given.url, given.change)
    origin(folder, url)
    git(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main')
    const event = pullEvent({ began: given.began, change: 'd'.repeat(40) })
    const compared = await comparedIn(folder, { event, environment: github('pull_request', 'e'.repeat(40)) })
    expect(compared.own.change).toBeUndefined()
    expect(compared.addresses).toEqual([url])
    expect(compared.changed).toEqual([pathOf('b')])
  })
})
