/** The common setup for the tests of the GitHub forge: a fake GitHub with one infra repo, and a forge for it. */
import { afterEach, beforeEach, expect } from 'vitest'
import type { FaultKind } from '../../src/errors.ts'
import { FairleadError } from '../../src/errors.ts'
import type { FileChange, NewPullRequest, PullRequest, Told } from '../../src/forge/forge.ts'
import { openGitHubForge } from '../../src/forge/github/github-forge.ts'
import type { GitHubForge } from '../../src/forge/github/github-forge.ts'
import { openRepository } from '../../src/forge/github/repository.ts'
import type { GitHubOptions, Repository } from '../../src/forge/github/repository.ts'
import { faults, startFakeGitHub } from '../fakes/github/index.ts'
import type { FakeGitHub, Fault, RepositoryHandle, RepositoryOptions } from '../fakes/github/index.ts'

export const token = 'ghs_appToken'
export const writer = { contents: 'write', pull_requests: 'write' } as const
export const values = 'image:\n  tag: 1.0.0\n'
export const nothing = { base: undefined, branches: [], files: [] }

/** All temporary errors of a single request. They do not occur again at the next one. */
export const passing: readonly [string, Fault][] = [
  ['a lost answer', faults.lostAnswer],
  ['a lost answer behind a 502', { ...faults.serverError(), carriedOut: true }],
  ['a 502', faults.serverError()],
  ['a reset connection', faults.connectionReset],
  ['a 429', faults.tooManyRequests()],
  ['a secondary limit', faults.secondaryRateLimit()],
]

/** The environment of one test. It is created again for each test. */
export class Hub {
  fake!: FakeGitHub
  infra!: RepositoryHandle
  forge!: GitHubForge

  async start(): Promise<void> {
    this.fake = await startFakeGitHub()
    this.fake.addToken(token, { kind: 'app', login: 'bumper[bot]' })
    this.infra = await this.addInfra('acme/infra')
    this.forge = this.open()
  }

  addInfra(name: string, options: RepositoryOptions = {}): Promise<RepositoryHandle> {
    return this.fake.addRepository(name, {
      files: {
        'apps/web/values.yaml': values,
        'deploy.sh': { content: '#!/bin/sh\n', executable: true },
        current: { symlink: 'apps/web' },
      },
      collaborators: ['alice', 'bob'],
      teams: ['ops'],
      milestones: ['Next', 'Later'],
      permissions: { [token]: writer },
      ...options,
    })
  }

  open(options: Partial<GitHubOptions> = {}): GitHubForge {
    return openGitHubForge(this.repository(options))
  }

  repository(options: Partial<GitHubOptions> = {}): Repository {
    const { apiUrl, graphqlUrl, serverUrl } = this.fake
    const addresses = { apiUrl, graphqlUrl, serverUrl, environment: process.env }
    return openRepository({ repository: 'acme/infra', token, ...addresses, second: 5, ...options })
  }

  /** Returns the result of some work, and the operations that it uses. */
  async counting<T>(work: () => Promise<T>): Promise<[T, string[]]> {
    const before = this.fake.requests.length
    const result = await work()
    return [result, this.fake.requests.slice(before).map(({ operation }) => operation)]
  }

  /** Injects an error for the next requests of an operation. */
  breaks(operation: string, fault: Fault, times = 1): void {
    let left = times
    this.fake.onRequest((request) => (request.operation === operation && left-- > 0 ? fault : undefined))
  }

  async commit(tag = '1.1.0', parent = this.infra.head()): Promise<string> {
    const changes = [change('apps/web/values.yaml', `image:\n  tag: ${tag}\n`)]
    return (await this.forge.createCommit({ parent, changes, message: `Bump web to ${tag}` })).sha
  }

  /** Creates a branch with one commit, and opens its pull request. */
  async propose(branch: string, more: Partial<NewPullRequest> = {}): Promise<PullRequest & Told> {
    const to = await this.commit(branch)
    expect(await this.forge.moveBranch({ branch, from: undefined, to })).toBe('moved')
    return this.forge.openPullRequest(request(branch, more))
  }
}

/** Returns a hub for each test of a file. A test that violates GitHub's contract fails. */
export function useHub(): Hub {
  const hub = new Hub()
  beforeEach(() => hub.start())
  afterEach(async () => {
    const { violations } = hub.fake
    await hub.fake[Symbol.asyncDispose]()
    expect(violations).toEqual([])
  })
  return hub
}

export function change(
  path: string,
  content: string | Uint8Array | undefined,
  mode: FileChange['mode'] = '100644',
): FileChange {
  return { path, mode, content: content === undefined ? undefined : Buffer.from(content) }
}

export function request(branch: string, more: Partial<NewPullRequest> = {}): NewPullRequest {
  return {
    branch,
    base: 'main',
    title: 'Bump web',
    body: 'to 1.1.0',
    draft: false,
    labels: [],
    assignees: [],
    reviewers: [],
    teamReviewers: [],
    milestone: undefined,
    ...more,
  }
}

export function textOf(content: Uint8Array | undefined): string | undefined {
  return content && Buffer.from(content).toString()
}

/** Returns the kind and the message of a promise's error. */
export async function failing(promise: Promise<unknown>): Promise<{ kind: FaultKind; message: string }> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof FairleadError)) throw error ?? new Error('it did not fail')
  expect(JSON.stringify([error.message, error.faults])).not.toContain(token)
  return { kind: error.kind, message: error.message }
}
