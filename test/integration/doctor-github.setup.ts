import { afterAll, beforeAll, expect } from 'vitest'
import { GitHubApi } from '../../src/doctor/github/github-api.ts'
import { openRepository } from '../../src/forge/github/repository.ts'
import { githubPart } from '../../src/doctor/parts.ts'
import type { GitHubPorts } from '../../src/doctor/github/ports.ts'
import { startFakeGitHub } from '../fakes/github/index.ts'
import type { FakeGitHub, RepositoryOptions } from '../fakes/github/index.ts'

export const app = 'ghs_app_0123456789'
export const jobToken = 'ghs_job_0123456789'
export const finegrained = 'github_pat_0123456789'
export const classic = 'ghp_classic_0123456789'
export const everything = { contents: 'write', pull_requests: 'write', actions: 'read' } as const

/** One for all tests of a file, which is imported once per file. */
export let fake: FakeGitHub
let count = 0

/** Returns the name of the next repository. */
export const nextName = () => `acme/infra-${count + 1}`

beforeAll(async () => {
  fake = await startFakeGitHub()
  fake.addToken(app, { kind: 'app', login: 'bumper[bot]' })
  fake.addToken(jobToken, { kind: 'actions', login: 'github-actions[bot]' })
  fake.addToken(finegrained, { kind: 'user', login: 'ann' })
  fake.addToken(classic, { kind: 'user', login: 'ben', scopes: ['repo', 'workflow'] })
})
afterAll(async () => {
  // Only reads are sent, and each of them conforms to GitHub's contract.
  const own = fake.requests.filter(({ headers }) => String(headers['user-agent']).startsWith('fairlead'))
  expect(new Set(own.map(({ method }) => method))).toEqual(new Set(['GET']))
  expect(fake.violations).toEqual([])
  await fake[Symbol.asyncDispose]()
})

export interface Setup extends RepositoryOptions {
  readonly ports?: Partial<GitHubPorts>
  readonly rights?: RepositoryOptions['permissions']
}

/** Creates a new repository, and the GitHub part of doctor for it. */
export async function setUp({ ports = {}, rights, ...options }: Setup = {}) {
  const name = `acme/infra-${++count}`
  const repository = await fake.addRepository(name, {
    files: { 'README.md': 'hello\n' },
    permissions: rights ?? { [ports.token ?? app]: everything },
    ...options,
  })
  return { name, repository, part: githubPart({ ...portsFor(name, ports.token ?? app), ...ports }) }
}

export function apiFor(repository: string, token: string | undefined): GitHubApi {
  const { serverUrl, apiUrl, graphqlUrl } = fake
  const patience = { tries: 1, seconds: 30 }
  const addresses = { serverUrl, apiUrl, graphqlUrl, environment: process.env }
  return new GitHubApi(openRepository({ repository, token, ...addresses, second: 1, patience }))
}

export function portsFor(name: string, token: string | undefined): GitHubPorts {
  return {
    api: apiFor(name, token),
    token,
    base: undefined,
    job: { present: false, repository: undefined },
    jobToken: undefined,
    files: undefined,
    source: undefined,
    now: Date.parse('2026-11-25T00:00:00Z'),
  }
}
