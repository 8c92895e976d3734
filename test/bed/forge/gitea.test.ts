/**
 * Tests the behaviour of a real forge that the gate relies on: a Gitea with a protected branch. Fairlead's own pushes
 * run against a real server with its own hooks. The other tests check only Gitea, through a thin adapter that is not
 * one of Fairlead's forges.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FairleadError } from '../../../src/errors.ts'
import { createGit } from '../../../src/git/git.ts'
import type { Git } from '../../../src/git/git.ts'
import { pushRefs } from '../../../src/git/push.ts'
import type { RefMove } from '../../../src/git/push.ts'
import { commitFiles, git, isolated } from '../../support/git-commits.ts'
import type { FileChanges } from '../../support/git-commits.ts'
import { startBed } from '../bed.ts'
import type { Bed } from '../bed.ts'
import type { Gitea, GiteaAnswer } from '../gitea.ts'
import { waitFor } from '../wait.ts'

const OWNER = 'acme'
/** The users of the repositories. Ann writes changes, Bob reviews them, and the bot may push to main. */
const people = ['ann', 'bob', 'bot'] as const
type Person = (typeof people)[number] | typeof OWNER

let bed: Bed
let gitea: Gitea
let folder: string

beforeAll(async () => {
  bed = await startBed()
  gitea = await bed.startGitea()
  folder = mkdtempSync(join(tmpdir(), 'gitea-'))
  for (const name of [OWNER, ...people]) await gitea.addAccount(name)
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await bed.close()
})

/** A repository of the forge, and a local clone in which commits are created. */
class Infra {
  readonly #name: string
  readonly #clone: string
  readonly #url: string

  private constructor(name: string) {
    this.#name = name
    this.#url = `${gitea.url}/${OWNER}/${name}.git`
    this.#clone = join(folder, `${name}.git`)
  }

  /** Creates a repository. Only the bot may push to its `main`, and only as a fast-forward. */
  static async create(name: string, rule: Readonly<Record<string, unknown>> = {}): Promise<Infra> {
    const infra = new Infra(name)
    git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', infra.#clone)
    expect(await gitea.request(OWNER, 'POST', '/user/repos', { name })).toMatchObject({ status: 201 })
    for (const person of people)
      await infra.request(OWNER, 'PUT', `/collaborators/${person}`, { permission: 'write' })
    await infra.push(OWNER, 'main', infra.commit('main', { 'web.yaml': 'tag: 1\n' }))
    const protection = {
      rule_name: 'main',
      enable_push: true,
      enable_push_whitelist: true,
      push_whitelist_usernames: ['bot'],
      ...rule,
    }
    expect(await infra.request(OWNER, 'POST', '/branch_protections', protection)).toMatchObject({
      status: 201,
    })
    return infra
  }

  request(person: Person, method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) {
    return gitea.request(person, method, `/repos/${OWNER}/${this.#name}${path}`, body)
  }

  /** Commits files in the clone. */
  commit(branch: string, files: FileChanges): string {
    return commitFiles(this.#clone, branch, 'Change', files)
  }

  /** Creates a branch in the clone, from the `main` of the clone, and commits files to it. */
  branch(name: string, files: FileChanges): string {
    git(this.#clone, 'branch', '--force', name, 'main')
    return this.commit(name, files)
  }

  /** Creates Fairlead's own merge commit. Its parents are the base that the gate used, and the change. */
  merged(base: string, head: string): string {
    const tree = git(this.#clone, 'merge-tree', '--write-tree', base, head)
    return git(this.#clone, 'commit-tree', tree, '-p', base, '-p', head, '-m', 'Merge the change')
  }

  #gitOf(person: Person): Git {
    return createGit({
      directory: this.#clone,
      bare: true,
      settings: [['remote.origin.url', this.#url]],
      authorization: { url: this.#url, value: gitea.authorization(person) },
      environment: isolated,
    })
  }

  /** Moves branches by the code of Fairlead that is under test. */
  move(person: Person, ...moves: readonly RefMove[]): Promise<'moved' | 'lost'> {
    return pushRefs(this.#gitOf(person), 'origin', moves)
  }

  async push(person: Person, branch: string, to: string): Promise<void> {
    const from = await this.tip(branch)
    expect(await this.move(person, { ref: `refs/heads/${branch}`, from, to })).toBe('moved')
  }

  /** Returns the commit of a branch on the forge, by git, because the API shows a push with a delay. */
  async tip(branch: string): Promise<string | undefined> {
    const listed = await this.#gitOf(OWNER).run(['ls-remote', 'origin', `refs/heads/${branch}`])
    return listed.split('\t', 1)[0] || undefined
  }

  /** Opens a pull request of Ann for a branch of the clone. */
  async open(branch: string): Promise<{ readonly number: number; readonly head: string }> {
    const head = git(this.#clone, 'rev-parse', branch)
    await this.push('ann', branch, head)
    const request = { head: branch, base: 'main', title: branch }
    const { status, body } = await this.request('ann', 'POST', '/pulls', request)
    expect(status, JSON.stringify(body)).toBe(201)
    return { number: body.number as number, head }
  }

  /** Creates a branch with a bump, and opens the pull request for it. */
  bumped(): Promise<{ readonly number: number; readonly head: string }> {
    this.branch('change', bump(2))
    return this.open('change')
  }

  approve(person: Person, number: number, commit: string): Promise<GiteaAnswer> {
    const review = { event: 'APPROVED', commit_id: commit, body: 'yes' }
    return this.request(person, 'POST', `/pulls/${number}/reviews`, review)
  }

  /** Merges by the API of the forge. Retries while the forge still checks the pull request. */
  merge(person: Person, number: number, head: string): Promise<GiteaAnswer> {
    return waitFor('an answer to the merge', async (seen) => {
      const merge = { Do: 'merge', head_commit_id: head }
      const answer = await this.request(person, 'POST', `/pulls/${number}/merge`, merge)
      seen(answer)
      return JSON.stringify(answer.body).includes('try again later') ? undefined : answer
    })
  }
}

const main = 'refs/heads/main'
const bump = (tag: number) => ({ 'web.yaml': `tag: ${tag}\n` })

/** Returns the error of a push. */
async function fault(push: Promise<unknown>): Promise<FairleadError> {
  const error = await push.then(
    (result) => new Error(`it was not refused: ${String(result)}`),
    (caught: unknown) => caught,
  )
  if (error instanceof FairleadError) return error
  throw error
}

describe.concurrent('a push of our own merge commit to a protected branch', () => {
  it('is refused for who may not push, with the words of the server, and taken for who may', async () => {
    const infra = await Infra.create('push')
    const base = (await infra.tip('main')) ?? ''
    const { head } = await infra.bumped()
    const to = infra.merged(base, head)
    const refused = await fault(infra.move('ann', { ref: main, from: base, to }))
    expect(refused.message).toContain(
      'refs/heads/main: (pre-receive hook declined); Not allowed to push to protected branch main)',
    )
    expect(refused.kind).toBe('refused')
    expect(refused.message).not.toContain('of-the-bed')
    expect(await infra.tip('main')).toBe(base)
    expect(await infra.move('bot', { ref: main, from: base, to })).toBe('moved')
    const { body } = await infra.request(OWNER, 'GET', '/git/commits/main')
    expect(body.sha).toBe(to)
    expect(body.parents.map(({ sha }: { sha: string }) => sha)).toEqual([base, head])
  })

  it('is lost where the base has moved since it was judged, whoever pushes', async () => {
    const infra = await Infra.create('stale')
    const base = (await infra.tip('main')) ?? ''
    const { head } = await infra.bumped()
    const to = infra.merged(base, head)
    await infra.push('bot', 'main', infra.commit('main', { 'other.yaml': 'a: b\n' }))
    const moved = await infra.tip('main')
    expect(await infra.move('bot', { ref: main, from: base, to })).toBe('lost')
    expect(await infra.move('ann', { ref: main, from: base, to })).toBe('lost')
    expect(await infra.tip('main')).toBe(moved)
  })

  it('is taken once of several that race, and lost for the others', async () => {
    const infra = await Infra.create('race')
    for (let round = 0; round < 3; round++) {
      const from = (await infra.tip('main')) ?? ''
      const heads = [1, 2, 3, 4].map((i) => infra.branch(`r${i}`, { [`${round}-${i}.yaml`]: 'a: b\n' }))
      const commits = heads.map((head) => infra.merged(from, head))
      const results = await Promise.all(commits.map((to) => infra.move('bot', { ref: main, from, to })))
      expect(results.toSorted()).toEqual(['lost', 'lost', 'lost', 'moved'])
      expect(await infra.tip('main')).toBe(commits[results.indexOf('moved')])
    }
  })

  it('that would take a commit back is refused for who may push, too', async () => {
    const infra = await Infra.create('back')
    const first = (await infra.tip('main')) ?? ''
    await infra.push('bot', 'main', infra.commit('main', bump(2)))
    const from = await infra.tip('main')
    const refused = await fault(infra.move('bot', { ref: main, from, to: first }))
    expect(refused.message).toContain('protected from force push')
    expect(await infra.tip('main')).toBe(from)
  })
})

describe.concurrent('the forge`s own merge', () => {
  it('is refused with another head than the one that was judged', async () => {
    const infra = await Infra.create('head')
    const { number, head } = await infra.bumped()
    const later = infra.commit('change', bump(666))
    await infra.push('ann', 'change', later)
    const base = await infra.tip('main')
    const stale = await infra.merge('bot', number, head)
    expect(stale.status, JSON.stringify(stale)).toBe(409)
    expect(await infra.tip('main')).toBe(base)
    expect(await infra.merge('bot', number, later)).toMatchObject({ status: 200 })
  })

  it('is refused until somebody else than its author has approved', async () => {
    const infra = await Infra.create('approvals', { required_approvals: 1 })
    const { number, head } = await infra.bumped()
    const base = await infra.tip('main')
    expect(await infra.merge('bot', number, head)).toMatchObject({ status: 405 })
    expect(await infra.approve('ann', number, head)).toMatchObject({ status: 422 })
    expect(await infra.merge('bot', number, head)).toMatchObject({ status: 405 })
    expect(await infra.tip('main')).toBe(base)
    expect(await infra.approve('bob', number, head)).toMatchObject({ status: 200 })
    expect(await infra.merge('bot', number, head)).toMatchObject({ status: 200 })
  })

  it.each([
    ['dismiss_stale_approvals', true],
    ['nothing', false],
  ])('after a further commit, with %s, is refused: %s', async (rule, isRefused) => {
    const infra = await Infra.create(`further-${isRefused}`, { required_approvals: 1, [rule]: true })
    const { number, head } = await infra.bumped()
    expect(await infra.approve('bob', number, head)).toMatchObject({ status: 200 })
    const later = infra.commit('change', bump(666))
    await infra.push('ann', 'change', later)
    // Gitea does this after the push, not during it: first it marks the approval as stale, then it dismisses it.
    const reviewed = await waitFor('the state of the approval', async (seen) => {
      const { body } = await infra.request(OWNER, 'GET', `/pulls/${number}/reviews`)
      seen(body)
      const [review] = body
      return (isRefused ? review.dismissed : review.stale) ? review : undefined
    })
    expect(reviewed).toMatchObject({ stale: true, dismissed: isRefused })
    expect(await infra.merge('bot', number, later)).toMatchObject({ status: isRefused ? 405 : 200 })
  })

  it.each([
    ['block_on_outdated_branch', true],
    ['nothing', false],
  ])('after the base has moved, with %s, is refused: %s', async (rule, isRefused) => {
    const infra = await Infra.create(`outdated-${isRefused}`, { [rule]: true })
    infra.branch('change', bump(2))
    // Before the pull request is opened. For an open one, the forge notices with a delay that the base has moved, and
    // merges it until then. Therefore this rule alone does not lock the base.
    await infra.push('bot', 'main', infra.commit('main', { 'other.yaml': 'a: b\n' }))
    const { number, head } = await infra.open('change')
    const merged = await infra.merge('bot', number, head)
    expect(merged.status, JSON.stringify(merged)).toBe(isRefused ? 405 : 200)
    if (!isRefused) return
    // With the base merged into it. That is another result to check, and the forge also notices it with a delay.
    const updated = infra.merged((await infra.tip('main')) ?? '', head)
    await infra.push('ann', 'change', updated)
    await waitFor('the merge of what is up to date', async (seen) => {
      const answer = await infra.merge('bot', number, updated)
      seen(answer)
      return answer.status === 200 ? true : undefined
    })
  })
})
