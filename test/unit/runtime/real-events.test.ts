import { expect, test } from 'vitest'
import type { JobKind } from '../../../src/runtime/job-change.ts'
import { readContext } from '../../../src/runtime/context.ts'
import { githubEvent } from '../../../src/runtime/github-event.ts'
import { realEvent, realEventNames } from '../../support/real-events.ts'

/** GitHub's own payloads: for every event, the job gets the kind that docs/jobs.md describes. */
const kinds: Readonly<Record<string, JobKind>> = {
  pull_request: 'pull-request',
  pull_request_review: 'pull-request',
  pull_request_review_comment: 'pull-request',
  pull_request_review_thread: 'pull-request',
  pull_request_target: 'pull-request-target',
  workflow_run: 'finished-run',
  merge_group: 'merge-group',
  push: 'tag',
}

const read = (name: string, wanted?: object) => {
  const payload = realEvent(name, wanted)
  const environment = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: name,
    GITHUB_REPOSITORY: 'Codertocat/Hello-World',
    GITHUB_SHA: 'd'.repeat(40),
  }
  return readContext(environment, '/', githubEvent(payload, environment))
}

test.each([...realEventNames(), 'pull_request_target'])('%s', (name) => {
  const { change, request } = read(name)
  expect(change?.kind).toBe(kinds[name] ?? 'other')
  expect(change?.into?.url).toMatch(/^https:\/\/github\.com\//)
  expect(change?.isRequest).toBe(
    /^(pull_request|merge_group|workflow_run)/.test(name) && change?.head !== undefined,
  )
  if (name.startsWith('pull_request'))
    expect(request).toMatchObject({ number: expect.stringMatching(/^[0-9]+$/), base: 'master' })
})

test('a pull request is known by its commits, branches and repositories', () => {
  expect(read('pull_request').change).toMatchObject({
    base: 'master',
    baseWas: ['f95f852bd8fca8fcc58a9a2d6c842781e32a215e'],
    head: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
    headName: 'changes',
    headRefs: ['refs/pull/2/head'],
    into: { path: 'Codertocat/Hello-World' },
  })
})

test('a push to the default branch begins where the branch was', () => {
  const [before, after] = ['a'.repeat(40), 'b'.repeat(40)]
  const { change } = read('push', { ref: 'refs/heads/master', before, after })
  expect(change).toMatchObject({
    kind: 'default-branch',
    base: 'master',
    from: [before, `${after}^1`],
    head: after,
  })
})

test('a comment is of a pull request, or of an issue', () => {
  expect(read('issue_comment').request).toBeUndefined()
  const { request, change } = read('issue_comment', { issue: { pull_request: { url: 'x' } } })
  expect(request).toMatchObject({ number: '1', repository: 'Codertocat/Hello-World' })
  expect(change).toMatchObject({ kind: 'comment', headAt: 'refs/pull/1/head', isRequest: true })
})
