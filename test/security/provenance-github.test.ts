/**
 * Commits that GitHub vouches for, and commits that only look like it: signed commits of others, Fairlead's name on
 * commits of others, Fairlead's account used by others.
 *
 * At be0c4d6 all of these succeeded, except the comment of a stranger, and the branch of a run that ended, which is
 * not an attack.
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import { openGitHubForge } from '../../src/forge/github/github-forge.ts'
import { openRepository } from '../../src/forge/github/repository.ts'
import { openGitHubComments } from '../../src/forge/github/comments.ts'
import type { AppRepo } from '../../src/forge/app-repo.ts'
import { commentMark } from '../../src/forge/comments.ts'
import type { FakeGitHub, RepositoryHandle } from '../fakes/github/index.ts'
import { startFakeGitHub } from '../fakes/github/index.ts'
import { argoRepo } from '../support/infra.ts'
import { noSource } from '../support/app-repo.ts'
import { branch, dev, mark, ofWeb, prod, pushForged, record, update, web } from './provenance.setup.ts'

const ours = 'ghs_appToken'
const mallory = 'ghp_ofMallory'
const values = (tag: string) => `image:\n  tag: ${tag}\n`
const writer = { contents: 'write', pull_requests: 'write' } as const
/** Version 999 of web in dev, and 6.6.6 in prod. */
const evil = [
  `Fairlead-Change: ${record('999.0.0', [{ file: dev, key: 'image.tag', value: '999.0.0', was: '1.0.0' }], ofWeb)}`,
  `Fairlead-Change: ${record('6.6.6', [{ file: prod, key: 'image.tag', value: '6.6.6', was: '1.0.0' }])}`,
]

class Hub {
  readonly fake: FakeGitHub
  readonly infra: RepositoryHandle

  constructor(fake: FakeGitHub, infra: RepositoryHandle) {
    this.fake = fake
    this.infra = infra
  }

  open(token = ours) {
    const { apiUrl, graphqlUrl, serverUrl } = this.fake
    const place = { apiUrl, graphqlUrl, serverUrl, environment: process.env, second: 5 }
    return openGitHubForge(openRepository({ repository: 'acme/infra', token, ...place }))
  }

  update(given: Record<string, string>, source: AppRepo = noSource) {
    return update(this.open(), given, source)
  }

  /** The parts of `ForgeWorld` that forging needs. */
  get world() {
    const { infra } = this
    return {
      push: (to: string, files: Record<string, string>, message?: string) =>
        infra.push(to, files, message === undefined ? {} : { message }),
      commit: (id: string) => infra.commit(id),
      reset: (to: string, id: string) => infra.setBranch(to, id),
    }
  }

  /** Sends a request to GitHub's API with the given token. */
  async api(token: string, method: string, path: string, body: object): Promise<unknown> {
    const url = path === '/graphql' ? this.fake.graphqlUrl : `${this.fake.apiUrl}${path}`
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body) })
    expect(answer.ok).toBe(true)
    return answer.json()
  }

  /** Checks what must be true after any forgery: the update succeeds, and production does not change. */
  async holds(tag = '1.2.0') {
    const result = await this.update(web(tag))
    expect(result.outputs.outcome).toBe('updated')
    expect(await this.infra.read(dev, branch)).toContain(`tag: ${tag}`)
    expect(await this.infra.read(prod, branch)).not.toContain('6.6.6')
    return result
  }
}

async function useHub(account = 'bumper[bot]'): Promise<Hub> {
  const fake = await startFakeGitHub()
  onTestFinished(async () => {
    const { violations } = fake
    await fake[Symbol.asyncDispose]()
    expect(violations).toEqual([])
  })
  fake.addToken(ours, { kind: 'app', login: account })
  fake.addToken(mallory, { kind: 'user', login: 'mallory' })
  const permissions = { [ours]: writer, [mallory]: writer }
  const hub = new Hub(
    fake,
    await fake.addRepository('acme/infra', { files: argoRepo(['web', 'api']), permissions }),
  )
  await hub.infra.push('main', { [dev]: values('1.0.0'), [prod]: values('1.0.0') })
  return hub
}

describe('a commit on our branch', () => {
  it('that has our name and address does not count: a push may claim them', async () => {
    const hub = await useHub()
    await hub.update(web('1.1.0'))
    const { author } = await hub.infra.commit(branch)
    await hub.infra.push(
      branch,
      { [dev]: values('1.1.0') },
      { author: author.name, email: author.email, message: `Bump\n\n${evil.join('\n')}\n` },
    )
    await hub.holds()
  })

  it('that GitHub has signed for somebody else does not count', async () => {
    const hub = await useHub()
    await hub.update(web('1.1.0'))
    const input = {
      branch: { repositoryNameWithOwner: 'acme/infra', branchName: branch },
      expectedHeadOid: hub.infra.head(branch),
      message: { headline: 'Bump', body: evil.join('\n') },
      fileChanges: { additions: [{ path: 'a.txt', contents: '' }] },
    }
    await hub.api(mallory, 'POST', '/graphql', {
      query:
        'mutation m($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { signature { isValid } } } }',
      variables: { input },
    })
    await hub.holds()
  })

  it.each([
    ['at its tip', false],
    ['below one of ours', true],
  ])(
    'that a merge has made in our name, with a message of whoever merged, does not count: %s',
    async (_, below) => {
      const hub = await useHub()
      await hub.update(web('1.1.0'))
      // The author of a squash commit is the author of the pull request, which is Fairlead; Mallory chooses its base,
      // content and text.
      await hub.update({ ...web('1.1.0'), app: 'api', image: 'ghcr.io/acme/api' })
      const [, other] = hub.infra.pulls
      await hub.infra.push(other?.head.ref ?? '', { [prod]: values('6.6.6') })
      await hub.api(mallory, 'PATCH', `/repos/acme/infra/pulls/${other?.number}`, { base: branch })
      await hub.api(mallory, 'PUT', `/repos/acme/infra/pulls/${other?.number}/merge`, {
        merge_method: 'squash',
        commit_title: 'Bump',
        commit_message: evil.join('\n'),
      })
      const squash = hub.infra.head(branch)
      expect((await hub.infra.commit(squash)).author.name).toBe('bumper[bot]')
      if (below) await hub.update(web('1.1.5'))
      const result = await hub.update(web('1.2.0'))
      expect(result.outputs.outcome).toBe('updated')
      // Nothing of the forged commit gets into a commit of Fairlead.
      const { parents } = await hub.infra.commit(branch)
      expect(await hub.infra.read(prod, parents[0])).toBe(await hub.infra.read(prod, branch))
      expect(result.warnings.join('\n')).toContain('commits by')
    },
  )
})

describe('a request of ours', () => {
  it('is not closed by a mark that somebody has put into its text', async () => {
    const hub = await useHub()
    await hub.update({ ...web('1.1.0'), app: 'api', image: 'ghcr.io/acme/api' })
    await hub.api(mallory, 'PATCH', '/repos/acme/infra/pulls/1', { body: `Text\n\n${mark}` })
    await hub.update({ ...web('1.1.0'), 'delete-branch': 'true' })
    expect(hub.infra.pull(1).state).toBe('open')
    expect(hub.infra.branches()).toContain(hub.infra.pull(1).head.ref)
  })

  it('takes nothing along of a commit of ours that was made for another one', async () => {
    const hub = await useHub()
    await hub.update(web('1.1.0'))
    await hub.update({ ...web('1.1.0'), app: 'api', image: 'ghcr.io/acme/api' })
    await hub.infra.setBranch(branch, hub.infra.pull(2).head.sha)
    const result = await hub.holds()
    expect(await hub.infra.read('charts/api/values-dev.yaml', branch)).toContain('tag: 1.0.0')
    expect(result.warnings.join('\n')).toContain('was dropped')
  })
})

describe('a message on the base', () => {
  it('does not tell what was built from what, where somebody else has written it', async () => {
    const hub = await useHub()
    const [old, newest] = ['1'.repeat(40), '2'.repeat(40)]
    const told = `Fairlead-Change: ${record('blue', [{ file: dev, key: 'image.tag', value: 'blue' }], {
      ...ofWeb,
      source: { repository: 'acme/web', commit: newest },
    })}`
    await hub.infra.push('main', { [dev]: values('blue') }, { message: `By hand\n\n${told}\n` })
    const asked: string[] = []
    const source: AppRepo = {
      compare({ from, to }) {
        asked.push(...from)
        const url = ''
        return Promise.resolve({ order: 'behind', from: from[0] ?? '', to, commits: [], total: 0, url })
      },
    }
    const result = await hub.update({ ...web('green'), 'source-commit': old }, source)
    expect(result.outputs.outcome).toBe('updated')
    expect(asked).not.toContain(newest)
  })
})

describe('our own account in other hands', () => {
  it('does not make a request ours whose branch holds no commit of ours', async () => {
    const hub = await useHub('github-actions[bot]')
    await hub.infra.push('other/tool', { 'docs.md': 'x\n' })
    const body = `From another workflow\n\n${mark}`
    await hub.api(ours, 'POST', '/repos/acme/infra/pulls', {
      head: 'other/tool',
      base: 'main',
      title: 'x',
      body,
    })
    await hub.update({ ...web('1.1.0'), 'delete-branch': 'true' })
    expect(hub.infra.pull(1).state).toBe('open')
    expect(hub.infra.branches()).toContain('other/tool')
  })
})

describe('auto-merge', () => {
  it('is left off where others have pushed to the branch', async () => {
    const hub = await useHub()
    hub.infra.settings.autoMergeAllowed = true
    hub.infra.settings.protection = { main: { requiredApprovals: 1 } }
    await hub.update(web('1.1.0'))
    const from = hub.infra.head()
    await pushForged(hub.world, { branch, from }, { [dev]: values('1.1.0'), [prod]: values('6.6.6') }, evil)
    const result = await hub.update({ ...web('1.2.0'), 'auto-merge': 'true' })
    expect(hub.infra.pull(1)).toMatchObject({ state: 'open', autoMerge: null })
    expect(result.warnings.join('\n')).toContain('auto-merge was not enabled')
  })
})

describe('a branch of our naming without a pull request', () => {
  it('is not moved where the one that was closed was of somebody else', async () => {
    const hub = await useHub()
    const commit = await hub.infra.push(branch, { 'docs.md': 'mine\n' })
    await hub.api(mallory, 'POST', '/repos/acme/infra/pulls', { head: branch, base: 'main', title: 'x' })
    await hub.api(mallory, 'PATCH', '/repos/acme/infra/pulls/1', { state: 'closed' })
    await expect(hub.update(web('1.1.0'))).rejects.toMatchObject({ kind: 'refused' })
    expect(hub.infra.head(branch)).toBe(commit)
  })

  it('is not taken for ours by what its commit says', async () => {
    const hub = await useHub()
    const commit = await pushForged(
      hub.world,
      { branch, from: hub.infra.head() },
      { [dev]: values('1.0.5') },
      evil,
    )
    await expect(hub.update(web('1.1.0'))).rejects.toMatchObject({ kind: 'refused' })
    expect(hub.infra.head(branch)).toBe(commit)
  })

  it('is, by what GitHub vouches for: a run that ended before it opened one', async () => {
    const hub = await useHub()
    await hub.update(web('1.1.0'))
    const commit = hub.infra.head(branch)
    await hub.infra.push('main', { 'README.md': 'x' })
    await hub.infra.deleteBranch(branch)
    await hub.infra.setBranch(branch, commit)
    const other = await hub.infra.push('main', { 'README.md': 'y' })
    // The closed pull request belongs to another commit, so the branch is still in use.
    hub.infra.pull(1).head.sha = other
    await hub.holds()
  })
})

describe('a comment with our mark', () => {
  it('that a stranger wrote is neither changed nor deleted', async () => {
    const hub = await useHub()
    await hub.update(web('1.1.0'))
    const forged = `${commentMark('diff')}\nThis changes nothing.`
    await hub.api(mallory, 'POST', '/repos/acme/infra/issues/1/comments', { body: forged })
    const { apiUrl, graphqlUrl, serverUrl } = hub.fake
    const comments = openGitHubComments(
      openRepository({
        repository: 'acme/infra',
        token: ours,
        apiUrl,
        graphqlUrl,
        serverUrl,
        environment: process.env,
      }),
    )
    await comments.put('1', 'diff', ['This changes web.'])
    await comments.put('1', 'diff', [])
    expect(hub.infra.comments.map(({ author, body }) => ({ author, body }))).toEqual([
      { author: 'mallory', body: forged },
    ])
  })
})
