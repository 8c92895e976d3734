import { describe, expect, it } from 'vitest'
import { planComments } from '../../../src/forge/comments.ts'
import { part } from '../../../src/forge/gitlab/client.ts'
import { waitOf } from '../../../src/forge/gitlab/headers.ts'
import { withoutCommands } from '../../../src/forge/gitlab/quick-actions.ts'
import { GitlabFailure, isRace } from '../../../src/forge/gitlab/failures.ts'
import { isJobToken } from '../../../src/forge/gitlab/token.ts'
import { readContext } from '../../../src/runtime/context.ts'
import { gitlabServer } from '../../../src/entries/wire/gitlab.ts'

const failure = (status: number, data: unknown) => new GitlabFailure(status, data, {})

describe('what GitLab says', () => {
  it.each([
    [{ message: '404 Project Not Found' }, '404 Project Not Found'],
    [
      { message: ['Another open merge request already exists: !5'] },
      'Another open merge request already exists: !5',
    ],
    [
      { message: { base: ['No'], title: ["can't be blank", 'is too long'] } },
      "No, title can't be blank, is too long",
    ],
    [{ error: 'branch is missing, actions is empty' }, 'branch is missing, actions is empty'],
    [
      { error: 'insufficient_scope', error_description: 'The request requires more.' },
      'The request requires more.',
    ],
    ['Retry later\n', 'Retry later'],
    ['<html><head><title>502\n Bad Gateway</title>', '502 Bad Gateway'],
  ])('%j is read', (data, reason) => {
    expect(failure(400, data).reason).toBe(reason)
  })

  it.each([
    '9:incorrect old value provided',
    'The file has changed since you started editing it: apps/web/values.yaml',
    'You are attempting to update a file that has changed since you started editing it.',
    'Could not update refs/heads/main. Please refresh and try again.',
    "A branch called 'bump/web' already exists. Switch to that branch in order to make changes",
  ])('"%s" is a lost race', (message) => {
    expect(isRace(failure(400, { message }))).toBe(true)
  })

  it.each(['You are not allowed to push into this branch', 'Missing file path'])(
    '"%s" is none',
    (message) => {
      expect(isRace(failure(400, { message }))).toBe(false)
    },
  )

  it('tells how long to wait', () => {
    expect(waitOf({ 'retry-after': '7', 'ratelimit-reset': '0' })).toBe(7)
    const soon = waitOf({ 'ratelimit-reset': String(Math.floor(Date.now() / 1000) + 20) })
    expect(soon).toBeGreaterThanOrEqual(19)
    expect(soon).toBeLessThanOrEqual(21)
    expect([waitOf({}), waitOf({}, 3)]).toEqual([10, 40])
  })
})

it('encodes paths as GitLab wants them', () => {
  expect(part('acme/platform/infra')).toBe('acme%2Fplatform%2Finfra')
  expect(part('apps/web/values.yaml')).toBe('apps%2Fweb%2Fvalues%2Eyaml')
})

it('knows a job token by its prefix, and by the variable', () => {
  expect(isJobToken('glcbt-64_x', undefined)).toBe(true)
  expect(isJobToken('eyJhbGciOi.x.y', 'eyJhbGciOi.x.y')).toBe(true)
  expect(isJobToken('glpat-x', 'glcbt-64_x')).toBe(false)
})

it('lets no line outside of code be a command', () => {
  const body = [
    '/approve',
    '  /merge',
    '```diff',
    '/kept',
    '~~~',
    '```',
    'a /b',
    '~~~~',
    '```',
    '/kept',
    '~~~~',
    '/close',
  ]
  expect(withoutCommands(body.join('\n')).split('\n')).toEqual([
    String.raw`\/approve`,
    String.raw`  \/merge`,
    '```diff',
    '/kept',
    '~~~',
    '```',
    'a /b',
    // One Markdown parser treats these lines as code, another one does not.
    '~~~~',
    '```',
    String.raw`\/kept`,
    '~~~~',
    String.raw`\/close`,
  ])
})

it('plans which comment says what', () => {
  const mark = '<!-- fairlead-comment: diff -->'
  const own = [
    { body: `${mark}\r\none\r\n` },
    { body: 'mine, without a mark' },
    { body: `> ${mark}\nquoted` },
    { body: `${mark}\ntwo` },
    { body: `${mark}\nthree` },
  ]
  const plan = planComments(own, 'diff', ['one', 'new'])
  expect(plan.placed.map(({ present, differs }) => [present, differs])).toEqual([
    [own[0], false],
    [own[3], true],
  ])
  expect(plan.surplus).toEqual([own[4]])
  expect(planComments(own, 'gate', ['one']).placed).toEqual([
    { body: '<!-- fairlead-comment: gate -->\none', present: undefined, differs: true },
  ])
})

describe('the GitLab of a project', () => {
  const job = {
    CI_API_V4_URL: 'https://git.acme.dev/gitlab/api/v4',
    CI_SERVER_URL: 'https://git.acme.dev/gitlab',
  }

  it.each([
    ['acme/infra', {}, 'https://gitlab.com', 'https://gitlab.com/api/v4', 'acme/infra'],
    ['acme/infra', job, 'https://git.acme.dev/gitlab', 'https://git.acme.dev/gitlab/api/v4', 'acme/infra'],
    ['17', job, 'https://git.acme.dev/gitlab', 'https://git.acme.dev/gitlab/api/v4', '17'],
    [
      'https://git.acme.dev/gitlab/a/b/infra.git',
      job,
      'https://git.acme.dev/gitlab',
      'https://git.acme.dev/gitlab/api/v4',
      'a/b/infra',
    ],
    [
      'git@git.acme.dev:gitlab/a/b/infra.git',
      { ...job, CI_SERVER_URL: 'https://git.acme.dev', CI_API_V4_URL: 'https://git.acme.dev/api/v4' },
      'https://git.acme.dev',
      'https://git.acme.dev/api/v4',
      'gitlab/a/b/infra',
    ],
    [
      'ssh://git@gitlab.example.com:2222/acme/infra.git',
      job,
      'https://gitlab.example.com',
      'https://gitlab.example.com/api/v4',
      'acme/infra',
    ],
    [
      'https://gitlab.example.com/a/b/infra/',
      job,
      'https://gitlab.example.com',
      'https://gitlab.example.com/api/v4',
      'a/b/infra',
    ],
  ])('%s with %j', (repository, environment, serverUrl, apiUrl, path) => {
    expect(gitlabServer(repository, readContext(environment, '/'))).toEqual({ serverUrl, apiUrl, path })
  })
})
