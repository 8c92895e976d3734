import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { Octokit } from '@octokit/rest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { type FakeGitHub, faults, type RepositoryHandle, startFakeGitHub } from '../fakes/github/index.ts'

const at = { owner: 'acme', repo: 'infra' }
const zeroOid = '0'.repeat(40)
const writer = { contents: 'write', pull_requests: 'write' } as const

let fake: FakeGitHub
let repository: RepositoryHandle
let octokit: Octokit

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const client = (auth: string) => new Octokit({ auth, baseUrl: fake.apiUrl, log: quiet })

beforeEach(async () => {
  fake = await startFakeGitHub()
  fake.addToken('ghs_app', { kind: 'app', login: 'bumper[bot]' })
  repository = await fake.addRepository('acme/infra', {
    files: {
      'apps/web/values.yaml': 'image:\n  tag: 1.0.0\n',
      'deploy.sh': { content: '#!/bin/sh\n', executable: true },
      current: { symlink: 'apps/web' },
    },
    collaborators: ['alice'],
    teams: ['ops'],
    milestones: ['Next'],
    permissions: { ghs_app: writer },
  })
  octokit = client('ghs_app')
})

afterEach(async () => {
  await fake[Symbol.asyncDispose]()
})

/** Creates a commit on top of main through the Git Data API. */
async function bump(tag: string, author?: { name: string; email: string }) {
  const parent = repository.head()
  const { data: base } = await octokit.git.getCommit({ ...at, commit_sha: parent })
  const content = `image:\n  tag: ${tag}\n`
  const entry = { path: 'apps/web/values.yaml', mode: '100644', type: 'blob', content } as const
  const { data: tree } = await octokit.git.createTree({ ...at, base_tree: base.tree.sha, tree: [entry] })
  const commit = { ...at, message: `Bump web to ${tag}`, tree: tree.sha, parents: [parent] }
  const { data } = await octokit.git.createCommit(author === undefined ? commit : { ...commit, author })
  return data
}

async function openPull(branch: string, tag: string) {
  const { sha } = await bump(tag)
  await octokit.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha })
  const { data } = await octokit.pulls.create({ ...at, head: branch, base: 'main', title: `Bump to ${tag}` })
  return data
}

const moveMain = (sha: string) => octokit.git.updateRef({ ...at, ref: 'heads/main', sha })
const readMain = () => octokit.git.getRef({ ...at, ref: 'heads/main' })
const getWith = (auth: string) => client(auth).repos.get(at)
const request = (route: string, body: object) => octokit.request(route, { ...at, ...body })
const refused = (status: number, text: string) =>
  expect.objectContaining({ status, message: expect.stringContaining(text) as string }) as Error
const withToken = (token: string) => repository.cloneUrl.replace('http://', `http://x-access-token:${token}@`)

interface GraphqlFailure {
  readonly errors: readonly { type: string; path: string[]; message: string }[]
}

async function failure(promise: Promise<unknown>): Promise<GraphqlFailure['errors'][number] | undefined> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown as GraphqlFailure,
  )
  return error?.errors[0]
}

async function repositoryId(): Promise<string> {
  return (await octokit.repos.get(at)).data.node_id
}

describe('git data and pull requests', () => {
  it('commits, opens a pull request and merges it', async () => {
    const pull = await openPull('bump/web', '1.1.0')
    expect(pull).toMatchObject({ number: 1, state: 'open', commits: 1, additions: 1, changed_files: 1 })
    const { data: files } = await octokit.pulls.listFiles({ ...at, pull_number: 1 })
    expect(files.map(({ filename, status }) => [filename, status])).toEqual([
      ['apps/web/values.yaml', 'modified'],
    ])
    await octokit.pulls.merge({ ...at, pull_number: 1, merge_method: 'squash' })
    expect(await repository.read('apps/web/values.yaml')).toContain('1.1.0')
    expect((await octokit.pulls.get({ ...at, pull_number: 1 })).data.merged).toBe(true)
    expect(fake.violations).toEqual([])
  })

  it('keeps modes and links, and deletes', async () => {
    const { data: base } = await octokit.git.getTree({ ...at, tree_sha: repository.head(), recursive: '1' })
    const modes = Object.fromEntries(base.tree.map((entry) => [entry.path, entry.mode]))
    expect(modes).toMatchObject({ 'deploy.sh': '100755', current: '120000', apps: '040000' })
    const deletion = { path: 'apps/web/values.yaml', mode: '100644', type: 'blob', sha: null } as const
    const { data: tree } = await octokit.git.createTree({ ...at, base_tree: base.sha, tree: [deletion] })
    expect(tree.tree.map((entry) => entry.path)).toEqual(['current', 'deploy.sh'])
    const link = await octokit.repos.getContent({ ...at, path: 'current' })
    expect(link.data).toMatchObject({ type: 'symlink', target: 'apps/web' })
    expect((await octokit.repos.getContent({ ...at, path: '' })).data).toHaveLength(3)
    expect(fake.violations).toEqual([])
  })

  it("signs an app's commit unless it claims an author", async () => {
    const signed = await bump('1.1.0')
    expect(signed.verification).toMatchObject({ verified: true, reason: 'valid' })
    expect(signed.committer.name).toBe('GitHub')
    const claimed = await bump('1.2.0', { name: 'CI', email: 'ci@example.com' })
    expect(claimed.verification).toMatchObject({ verified: false, reason: 'unsigned' })
    fake.addToken('pat', { kind: 'user', login: 'alice', repositories: { 'acme/infra': writer } })
    octokit = client('pat')
    expect((await bump('1.3.0')).verification.verified).toBe(false)
  })

  it('lets one of two racing updates of a ref win', async () => {
    const [first, second] = [await bump('1.1.0'), await bump('1.2.0')]
    const results = await Promise.allSettled([moveMain(first.sha), moveMain(second.sha)])
    const lost = results.filter((result) => result.status === 'rejected')
    expect(lost.map(({ reason }) => (reason as Error).message)).toEqual([
      expect.stringContaining('Update is not a fast forward'),
    ])
  })

  it('refuses as GitHub does', async () => {
    const pull = await openPull('bump/web', '1.1.0')
    const create = (options: object) =>
      octokit.pulls.create({ ...at, head: 'bump/web', base: 'main', title: 'x', ...options })
    const ref = { ...at, ref: 'refs/heads/bump/web', sha: pull.head.sha }
    await expect(octokit.git.createRef(ref)).rejects.toEqual(refused(422, 'Reference already exists'))
    await expect(create({})).rejects.toEqual(refused(422, 'A pull request already exists for acme:bump/web.'))
    await repository.setBranch('same', repository.head())
    await expect(create({ head: 'same' })).rejects.toEqual(refused(422, 'No commits between main and same'))
    await expect(create({ base: 'nowhere' })).rejects.toEqual(refused(422, '"field":"base","code":"invalid"'))
    const long = { ...at, pull_number: 1, body: 'x'.repeat(65_537) }
    await expect(octokit.pulls.update(long)).rejects.toEqual(refused(422, 'maximum is 65536 characters'))
    expect(fake.violations).toEqual([])
  })

  it('closes a pull request whose head has nothing of its own any more', async () => {
    await openPull('bump/web', '1.1.0')
    await octokit.git.updateRef({ ...at, ref: 'heads/bump/web', sha: repository.head(), force: true })
    expect((await octokit.pulls.get({ ...at, pull_number: 1 })).data).toMatchObject({
      state: 'closed',
      merged: false,
    })
    await openPull('bump/api', '1.2.0')
    await octokit.git.deleteRef({ ...at, ref: 'heads/bump/api' })
    expect(repository.pull(2).state).toBe('closed')
  })

  it('decorates a pull request and pages its comments', async () => {
    await openPull('bump/web', '1.1.0')
    const issue = { ...at, issue_number: 1 }
    await octokit.issues.addLabels({ ...issue, labels: ['deploy'] })
    await octokit.issues.addAssignees({ ...issue, assignees: ['alice', 'nobody'] })
    await octokit.issues.update({ ...issue, milestone: 1 })
    await octokit.pulls.requestReviewers({
      ...at,
      pull_number: 1,
      reviewers: ['alice'],
      team_reviewers: ['ops'],
    })
    expect(repository.pull(1)).toMatchObject({
      labels: ['deploy'],
      assignees: ['alice'],
      teamReviewers: ['ops'],
    })
    for (const body of ['one', 'two', 'three']) await octokit.issues.createComment({ ...issue, body })
    const comments = await octokit.paginate(octokit.issues.listComments, { ...issue, per_page: 2 })
    expect(comments.map((comment) => comment.body)).toEqual(['one', 'two', 'three'])
    expect(fake.violations).toEqual([])
  })

  it('compares branches', async () => {
    await openPull('bump/web', '1.1.0')
    await repository.push('main', { 'README.md': 'hello\n' })
    const { data } = await octokit.repos.compareCommitsWithBasehead({ ...at, basehead: 'main...bump/web' })
    expect(data).toMatchObject({ status: 'diverged', ahead_by: 1, behind_by: 1 })
    expect(data.files?.map((file) => file.filename)).toEqual(['apps/web/values.yaml'])
  })
})

describe('access', () => {
  it('hides and refuses by token', async () => {
    fake.addToken('stranger', { kind: 'app', login: 'stranger[bot]' })
    fake.addToken('reader', {
      kind: 'user',
      login: 'bob',
      repositories: { 'acme/infra': { contents: 'read' } },
    })
    fake.addToken('sso', { kind: 'user', login: 'bob', sso: { acme: 'https://example.com/sso' } })
    await expect(getWith('unknown')).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('Bad credentials'),
    })
    await expect(getWith('stranger')).rejects.toMatchObject({ status: 404 })
    await expect(getWith('sso')).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-github-sso': 'required; url=https://example.com/sso' } },
    })
    const ref = { ...at, ref: 'refs/heads/x', sha: repository.head() }
    await expect(client('reader').git.createRef(ref)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by personal access token'),
      response: { headers: { 'x-accepted-github-permissions': 'contents=write' } },
    })
    expect(fake.violations).toEqual([])
  })

  it('keeps rules, protection, archives and the Actions setting', async () => {
    const sha = (await bump('1.1.0')).sha
    repository.settings.rules = [{ branches: ['main'], type: 'pull_request' }]
    await expect(moveMain(sha)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Changes must be made through a pull request.'),
    })
    repository.settings.rules = []
    repository.settings.protection = { main: { requiredChecks: ['ci'] } }
    await expect(moveMain(sha)).rejects.toMatchObject({
      message: expect.stringContaining('"ci" is expected'),
    })
    repository.settings.protection = {}
    repository.settings.archived = true
    await expect(moveMain(sha)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('read-only'),
    })
    repository.settings.archived = false
    repository.settings.actionsMayCreatePullRequests = false
    fake.addToken('actions', {
      kind: 'actions',
      login: 'github-actions[bot]',
      repositories: { 'acme/infra': writer },
    })
    octokit = client('actions')
    await expect(openPull('bump/web', '1.1.0')).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('GitHub Actions is not permitted to create or approve pull requests.'),
    })
  })
})

describe('GraphQL', () => {
  it('reads refs, files and pull requests in one query', async () => {
    await openPull('bump/web', '1.1.0')
    const query = `query Read($owner: String!, $repo: String!) {
      viewer { login }
      repository(owner: $owner, name: $repo) {
        id
        viewerPermission
        defaultBranchRef { name target { oid } }
        ref(qualifiedName: "heads/bump/web") {
          name
          compare(headRef: "main") { status aheadBy behindBy }
          target { ... on Commit { message signature { isValid } author { name user { login } } } }
        }
        object(expression: "main:apps/web/values.yaml") { ... on Blob { text isBinary isTruncated } }
        root: object(expression: "main:") { ... on Tree { entries { name mode type } } }
        pullRequests(first: 5, states: OPEN, headRefName: "bump/web") {
          totalCount
          nodes { number state mergeable author { login } commits(first: 10) { nodes { commit { oid } } } }
        }
      }
    }`
    expect(await octokit.graphql(query, at)).toMatchObject({
      viewer: { login: 'bumper[bot]' },
      repository: {
        defaultBranchRef: { name: 'main', target: { oid: repository.head() } },
        ref: {
          name: 'bump/web',
          compare: { status: 'BEHIND', aheadBy: 0, behindBy: 1 },
          target: { message: 'Bump web to 1.1.0', signature: { isValid: true } },
        },
        object: { text: 'image:\n  tag: 1.0.0\n', isBinary: false, isTruncated: false },
        root: {
          entries: [
            { name: 'apps', type: 'tree' },
            { name: 'current' },
            { name: 'deploy.sh', mode: 0o100755 },
          ],
        },
        pullRequests: {
          totalCount: 1,
          nodes: [{ state: 'OPEN', mergeable: 'MERGEABLE', author: { login: 'bumper' } }],
        },
      },
    })
    expect(fake.requests.at(-1)).toMatchObject({ kind: 'graphql', operation: 'Read', status: 200 })
    expect(fake.violations).toEqual([])
  })

  it('updates refs all or none, by compare and swap', async () => {
    const [one, two] = [await bump('1.1.0'), await bump('1.2.0')]
    const main = repository.head()
    const mutation = 'mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }'
    const id = await repositoryId()
    const update = (...refUpdates: object[]) =>
      octokit.graphql(mutation, { input: { repositoryId: id, refUpdates } })
    const create = { name: 'refs/heads/a', beforeOid: zeroOid, afterOid: one.sha }
    const stale = { name: 'refs/heads/main', beforeOid: two.sha, afterOid: one.sha }
    expect(await failure(update(create, stale))).toMatchObject({
      type: 'UNPROCESSABLE',
      path: ['updateRefs'],
    })
    expect(repository.branches()).toEqual(['main'])
    await update(create, { ...stale, beforeOid: main })
    expect(repository.head()).toBe(one.sha)
    await update({ name: 'refs/heads/a', beforeOid: one.sha, afterOid: zeroOid })
    expect(repository.branches()).toEqual(['main'])
  })

  it('commits on a branch only on the head the client knows', async () => {
    const mutation = `mutation ($input: CreateCommitOnBranchInput!) {
      createCommitOnBranch(input: $input) { commit { oid signature { isValid } } }
    }`
    const input = {
      branch: { repositoryNameWithOwner: 'acme/infra', branchName: 'main' },
      expectedHeadOid: repository.head(),
      message: { headline: 'Bump' },
      fileChanges: { additions: [{ path: 'a.txt', contents: Buffer.from('a').toString('base64') }] },
    }
    expect(await octokit.graphql(mutation, { input })).toMatchObject({
      createCommitOnBranch: { commit: { signature: { isValid: true } } },
    })
    expect(await repository.read('a.txt')).toBe('a')
    expect(await failure(octokit.graphql(mutation, { input }))).toMatchObject({
      type: 'STALE_DATA',
      message: expect.stringContaining('Expected branch to point to'),
    })
  })

  it('merges automatically only what has to wait', async () => {
    const pull = await openPull('bump/web', '1.1.0')
    const mutation = `mutation ($id: ID!) {
      enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: SQUASH }) {
        pullRequest { autoMergeRequest { mergeMethod } }
      }
    }`
    const enable = () => octokit.graphql(mutation, { id: pull.node_id })
    expect(await failure(enable())).toMatchObject({
      message: 'Auto merge is not allowed for this repository',
    })
    repository.settings.autoMergeAllowed = true
    expect((await failure(enable()))?.message).toContain('Pull request is in clean status')
    repository.settings.protection = { main: { requiredApprovals: 1 } }
    await enable()
    await repository.satisfy(1)
    expect(repository.pull(1).merged).not.toBeNull()
  })

  it('makes and edits a pull request by mutations alone', async () => {
    const { sha } = await bump('1.1.0')
    await octokit.issues.addLabels({
      ...at,
      issue_number: (await openPull('other', '9.0.0')).number,
      labels: ['bump'],
    })
    const mutate = async (name: string, inputType: string, input: object, fields: string) => {
      const query = `mutation ($input: ${inputType}!) { ${name}(input: $input) { ${fields} } }`
      const answer: Record<string, Record<string, { id: string }>> = await octokit.graphql(query, { input })
      return answer[name]
    }
    const id = await repositoryId()
    const ref = { repositoryId: id, name: 'refs/heads/bump/web', oid: sha }
    const created = await mutate('createRef', 'CreateRefInput', ref, 'ref { id }')
    const branches = { headRefName: 'bump/web', baseRefName: 'main' }
    const draft = { repositoryId: id, ...branches, title: 'Bump', body: 'b', draft: true }
    const opened = await mutate(
      'createPullRequest',
      'CreatePullRequestInput',
      draft,
      'pullRequest { id isDraft }',
    )
    const pullRequestId = opened?.pullRequest?.id
    await mutate(
      'markPullRequestReadyForReview',
      'MarkPullRequestReadyForReviewInput',
      { pullRequestId },
      'clientMutationId',
    )
    await mutate(
      'addComment',
      'AddCommentInput',
      { subjectId: pullRequestId, body: 'hi' },
      'commentEdge { node { url } }',
    )
    const found = await octokit.graphql<{
      repository: { label: { id: string }; milestones: { nodes: { id: string }[] } }
    }>(
      '{ repository(owner: "acme", name: "infra") { label(name: "bump") { id } milestones(first: 1) { nodes { id } } } }',
    )
    const labels = { labelableId: pullRequestId, labelIds: [found.repository.label.id] }
    await mutate(
      'addLabelsToLabelable',
      'AddLabelsToLabelableInput',
      labels,
      'labelable { ... on PullRequest { id } }',
    )
    const edits = { pullRequestId, title: 'Better', milestoneId: found.repository.milestones.nodes[0]?.id }
    await mutate(
      'updatePullRequest',
      'UpdatePullRequestInput',
      edits,
      'pullRequest { title labels(first: 1) { totalCount } }',
    )
    expect(repository.pull(2)).toMatchObject({
      title: 'Better',
      draft: false,
      labels: ['bump'],
      milestone: 1,
    })
    const again = { repositoryId: id, ...branches, title: 'x' }
    expect(
      await failure(mutate('createPullRequest', 'CreatePullRequestInput', again, 'clientMutationId')),
    ).toEqual(
      expect.objectContaining({
        type: 'UNPROCESSABLE',
        message: 'A pull request already exists for acme:bump/web.',
      }),
    )
    await mutate('deleteRef', 'DeleteRefInput', { refId: created?.ref?.id }, 'clientMutationId')
    expect(repository.pull(2).state).toBe('closed')
    expect(fake.violations).toEqual([])
  })

  it('answers errors by type and fails over what it does not have', async () => {
    const missing = '{ repository(owner: "acme", name: "nothing") { id } }'
    expect(await failure(octokit.graphql(missing))).toMatchObject({ type: 'NOT_FOUND', path: ['repository'] })
    const unbounded = '{ repository(owner: "acme", name: "infra") { milestones { totalCount } } }'
    expect(await failure(octokit.graphql(unbounded))).toMatchObject({ type: 'MISSING_PAGINATION_BOUNDARIES' })
    expect(fake.violations).toEqual([])
    const unknown = '{ repository(owner: "acme", name: "infra") { stargazerCount } }'
    await expect(octokit.graphql(unknown)).rejects.toMatchObject({ status: 500 })
    expect(fake.violations).toEqual([expect.stringContaining('Repository.stargazerCount')])
  })
})

describe('what a run asks about', () => {
  it('answers environments, runs, rules and the token itself', async () => {
    await fake.addRepository('acme/app', {
      private: false,
      environments: { production: { reviewers: ['alice'], waitMinutes: 5, protectedBranchesOnly: true } },
      workflowRuns: {
        7: { path: 'ci.yml', event: 'push', status: 'waiting', actor: 'alice', branch: 'main', sha: zeroOid },
      },
      rules: [{ branches: ['release/*'], type: 'non_fast_forward' }],
    })
    const app = { owner: 'acme', repo: 'app' }
    const environment = await octokit.repos.getEnvironment({ ...app, environment_name: 'production' })
    expect(environment.data.protection_rules?.map((rule) => rule.type)).toEqual([
      'required_reviewers',
      'wait_timer',
      'branch_policy',
    ])
    expect((await octokit.actions.getWorkflowRun({ ...app, run_id: 7 })).data.status).toBe('waiting')
    const rules = await octokit.repos.getBranchRules({ ...app, branch: 'release/1' })
    expect(rules.data.map((rule) => rule.type)).toEqual(['non_fast_forward'])
    const { data } = await octokit.apps.listReposAccessibleToInstallation()
    expect(data.repositories.map((item) => item.full_name)).toEqual(['acme/infra'])
    await expect(octokit.users.getAuthenticated()).rejects.toMatchObject({ status: 403 })
    expect((await octokit.users.getByUsername({ username: 'alice' })).data.login).toBe('alice')
    expect((await octokit.rateLimit.get()).data.rate.used).toBeGreaterThan(0)
    expect(fake.violations).toEqual([])
  })
})

describe('the contract', () => {
  it('is broken by a wrong body, an unknown member and an unknown route', async () => {
    await expect(request('POST /repos/{owner}/{repo}/git/refs', { ref: 1 })).rejects.toMatchObject({
      status: 500,
    })
    const misspelt = { title: 'x', head: 'a', base: 'main', darft: true }
    await expect(request('POST /repos/{owner}/{repo}/pulls', misspelt)).rejects.toMatchObject({ status: 500 })
    await expect(request('GET /repos/{owner}/{repo}/nonsense', {})).rejects.toMatchObject({ status: 404 })
    expect(fake.violations.join('\n')).toMatch(/git\/create-ref body[^]*darft is not documented[^]*nonsense/)
  })
})

describe('faults', () => {
  it('answers, loses and delays as ordered', async () => {
    const next = [faults.serverError(), faults.secondaryRateLimit(7), faults.connectionReset]
    const stop = fake.onRequest(() => next.shift())
    await expect(readMain()).rejects.toMatchObject({ status: 502 })
    await expect(readMain()).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'retry-after': '7' } },
    })
    await expect(readMain()).rejects.toMatchObject({ status: 500 })
    stop()
    expect((await readMain()).headers['x-ratelimit-limit']).toBe('5000')
    expect(fake.violations).toEqual([])
  })

  it('carries a write out and drops its answer', async () => {
    fake.onRequest(({ operation }) => (operation === 'git/create-ref' ? faults.lostAnswer : undefined))
    await expect(
      octokit.git.createRef({ ...at, ref: 'refs/heads/x', sha: repository.head() }),
    ).rejects.toThrow()
    expect(repository.branches()).toContain('x')
  })

  it('reads what was before the last write', async () => {
    const before = repository.head()
    await repository.push('main', { 'a.txt': 'a' })
    const stop = fake.onRequest(() => faults.staleRead)
    expect((await readMain()).data.object.sha).toBe(before)
    stop()
    expect((await readMain()).data.object.sha).toBe(repository.head())
  })
})

describe('git over HTTP', () => {
  const git = promisify(execFile)
  let directory: string

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clone-'))
  })

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true })
  })

  it('clones with a token, pushes, and refuses without', async () => {
    await expect(git('git', ['clone', '-q', withToken('wrong'), directory])).rejects.toThrow()
    await git('git', ['clone', '-q', withToken('ghs_app'), directory])
    expect(await readFile(join(directory, 'apps/web/values.yaml'), 'utf8')).toContain('1.0.0')
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com']
    await git('git', [...identity, 'commit', '-q', '--allow-empty', '-m', 'Empty'], { cwd: directory })
    await git('git', ['push', '-q', 'origin', 'HEAD:refs/heads/pushed'], { cwd: directory })
    const { data } = await octokit.repos.getCommit({ ...at, ref: 'pushed' })
    expect(data.commit).toMatchObject({ message: 'Empty\n', verification: { verified: false } })
    expect(fake.requests.filter(({ kind }) => kind === 'git').at(-1)?.authorization).toMatch(/^Basic /)
  })
})

describe('many clients', () => {
  it('serves 50 at once, each with its own branch and pull request', async () => {
    const bumps = Array.from({ length: 50 }, (_, index) => openPull(`bump/${index}`, `2.0.${index}`))
    const numbers = (await Promise.all(bumps)).map((pull) => pull.number)
    expect(new Set(numbers).size).toBe(50)
    expect(fake.violations).toEqual([])
  })
})
