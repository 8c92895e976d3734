import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { git } from '../support/git.ts'
import {
  github,
  gitlab,
  mergeRequest,
  NOTHING,
  pathOf,
  pullEvent,
  put,
  repository,
  world,
} from '../support/job-events.ts'
import type { World } from '../support/job-events.ts'
import { checkOut, comparedIn, EVERYTHING } from '../support/jobs.ts'

/** Situations that users of other tools reported: only b is changed, and no other change is reported. */
const JUST_IT = { changed: [pathOf('b')], warnings: [], conflict: undefined }

/** Makes the server unreachable for the rest of the job, as without credentials. */
function lock({ server }: World): void {
  renameSync(server.folder, `${server.folder}.gone`)
}

describe('the job of a pull request', () => {
  // go-gitea/gitea#27039
  it('checks out the commit itself and no merge: its parent is another commit of it, and no base', async () => {
    const given = world()
    const change = given.server.push('change', put('c', 2), 'change')
    const folder = checkOut(given.url, change, { refspecs: ['refs/heads/change'] })
    git(folder, 'update-ref', 'refs/remotes/origin/main', given.began)
    lock(given)
    const job = { event: pullEvent({ ...given, change }), environment: github('pull_request', change) }
    const compared = await comparedIn(folder, job)
    expect(compared.changed).toEqual([pathOf('b'), pathOf('c')])
    expect(compared.warnings).toEqual([expect.stringContaining(given.began.slice(0, 12))])
  })

  // go-gitea/gitea#27039
  it('checks out the commit itself, which has taken in its base: the first parent of that is no base', async () => {
    const given = world()
    const before = given.server.push('change', put('c', 2), 'change')
    const change = given.server.merge(before, given.main, 'refs/heads/change')
    const folder = checkOut(given.url, change, { refspecs: ['refs/heads/change'] })
    git(folder, 'update-ref', 'refs/remotes/origin/main', given.began)
    lock(given)
    const event = pullEvent({ began: given.main, change })
    const compared = await comparedIn(folder, { event, environment: github('pull_request', change) })
    expect(compared.changed).toEqual([pathOf('b'), pathOf('c')])
  })

  // danger/danger#897
  it('works in a clone that nothing was fetched into: its branches are as new as what is checked out', async () => {
    const given = world()
    const folder = join(checkOut(given.url, given.began), 'clone')
    git('/', 'clone', '-q', '--branch', 'change', given.url, folder)
    lock(given)
    const job = { event: pullEvent(given), environment: github('pull_request', given.change) }
    expect(await comparedIn(folder, job)).toMatchObject(JUST_IT)
  })

  // shakacode/react_on_rails#4819
  it('has a merge with a newer base than its event: that of the merge counts', async () => {
    const given = world()
    const merge = given.server.merge('main', 'change', 'refs/pull/1/merge')
    const folder = checkOut(given.url, merge, { refspecs: [merge], options: ['--depth=2'] })
    lock(given)
    const job = { event: pullEvent(given), environment: github('pull_request', merge) }
    const compared = await comparedIn(folder, job)
    expect(compared.changed).toEqual([pathOf('b')])
    expect(compared.warnings).toEqual([expect.stringContaining(given.main.slice(0, 12))])
  })

  // JiRaska/open-bank-oss#8933
  it('has one commit, whose parents are cut off, and a base that has moved on since', async () => {
    const given = world()
    const merge = given.server.merge('main', 'change', 'refs/pull/1/merge')
    given.server.push('main', put('a', 3), 'main')
    const folder = checkOut(given.url, merge, { refspecs: [merge], options: ['--depth=1'] })
    const job = { event: pullEvent(given), environment: github('pull_request', merge) }
    expect(await comparedIn(folder, job)).toMatchObject(JUST_IT)
  })

  // meshtastic/firmware#11623
  it('has a whole clone, which a step has made shallow by fetching the base again', async () => {
    const given = world()
    const folder = checkOut(given.url, given.change)
    git(folder, 'fetch', '-q', '--depth=1', 'origin', 'main')
    const job = { event: pullEvent(given), environment: github('pull_request', given.change) }
    expect(await comparedIn(folder, job)).toMatchObject(JUST_IT)
  })

  // MnemeHQ/mneme#63
  it('says that its history is cut off where it is, and shows no wrong change', async () => {
    const given = world()
    const folder = checkOut(given.url, given.change)
    git(folder, 'fetch', '-q', '--depth=1', 'origin', '+refs/heads/main:refs/remotes/origin/main')
    lock(given)
    const job = {
      event: pullEvent({ ...given, began: given.main }),
      environment: github('pull_request', given.change),
    }
    await expect(comparedIn(folder, job)).rejects.toThrow(/no common history/)
  })

  // tj-actions/changed-files#1257
  it('has taken in its base, which has taken in parts of it: there are several merge bases', async () => {
    const given = world()
    given.server.merge('main', 'change', 'refs/heads/other')
    const main = given.server.merge('main', 'change', 'refs/heads/main')
    const mine = given.server.merge('change', given.main, 'refs/heads/change')
    const change = given.server.push('change', put('c', 2), mine)
    const folder = checkOut(given.url, change)
    const job = { event: pullEvent({ began: main, change }), environment: github('pull_request', change) }
    expect(await comparedIn(folder, job)).toMatchObject({ ...JUST_IT, changed: [pathOf('c')] })
  })

  // alphagov/govuk-frontend#6299
  it('was given another base since it was opened: the event counts, and not the variable', async () => {
    const given = world()
    const folder = checkOut(given.url, given.change)
    const environment = { ...github('pull_request', given.change), GITHUB_BASE_REF: 'release' }
    expect(await comparedIn(folder, { event: pullEvent(given), environment })).toMatchObject(JUST_IT)
  })

  // terramate-io/terramate#1131
  it('runs again by its old event, and is about that commit although there is a newer one', async () => {
    const given = world()
    given.server.push('change', put('c', 2), 'change')
    const merge = given.server.merge('main', 'change', 'refs/pull/1/merge')
    const folder = checkOut(given.url, merge, { refspecs: [merge] })
    for (const sha of [merge, given.server.merge('main', given.change, 'refs/pull/1/former')]) {
      const job = { event: pullEvent(given), environment: github('pull_request', sha) }
      expect((await comparedIn(folder, job)).changed).toEqual([pathOf('b')])
    }
  })

  // kurone-kito/idd-skill#1613
  it('comes from a fork, and the base alone is checked out, with one commit', async () => {
    const given = world()
    git(given.server.folder, 'update-ref', 'refs/pull/1/head', given.change)
    git(given.server.folder, 'update-ref', '-d', 'refs/heads/change')
    git(given.server.folder, 'config', 'uploadpack.allowAnySHA1InWant', 'false')
    const folder = checkOut(given.url, given.main, { refspecs: ['refs/heads/main'], options: ['--depth=1'] })
    const job = { event: pullEvent(given), environment: github('pull_request_target', given.main) }
    expect(await comparedIn(folder, job)).toMatchObject(JUST_IT)
  })

  // actions/checkout#331
  it('was started by a comment, and its commit cannot be fetched: it fails, and shows no other change', async () => {
    const given = world()
    const folder = checkOut(given.url, given.main)
    lock(given)
    const event = { repository, issue: { number: 1, pull_request: {} } }
    const job = { event, environment: github('issue_comment', given.main) }
    await expect(comparedIn(folder, job)).rejects.toThrow(/refs\/pull\/1\/head, which this job runs for/)
  })

  // dotnet/docs#28586
  it('was started by a comment, and a step has checked out its merge', async () => {
    const given = world()
    git(given.server.folder, 'update-ref', 'refs/pull/1/head', given.change)
    const merge = given.server.merge('main', 'change', 'refs/pull/1/merge')
    const folder = checkOut(given.url, merge, { refspecs: [merge], options: ['--depth=1'] })
    const event = { repository, issue: { number: 1, pull_request: {} } }
    const job = { event, environment: github('issue_comment', given.main) }
    expect(await comparedIn(folder, job)).toMatchObject(JUST_IT)
  })

  // lablup/backend.ai#10330
  it('left its base long ago, and neither of them has history', async () => {
    const given = world()
    for (const number of [3, 4, 5, 6]) given.server.push('main', put('a', number), 'main')
    const folder = checkOut(given.url, given.change, { refspecs: [given.change], options: ['--depth=1'] })
    const job = { event: pullEvent(given), environment: github('pull_request', given.change) }
    expect(await comparedIn(folder, job)).toMatchObject(JUST_IT)
  })
})

describe('what a runner keeps', () => {
  // synaptent/aragora#612
  it('is a sparse checkout of an older job: what is not on the disk is not deleted', async () => {
    const given = world()
    const folder = checkOut(given.url, given.began)
    git(folder, 'sparse-checkout', 'set', '--no-cone', `/${pathOf('a')}`)
    checkOut(given.url, given.change, { folder })
    const job = { event: pullEvent(given), environment: github('pull_request', given.change) }
    expect(await comparedIn(folder, job)).toMatchObject(JUST_IT)
  })

  // lfglabs-dev/verity#2204, tetherto/qvac#2106
  it('is half of a working tree: files that are missing or left over there are no part of the change', async () => {
    const given = world()
    const folder = checkOut(given.url, given.change)
    rmSync(join(folder, pathOf('c')))
    writeFileSync(join(folder, pathOf('a')), 'left over')
    const job = { event: pullEvent(given), environment: github('pull_request', given.change) }
    expect(await comparedIn(folder, job)).toMatchObject(JUST_IT)
  })

  // github/gh-aw#35949, actions/checkout#1502
  it('is a clone without contents, and the job has no credentials to fetch them: it says so', async () => {
    const given = world()
    git(given.server.folder, 'config', 'uploadpack.allowFilter', 'true')
    const merge = given.server.merge('main', 'change', 'refs/pull/1/merge')
    const folder = checkOut(given.url, given.began, { refspecs: ['refs/heads/main'] })
    git(folder, 'config', 'remote.origin.promisor', 'true')
    git(folder, 'config', 'remote.origin.partialclonefilter', 'blob:none')
    git(folder, 'sparse-checkout', 'set', '--no-cone', `/${pathOf('a')}`)
    const options = ['--filter=blob:none', '--depth=2']
    checkOut(given.url, merge, { refspecs: [merge], options, folder })
    lock(given)
    const job = { event: pullEvent(given), environment: github('pull_request', merge) }
    const { head } = await comparedIn(folder, job)
    await expect(head.tree.read([pathOf('b')])).rejects.toThrow(/partial clone/)
  })
})

describe('a push', () => {
  // dorny/paths-filter#15
  it('that deletes a branch has no commit, and changes nothing', async () => {
    const given = world()
    const folder = checkOut(given.url, given.main)
    const event = { repository, ref: 'refs/heads/gone', before: given.change, after: NOTHING, deleted: true }
    const compared = await comparedIn(folder, { event, environment: github('push', given.main) })
    expect(compared).toMatchObject({ ...JUST_IT, changed: [] })
  })

  // Dstack-TEE/dstack#1127, redhat-plumbers-in-action/differential-shellcheck#196
  it('of a new branch has no commit from before, and is compared with the default branch', async () => {
    const given = world()
    const folder = checkOut(given.url, given.change, { refspecs: [given.change], options: ['--depth=1'] })
    const event = { repository, ref: 'refs/heads/release/1.0', before: NOTHING, after: given.change }
    const compared = await comparedIn(folder, { event, environment: github('push', given.change) })
    expect(compared).toMatchObject(JUST_IT)
  })

  // Automattic/vip-codespaces#137
  it('that was forced replaces a commit that no branch has any more', async () => {
    const given = world()
    const before = given.server.push('main', { ...put('b', 1), ...put('c', 2) }, 'main')
    const after = given.server.push('main', { ...put('b', 2), ...put('c', 2) }, given.main)
    const folder = checkOut(given.url, after, { refspecs: ['refs/heads/main'], options: ['--depth=1'] })
    const event = { repository, ref: 'refs/heads/main', before, after, forced: true }
    const compared = await comparedIn(folder, { event, environment: github('push', after) })
    expect(compared).toMatchObject(JUST_IT)
  })

  // tj-actions/changed-files#2936
  it('to a branch that takes in the default branch again and again changes only its own', async () => {
    const given = world()
    const before = given.change
    const after = given.server.merge('change', given.main, 'refs/heads/change')
    const folder = checkOut(given.url, after, { refspecs: ['refs/heads/change'] })
    const event = { repository, ref: 'refs/heads/change', before, after }
    const compared = await comparedIn(folder, { event, environment: github('push', after) })
    expect(compared).toMatchObject(JUST_IT)
  })

  // NVIDIA/cudf#16709
  it('by a bot that copies a pull request to a branch is compared with the default branch as it is now', async () => {
    const given = world()
    const folder = checkOut(given.url, given.change, { refspecs: [EVERYTHING] })
    git(folder, 'update-ref', 'refs/remotes/origin/main', given.began)
    const event = { repository, ref: 'refs/heads/pull-request/7', before: NOTHING, after: given.change }
    const compared = await comparedIn(folder, { event, environment: github('push', given.change) })
    expect(compared).toMatchObject(JUST_IT)
  })
})

describe('a pipeline of GitLab', () => {
  // DataDog/datadog-agent#40118
  it('of a merge request works in a kept clone, which has its own branch and an old target branch', async () => {
    const given = world()
    const folder = checkOut(given.url, given.began)
    git(folder, 'update-ref', 'refs/remotes/origin/main', given.began)
    checkOut(given.url, given.change, { refspecs: [given.change], options: ['--depth=1'], folder })
    const variables = { CI_MERGE_REQUEST_DIFF_BASE_SHA: given.began }
    const environment = mergeRequest(given.change, 'detached', variables)
    expect(await comparedIn(folder, { environment })).toMatchObject(JUST_IT)
  })

  // danger/danger#1009
  it('of a merge request that has taken in its target branch changes nothing of that', async () => {
    const given = world()
    const change = given.server.merge('change', given.main, 'refs/heads/change')
    const folder = checkOut(given.url, change, { refspecs: [change], options: ['--depth=1'] })
    // GitLab's diff base is the commit where the branch began.
    const variables = { CI_MERGE_REQUEST_DIFF_BASE_SHA: given.began }
    const environment = mergeRequest(change, 'detached', variables)
    expect(await comparedIn(folder, { environment })).toMatchObject(JUST_IT)
  })

  // danger/danger#1193
  it('of merged results has a merge checked out, and the target branch has moved on since', async () => {
    const given = world()
    const merge = given.server.merge('main', 'change', 'refs/merge-requests/1/merge')
    given.server.push('main', put('a', 3), 'main')
    const folder = checkOut(given.url, merge, { refspecs: [merge], options: ['--depth=1'] })
    const environment = mergeRequest(merge, 'merged_result', {
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: given.change,
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: given.main,
    })
    expect(await comparedIn(folder, { environment })).toMatchObject(JUST_IT)
  })

  // linear-b/gitstream#868
  it('of a merge request into another branch works in a clone of one branch', async () => {
    const given = world()
    const base = given.server.push('stable', put('c', 5), given.began)
    const folder = join(checkOut(given.url, given.began), 'clone')
    git('/', 'clone', '-q', '--depth=1', '--branch', 'change', given.url, folder)
    const variables = { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'stable' }
    const environment = mergeRequest(given.change, 'detached', variables)
    expect(await comparedIn(folder, { environment })).toMatchObject({
      ...JUST_IT,
      base: { commit: base },
    })
  })

  it('that a schedule, the API or another pipeline has started is compared with the default branch', async () => {
    const given = world()
    const folder = checkOut(given.url, given.change, { refspecs: [given.change] })
    for (const source of ['schedule', 'api', 'trigger', 'pipeline']) {
      const environment = gitlab(given.change, { CI_PIPELINE_SOURCE: source, CI_COMMIT_BRANCH: 'change' })
      expect(await comparedIn(folder, { environment })).toMatchObject(JUST_IT)
    }
  })
})
