/** The commit that a push replaced, from the job's event: on any branch, and only for a push. */
import { describe, expect, it } from 'vitest'
import { githubEvent } from '../../../src/runtime/github-event.ts'
import { gitlabChange } from '../../../src/runtime/gitlab-event.ts'

const [before, after, none] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)]
const repository = { full_name: 'acme/infra', default_branch: 'main' }

const github = (event: object, name = 'push') =>
  githubEvent(
    { repository, ...event },
    { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: name, GITHUB_SHA: after, GITHUB_REPOSITORY: 'acme/infra' },
  ).change?.before

const gitlab = (more: Readonly<Record<string, string>>) => {
  const variables: Readonly<Record<string, string>> = {
    CI_COMMIT_SHA: after,
    CI_DEFAULT_BRANCH: 'main',
    CI_COMMIT_BRANCH: 'main',
    CI_PIPELINE_SOURCE: 'push',
    CI_COMMIT_BEFORE_SHA: before,
    ...more,
  }
  return gitlabChange((name) => variables[name]).before
}

describe('what a push has replaced', () => {
  it('is told by GitHub for each branch, and not for a new one, a tag or a run by hand', () => {
    expect(github({ ref: 'refs/heads/main', before, after })).toBe(before)
    expect(github({ ref: 'refs/heads/release', before, after })).toBe(before)
    expect(github({ ref: 'refs/heads/new', before: none, after })).toBeUndefined()
    expect(github({ ref: 'refs/tags/v1', before, after })).toBeUndefined()
    expect(github({ ref: 'refs/heads/main', inputs: {} }, 'workflow_dispatch')).toBeUndefined()
  })

  it('is told by GitLab in the same way', () => {
    expect(gitlab({})).toBe(before)
    expect(gitlab({ CI_COMMIT_BRANCH: 'release' })).toBe(before)
    expect(gitlab({ CI_COMMIT_BEFORE_SHA: none })).toBeUndefined()
    expect(gitlab({ CI_PIPELINE_SOURCE: 'schedule' })).toBeUndefined()
    expect(gitlab({ CI_COMMIT_TAG: 'v1' })).toBeUndefined()
  })
})
