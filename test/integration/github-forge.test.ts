import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileChange, NewPullRequest } from '../../src/forge/forge.ts'
import { openGitHubForge, startsNoWorkflows } from '../../src/forge/github/github-forge.ts'
import type { GitHubForge, GitHubForgeOptions } from '../../src/forge/github/github-forge.ts'
import { startFakeGitHub } from '../fakes/github/index.ts'
import type { FakeGitHub, RepositoryHandle, RepositoryOptions } from '../fakes/github/index.ts'

const token = 'ghs_appToken'
const writer = { contents: 'write', pull_requests: 'write' } as const
const values = 'image:\n  tag: 1.0.0\n'

let fake: FakeGitHub
let infra: RepositoryHandle
let forge: GitHubForge

beforeEach(async () => {
  fake = await startFakeGitHub()
  fake.addToken(token, { kind: 'app', login: 'bumper[bot]' })
  infra = await addInfra('acme/infra')
  forge = open()
})

afterEach(async () => {
  const { violations } = fake
  await fake[Symbol.asyncDispose]()
  expect(violations).toEqual([])
})

function addInfra(name: string, options: RepositoryOptions = {}): Promise<RepositoryHandle> {
  return fake.addRepository(name, {
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

function open(options: Partial<GitHubForgeOptions> = {}): GitHubForge {
  const { apiUrl, graphqlUrl, serverUrl } = fake
  return openGitHubForge({
    repository: 'acme/infra',
    token,
    apiUrl,
    graphqlUrl,
    serverUrl,
    second: 5,
    ...options,
  })
}

const change = (
  path: string,
  content: string | Uint8Array | undefined,
  mode: FileChange['mode'] = '100644',
) => ({
  path,
  mode,
  content: content === undefined ? undefined : Buffer.from(content),
})

const request = (branch: string, more: Partial<NewPullRequest> = {}): NewPullRequest => ({
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
})

const nothing = { base: undefined, branches: [], files: [] }
const textOf = (content: Uint8Array | undefined) => content && Buffer.from(content).toString()
const operations = () => fake.requests.map(({ operation }) => operation)

/** The operations that some work takes. */
async function counting<T>(work: () => Promise<T>): Promise<[T, string[]]> {
  const before = fake.requests.length
  const result = await work()
  return [result, operations().slice(before)]
}

async function commit(tag = '1.1.0', parent = infra.head()): Promise<string> {
  const changes = [change('apps/web/values.yaml', `image:\n  tag: ${tag}\n`)]
  return (await forge.createCommit({ parent, changes, message: `Bump web to ${tag}` })).sha
}

/** Makes a branch with one commit, and opens its pull request. */
async function propose(branch: string, more: Partial<NewPullRequest> = {}) {
  expect(await forge.moveBranch({ branch, from: undefined, to: await commit(branch) })).toBe('moved')
  return forge.openPullRequest(request(branch, more))
}

describe('one file from the look to the pull request', () => {
  it('takes five requests', async () => {
    const [pull, made] = await counting(async () => {
      const look = await forge.look({
        base: undefined,
        branches: ['bump/web'],
        files: ['apps/web/values.yaml'],
      })
      const tree = forge.tree(look.base.commit)
      expect(tree.name).toBe(`main at ${look.base.commit.slice(0, 7)}`)
      const file = (await tree.read(['apps/web/values.yaml'])).get('apps/web/values.yaml')
      expect(textOf(file?.content)).toBe(values)
      const { sha } = await forge.createCommit({
        parent: look.base.commit,
        changes: [change('apps/web/values.yaml', 'image:\n  tag: 1.1.0\n')],
        message: 'Bump web to 1.1.0',
      })
      await forge.moveBranch({ branch: 'bump/web', from: undefined, to: sha })
      return forge.openPullRequest(request('bump/web'))
    })
    expect(made).toEqual(['look', 'git/create-tree', 'git/create-commit', 'git/create-ref', 'pulls/create'])
    expect(pull).toMatchObject({
      number: '1',
      branch: 'bump/web',
      head: infra.head('bump/web'),
      draft: false,
    })
    expect(forge.author).toBe('bumper[bot]')
    expect(await infra.read('apps/web/values.yaml', 'bump/web')).toContain('1.1.0')
  })
})
