/** Events of jobs, for a repository with a change to `main`. */
import type { JobKind } from '../../src/runtime/job-change.ts'
import { git } from './git.ts'
import { checkOut, Server } from './jobs.ts'

/** The ID with which Git shows that there is no commit. */
export const NOTHING = '0'.repeat(40)
export const repository = { full_name: 'acme/infra', default_branch: 'main' }

/** Returns the path of an app's file. Its number is the version that it deploys. */
export const pathOf = (app: string) => `apps/${app}/prod/deployment.yaml`
export const put = (app: string, number: number) => ({
  [pathOf(app)]: `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${app}}
spec:
  selector: {matchLabels: {app: ${app}}}
  template:
    metadata: {labels: {app: ${app}}}
    spec: {containers: [{name: main, image: "ghcr.io/acme/${app}:1.0.${number}"}]}
`,
})

/**
 * Creates a repository whose branch `change` changes the app b. Since it was created, `main` has a new version of the
 * app a. `release` is another branch.
 */
export function world() {
  template ??= makeWorld()
  const server = new Server(template.server)
  return { ...template, server, url: `file://${server.folder}` }
}

/** Created once, and copied for each test. */
let template: ReturnType<typeof makeWorld> | undefined

function makeWorld() {
  const server = new Server({ ...put('a', 1), ...put('b', 1), ...put('c', 1) })
  const began = server.id('main')
  server.push('release', put('c', 9), 'main')
  const change = server.push('change', put('b', 2), began)
  const main = server.push('main', put('a', 2), began)
  return { server, began, change, main }
}

export type World = ReturnType<typeof world>

export function pullEvent({ change, began }: Pick<World, 'change' | 'began'>, more: object = {}) {
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

export const github = (eventName: string, sha: string) => ({ GITHUB_EVENT_NAME: eventName, GITHUB_SHA: sha })
export const gitlab = (sha: string, more: Record<string, string>) => ({
  CI_SERVER_URL: 'https://gitlab.example',
  CI_PROJECT_PATH: 'acme/infra',
  CI_PROJECT_URL: 'https://gitlab.example/acme/infra',
  CI_DEFAULT_BRANCH: 'main',
  CI_COMMIT_SHA: sha,
  ...more,
})
export const mergeRequest = (sha: string, type: string, more: Record<string, string> = {}) =>
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

/** Creates a group of a merge queue, or a merge train: another request is before ours. */
export function queue(server: Server, began: string, base: string) {
  server.push('first', put('d', 7), began)
  const before = server.merge(base, 'first', 'refs/queue/first')
  return { before, ours: server.merge(before, 'change', 'refs/queue/ours') }
}

/** A job, with its checkout as the runner leaves it. */
export interface Job {
  readonly folder: string
  readonly event?: object
  readonly environment: Readonly<Record<string, string>>
}

/** One job for each row of docs/jobs.md. Each of them must show only the change of b. */
export const rows: Readonly<Record<JobKind, (world: World) => Job>> = {
  'pull-request': (given) => {
    const merge = given.server.merge('main', 'change', 'refs/pull/1/merge')
    // The workspace is reused: an earlier job has left its origin/main there.
    given.server.push('main', put('a', 3), 'main')
    const refspecs = [`${given.began}:refs/remotes/origin/main`]
    const folder = checkOut(given.url, given.began, { refspecs, options: ['--depth=1'] })
    checkOut(given.url, merge, { refspecs: [merge], options: ['--depth=1'], folder })
    return { folder, event: pullEvent(given), environment: github('pull_request', merge) }
  },
  'pull-request-target': (given) => {
    const folder = checkOut(given.url, given.main, { refspecs: ['refs/heads/main'], options: ['--depth=1'] })
    const environment = github('pull_request_target', given.main)
    return { folder, event: pullEvent(given), environment }
  },
  comment: (given) => {
    git(given.server.folder, 'update-ref', 'refs/pull/1/head', given.change)
    const folder = checkOut(given.url, given.main, { refspecs: ['refs/heads/main'], options: ['--depth=1'] })
    const event = { repository, issue: { number: 1, pull_request: {} }, comment: { body: '/diff' } }
    return { folder, event, environment: github('issue_comment', given.main) }
  },
  'finished-run': (given) => {
    const folder = checkOut(given.url, given.main, { refspecs: ['refs/heads/main'] })
    const run = { head_sha: given.change, head_branch: 'change', head_repository: { full_name: 'ann/infra' } }
    const event = { repository, workflow_run: { ...run, event: 'pull_request', pull_requests: [] } }
    return { folder, event, environment: github('workflow_run', given.main) }
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
    return { folder, event, environment: github('merge_group', ours) }
  },
  'merge-request': (given) => {
    const folder = checkOut(given.url, given.began)
    given.server.push('main', put('a', 3), 'main')
    checkOut(given.url, given.change, { refspecs: ['refs/heads/change'], folder })
    return { folder, environment: mergeRequest(given.change, 'detached') }
  },
  'merged-results': (given) => {
    const merge = given.server.merge('main', 'change', 'refs/merge-requests/1/merge')
    given.server.push('main', put('a', 3), 'main')
    const folder = checkOut(given.url, merge, { refspecs: [merge], options: ['--depth=20'] })
    const variables = {
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: given.main,
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: given.change,
    }
    return { folder, environment: mergeRequest(merge, 'merged_result', variables) }
  },
  'merge-train': (given) => {
    const { ours } = queue(given.server, given.began, 'main')
    const folder = checkOut(given.url, ours, { refspecs: [ours], options: ['--depth=1'] })
    // Without the variable, the base is the first parent of the train's merge.
    return { folder, environment: mergeRequest(ours, 'merge_train') }
  },
  'external-request': (given) => {
    const folder = checkOut(given.url, given.change, { refspecs: ['refs/heads/change'] })
    const variables = {
      CI_PIPELINE_SOURCE: 'external_pull_request_event',
      CI_COMMIT_BRANCH: 'change',
      CI_EXTERNAL_PULL_REQUEST_IID: '1',
      CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME: 'change',
      CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA: given.change,
      CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA: given.main,
      CI_DEFAULT_BRANCH: 'release',
    }
    return { folder, environment: gitlab(given.change, variables) }
  },
  'default-branch': (given) => {
    const pushed = given.server.push('main', put('b', 2), 'main')
    const folder = checkOut(given.url, pushed, { refspecs: ['refs/heads/main'], options: ['--depth=1'] })
    const event = { repository, ref: 'refs/heads/main', before: given.main, after: pushed }
    return { folder, event, environment: github('push', pushed) }
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
    return { folder, event, environment: github('push', given.change) }
  },
  tag: (given) => {
    const folder = checkOut(given.url, given.change, { refspecs: ['refs/heads/change'] })
    const variables = { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_TAG: 'v1', CI_COMMIT_BEFORE_SHA: NOTHING }
    return { folder, environment: gitlab(given.change, variables) }
  },
  other: (given) => {
    const folder = checkOut(given.url, given.change, { refspecs: ['refs/heads/change'] })
    const event = { repository, ref: 'refs/heads/change', inputs: {} }
    return { folder, event, environment: github('workflow_dispatch', given.change) }
  },
}
