/** Reads the change of a pipeline from its variables. */
import { commitOf, fromPush, nothingKnown } from './job-change.ts'
import type { JobChange } from './job-change.ts'
import type { Address } from './repository-address.ts'

type Read = (name: string) => string | undefined

/**
 * Returns the change of a pipeline. A child pipeline also has the variables of its merge request.
 *
 * Source: https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export function gitlabChange(read: Read): JobChange {
  const commit = commitOf(read('CI_COMMIT_SHA'))
  const defaultBranch = read('CI_DEFAULT_BRANCH')
  const own = addressOf(read, 'CI_PROJECT_PATH', 'CI_PROJECT_URL')
  const common = {
    ...nothingKnown,
    defaultBranch,
    base: defaultBranch,
    into: own,
    own,
    checkedOut: commit,
  }
  if (read('CI_MERGE_REQUEST_IID') !== undefined) return mergeRequestChange(read, common)
  if (read('CI_EXTERNAL_PULL_REQUEST_IID') !== undefined)
    return {
      ...common,
      kind: 'external-request',
      base: read('CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME') ?? defaultBranch,
      baseWas: [commitOf(read('CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA'))].filter(
        (id) => id !== undefined,
      ),
      head: commitOf(read('CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA')) ?? commit,
      headName: read('CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME'),
      isRequest: true,
    }
  if (read('CI_COMMIT_TAG') !== undefined) return { ...common, kind: 'tag' }
  const branch = read('CI_COMMIT_BRANCH')
  if (branch === undefined || read('CI_PIPELINE_SOURCE') !== 'push') {
    const isOther = branch !== undefined && branch !== defaultBranch
    return { ...common, kind: isOther ? 'other-branch' : 'other' }
  }
  const before = commitOf(read('CI_COMMIT_BEFORE_SHA'))
  const named = { head: commit, before, headName: branch, headRefs: [`refs/heads/${branch}`] }
  if (branch !== defaultBranch) return { ...common, ...named, kind: 'other-branch' }
  return { ...common, ...named, kind: 'default-branch', from: fromPush(before, commit) }
}

function mergeRequestChange(read: Read, common: Omit<JobChange, 'kind'>): JobChange {
  const iid = read('CI_MERGE_REQUEST_IID')
  const commit = common.checkedOut
  const type = read('CI_MERGE_REQUEST_EVENT_TYPE')
  const request = {
    ...common,
    base: read('CI_MERGE_REQUEST_TARGET_BRANCH_NAME') ?? common.defaultBranch,
    baseWas: [commitOf(read('CI_MERGE_REQUEST_DIFF_BASE_SHA'))].filter((id) => id !== undefined),
    headName: read('CI_MERGE_REQUEST_SOURCE_BRANCH_NAME'),
    isRequest: true,
    into: addressOf(read, 'CI_MERGE_REQUEST_PROJECT_PATH', 'CI_MERGE_REQUEST_PROJECT_URL') ?? common.into,
    source: addressOf(read, 'CI_MERGE_REQUEST_SOURCE_PROJECT_PATH', 'CI_MERGE_REQUEST_SOURCE_PROJECT_URL'),
  }
  const isMerge = type === 'merged_result' || type === 'merge_train'
  // This is the merge that GitLab created. Its first parent is the train ahead of it, or the target branch.
  if (isMerge && commit !== undefined)
    return {
      ...request,
      kind: type === 'merge_train' ? 'merge-train' : 'merged-results',
      from: [...new Set([commitOf(read('CI_MERGE_REQUEST_TARGET_BRANCH_SHA')), `${commit}^1`])].filter(
        (id) => id !== undefined,
      ),
      head: commit,
      headRefs: [`refs/merge-requests/${iid}/${type === 'merge_train' ? 'train' : 'merge'}`],
    }
  return {
    ...request,
    kind: 'merge-request',
    head: commitOf(read('CI_MERGE_REQUEST_SOURCE_BRANCH_SHA')) ?? commit,
    headRefs: [`refs/merge-requests/${iid}/head`],
  }
}

function addressOf(read: Read, pathName: string, urlName: string): Address | undefined {
  const path = read(pathName)
  if (path === undefined) return undefined
  const server = read('CI_SERVER_URL')?.replace(/(?<!\/)\/+$/, '')
  const url = read(urlName) ?? (server === undefined ? undefined : `${server}/${path}`)
  return url === undefined ? undefined : { path, url: url.replace(/(?<!\/)\/+$/, '') }
}
