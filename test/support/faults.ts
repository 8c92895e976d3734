/**
 * Every fault at every request of a scenario on GitHub. The scenario runs once without faults, and its requests are
 * recorded; then it runs anew for each of them with a fault there, so that a new request is covered by itself.
 */
import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProposalPorts } from '../../src/commands/proposals.ts'
import { runUpdate, updateCommand } from '../../src/commands/update.ts'
import { FairleadError } from '../../src/errors.ts'
import { openGitHubForge } from '../../src/forge/github/github-forge.ts'
import { openGitHubSource } from '../../src/forge/github/source.ts'
import { readInputs } from '../../src/runtime/inputs.ts'
import { FakeGitHub, faults } from '../fakes/github/index.ts'
import type { Fault, RecordedRequest, RepositoryHandle, RepositoryOptions } from '../fakes/github/index.ts'
import { FakeRepository } from '../fakes/github/repository.ts'
import { GithubServer } from '../fakes/github/server.ts'

type Fetch = typeof globalThis.fetch
type Outputs = Readonly<Record<string, string>>

/** A step of a workflow, from its inputs on, as a process of its own: all that it asks goes through `fetch`. */
export type Step = (world: World, fetch?: Fetch) => Promise<{ readonly outputs: Outputs }>

export interface Scenario {
  readonly name: string
  /** Whose token: an App's, whose commits GitHub signs as they are, or a person's. */
  readonly token?: 'app' | 'person'
  readonly repository?: RepositoryOptions
  /** Brings about what is there before. */
  readonly start?: (world: World) => Promise<void>
  readonly step: Step
}

/** `update` with the inputs as texts. */
export const update =
  (given: Record<string, string>): Step =>
  (world, fetch) => {
    const texts = new Map(
      Object.entries({ repository: 'acme/infra', ...given }).map(([name, value]) => [name, [value]]),
    )
    const values = readInputs(updateCommand.inputs, { texts, faults: [], label: (name) => name })
    return runUpdate(values, world.ports(fetch))
  }

/** Of the values file that each infra repo has. */
export const web = (tag: string, more: Record<string, string> = {}) => ({
  'values-file': 'apps/web/values.yaml',
  key: 'image.tag',
  'image-tag': tag,
  ...more,
})

/** A GitHub with one infra repo, for one case. */
export class World implements AsyncDisposable {
  readonly fake: FakeGitHub
  readonly infra: RepositoryHandle
  readonly token: string
  /** The commits of the base at the start, by their place: `main`, `main~1`. */
  readonly known: ReadonlyMap<string, string>

  constructor(
    fake: FakeGitHub,
    infra: RepositoryHandle,
    token: string,
    known: ReadonlyMap<string, string> = new Map(),
  ) {
    this.fake = fake
    this.infra = infra
    this.token = token
    this.known = known
  }

  /** At the start of a scenario, with the start that another one has made. */
  static async begin(scenario: Scenario, from: Start): Promise<World> {
    const server = await GithubServer.start()
    const fake = new FakeGitHub(server)
    const token = addToken(fake, scenario)
    for (const original of from.repositories) {
      const { owner, name, settings, fullName } = original
      const directory = join(from.folder, randomUUID())
      await borrow(original.directory, directory, original.state.refs)
      const repository = new FakeRepository(owner, name, directory, structuredClone(settings))
      Object.assign(repository.state, structuredClone(original.lagging().state))
      // A stale read does not know the last write.
      await repository.write(() => Object.assign(repository.state, structuredClone(original.state)))
      server.world.accounts.add(owner.login, owner.type)
      for (const login of settings.collaborators) server.world.accounts.add(login)
      server.world.accounts.grant(token, fullName, writer)
      server.world.repositories.set(fullName.toLowerCase(), repository)
    }
    return new World(fake, fake.repository('acme/infra'), token, from.known)
  }

  /** What a command needs from outside, with a forge that has asked nothing yet. */
  ports(fetch?: Fetch): ProposalPorts {
    const { apiUrl, graphqlUrl, serverUrl } = this.fake
    const { token } = this
    const options = { token, apiUrl, second: 2, random: () => 0, fetch }
    return {
      forge: openGitHubForge({ ...options, repository: 'acme/infra', graphqlUrl, serverUrl }),
      pace: { sleep: () => Promise.resolve(), random: () => 0 },
      origin: {
        repository: 'acme/web',
        commit: undefined,
        serverUrl: 'https://github.com',
        runUrl: 'https://github.com/acme/web/actions/runs/7',
      },
      identity: 'https://github.com/acme/infra',
      source: openGitHubSource(options),
      readText: () => Promise.reject(new Error('no file is read')),
      registry: () => Promise.reject(new Error('no registry is asked')),
      tokenWarnings: [],
    }
  }

  /** All that a person can see of the infra repo, without what differs from run to run: ids and times. */
  async state(): Promise<State> {
    const { infra, fake } = this
    const text = (value: string | null) =>
      (value ?? '').replaceAll(fake.serverUrl, 'https://github').replaceAll(/\b[0-9a-f]{7,40}\b/g, '#')
    const set = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]))
    const branches: Record<string, Branch> = {}
    for (const name of infra.branches()) {
      const commits: unknown[] = []
      let sha = infra.head(name)
      while (!this.known.has(sha)) {
        const { message, parents, signature, author } = await infra.commit(sha)
        const changes = await this.#changes(sha, parents[0])
        const verified = signature !== undefined
        commits.push({ message: text(message), changes, verified, author: author.name })
        if (parents.length !== 1) break
        sha = parents[0] ?? ''
      }
      branches[name] = { onto: this.known.get(sha), commits }
    }
    const pulls = Object.fromEntries(
      infra.pulls.map((pull) => [
        pull.number,
        {
          state: pull.merged ? 'merged' : pull.state,
          title: pull.title,
          body: text(pull.body),
          branch: pull.head.ref,
          base: pull.base.ref,
          isAtTip: pull.state === 'closed' || infra.head(pull.head.ref) === pull.head.sha,
          draft: pull.draft,
          labels: set(pull.labels),
          people: set([...pull.assignees, ...pull.reviewers, ...pull.teamReviewers]),
          milestone: pull.milestone ?? undefined,
          autoMerge: pull.autoMerge?.method,
        },
      ]),
    )
    const comments: Record<string, number> = {}
    for (const { issue, body } of infra.comments) {
      const key = `${issue}: ${text(body)}`
      comments[key] = (comments[key] ?? 0) + 1
    }
    return { branches, pulls, comments }
  }

  /** The new content of each file that a commit changes. */
  async #changes(commit: string, parent: string | undefined): Promise<Record<string, string | undefined>> {
    const list = async (revision: string) => {
      const files = new Map<string, string>()
      for (const path of await this.infra.paths(revision)) {
        const file = await this.infra.file(path, revision)
        files.set(path, `${file?.mode} ${file?.content}`)
      }
      return files
    }
    const [before, after] = [
      parent === undefined ? new Map<string, string>() : await list(parent),
      await list(commit),
    ]
    const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted()
    return Object.fromEntries(
      paths.filter((path) => before.get(path) !== after.get(path)).map((path) => [path, after.get(path)]),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fake[Symbol.asyncDispose]()
  }
}

/** What is there before: it is made once, and each case works on it as on its own. */
class Start implements AsyncDisposable {
  readonly repositories: readonly FakeRepository[]
  readonly known: ReadonlyMap<string, string>
  /** Where the cases have their refs and new objects. */
  readonly folder: string
  readonly #server: GithubServer

  constructor(server: GithubServer, known: ReadonlyMap<string, string>, folder: string) {
    this.#server = server
    this.repositories = [...server.world.repositories.values()]
    this.known = known
    this.folder = folder
  }

  static async make(scenario: Scenario): Promise<Start> {
    const server = await GithubServer.start()
    const fake = new FakeGitHub(server)
    const token = addToken(fake, scenario)
    const infra = await fake.addRepository('acme/infra', {
      files: {
        'apps/web/values.yaml': 'image:\n  tag: 1.0.0\nproxy:\n  tag: 0.9.0\n',
        'deploy.sh': { content: '#!/bin/sh\n', executable: true },
      },
      collaborators: ['alice', 'bob'],
      teams: ['ops'],
      milestones: ['Next'],
      permissions: { [token]: writer },
      ...scenario.repository,
    })
    // Somebody's work, which stays as it is; and the last write before that a stale read does not know.
    await infra.push('people/notes', { 'notes.md': 'Mine.\n' }, { message: 'Notes' })
    await scenario.start?.(new World(fake, infra, token))
    const known = new Map<string, string>()
    let commit: string | undefined = infra.head()
    for (let i = 0; commit !== undefined; i++) {
      known.set(commit, i === 0 ? 'main' : `main~${i}`)
      commit = (await infra.commit(commit)).parents[0]
    }
    return new Start(server, known, await mkdtemp(join(tmpdir(), 'faults-')))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close()
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

const writer = { contents: 'write', pull_requests: 'write' } as const

function addToken(fake: FakeGitHub, { token = 'app' }: Scenario): string {
  if (token === 'app') {
    fake.addToken('ghs_appToken', { kind: 'app', login: 'bumper[bot]' })
    return 'ghs_appToken'
  }
  fake.addToken('github_pat_ofAlice', { kind: 'user', login: 'alice' })
  return 'github_pat_ofAlice'
}

/** A bare repository that has the objects of another one, and refs of its own: no process of git is needed. */
async function borrow(from: string, to: string, refs: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(join(to, 'objects', 'info'), { recursive: true })
  await mkdir(join(to, 'refs'))
  await copyFile(join(from, 'config'), join(to, 'config'))
  await copyFile(join(from, 'HEAD'), join(to, 'HEAD'))
  await writeFile(join(to, 'objects', 'info', 'alternates'), `${join(from, 'objects')}\n`)
  const lines = [...refs].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, oid]) => `${oid} ${name}\n`)
  await writeFile(join(to, 'packed-refs'), `# pack-refs with: peeled fully-peeled sorted \n${lines.join('')}`)
}

interface Branch {
  /** Where it leaves what the base was at the start. */
  readonly onto: string | undefined
  /** Newest first. */
  readonly commits: readonly unknown[]
}

interface State {
  readonly branches: Readonly<Record<string, Branch>>
  readonly pulls: Readonly<Record<string, unknown>>
  readonly comments: Readonly<Record<string, number>>
}

/** What the scenario does without a fault. */
interface Reference {
  readonly from: Start
  readonly requests: readonly Pick<RecordedRequest, 'method' | 'operation' | 'kind' | 'body'>[]
  readonly start: State
  readonly end: State
  readonly outputs: Outputs
}

const behind = (fault: Fault): Fault => ({ ...fault, carriedOut: true })

/** That happen once. */
const single: readonly (readonly [string, Fault])[] = [
  ['a 500', faults.serverError(500)],
  ['a 502', faults.serverError()],
  ['a 429', faults.tooManyRequests()],
  ['a secondary rate limit', faults.secondaryRateLimit()],
  ['a reset connection', faults.connectionReset],
  ['an answer that is lost', faults.lostAnswer],
  ['an answer that is lost behind a 502', behind(faults.serverError())],
]

/** That all requests from one on meet. */
const lasting: readonly (readonly [string, Fault])[] = [
  ['502s', faults.serverError()],
  ['secondary rate limits', faults.secondaryRateLimit()],
  ['reset connections', faults.connectionReset],
  ['answers that are lost', faults.lostAnswer],
]

/** The tests of a scenario: one for each fault, each with a case for every request. */
export function describeFaults(scenario: Scenario): void {
  describe(scenario.name, () => {
    let reference: Reference
    beforeAll(async () => {
      reference = await record(scenario)
    })
    afterAll(() => reference.from[Symbol.asyncDispose]())
    const everywhere = (indices: readonly number[], run: (index: number) => Promise<string[]>) =>
      collect(indices, run).then((failures) => expect(failures).toEqual([]))
    const all = () => reference.requests.map((_, i) => i)
    const named = (index: number) => `${index + 1} ${reference.requests[index]?.operation ?? ''}`

    it.each(single)('ends the same in spite of %s', async (what, fault) => {
      await everywhere(all(), (index) =>
        tryFault(scenario, reference, `${what} at ${named(index)}`, (i) => (i === index ? fault : undefined)),
      )
    })

    it('ends the same, or at the next run, in spite of a stale read', async () => {
      await everywhere(
        all().filter((index) => isRead(reference.requests[index])),
        (index) =>
          tryFault(
            scenario,
            reference,
            `a stale read at ${named(index)}`,
            (i) => (i === index ? faults.staleRead : undefined),
            reference.requests.slice(0, index).every(isRead),
          ),
      )
    })

    it.each(lasting)('says so where %s do not end, and the next run heals it', async (what, fault) => {
      await everywhere(all(), (index) =>
        tryFault(scenario, reference, `${what} from ${named(index)}`, (i) =>
          i >= index ? fault : undefined,
        ),
      )
    })

    it('is done by the next run where the process was killed after any request', async () => {
      await everywhere(all(), (index) =>
        tryKill(scenario, reference, `killed after ${named(index)}`, index + 1),
      )
    })
  })
}

/** Runs the scenario without a fault, twice: the second run has nothing to do. */
async function record(scenario: Scenario): Promise<Reference> {
  const from = await Start.make(scenario)
  await using world = await World.begin(scenario, from)
  const start = await world.state()
  const before = world.fake.requests.length
  const { outputs } = await scenario.step(world)
  const requests = world.fake.requests.slice(before)
  const end = await world.state()
  expect(requests.length).toBeGreaterThan(0)
  expect(end).not.toEqual(start)
  expect(untrue(outputs, world)).toEqual([])
  const again = complainer('without a fault')
  await scenario.step(world)
  again.about(between(end, await world.state(), end).map((one) => `then ${one}`))
  expect(again.sentences).toEqual([])
  expect(world.fake.violations).toEqual([])
  return { from, requests, start, end, outputs: shown(outputs, world) }
}

/** One run with faults, and another without where it did not come to the end. What is wrong, as sentences. */
async function tryFault(
  scenario: Scenario,
  reference: Reference,
  name: string,
  faultAt: (index: number) => Fault | undefined,
  isBehind = false,
): Promise<string[]> {
  await using world = await World.begin(scenario, reference.from)
  let index = 0
  const stop = world.fake.onRequest(() => faultAt(index++))
  const complain = complainer(name)
  const result = await scenario.step(world).catch((thrown: unknown) => ({ thrown }))
  stop()
  const state = await world.state()
  complain.about(world.fake.violations)
  if ('thrown' in result) {
    // One fault that passes is waited for; only what does not end may end the run.
    if (faultAt(Infinity) === undefined) complain.about([`it failed: ${String(result.thrown)}`])
    complain.about(notClear(result.thrown, world.token))
    complain.about(between(reference.start, withoutTemporary(state), reference.end))
  } else {
    complain.about(untrue(result.outputs, world))
    const differences = between(reference.end, state, reference.end)
    // Who has not seen the last write of others does what was right before it.
    if (!isBehind || differences.length === 0) {
      complain.about(differences)
      if (complain.sentences.length === 0)
        complain.about(between(reference.outputs, shown(result.outputs, world), reference.outputs))
      return complain.sentences
    }
    complain.about(between(loose(reference.start), loose(state), loose(reference.end)))
  }
  complain.about(await heal(scenario, reference, world, isBehind))
  return complain.sentences
}

/** A process that is gone after some requests, and another one from the beginning. */
async function tryKill(
  scenario: Scenario,
  reference: Reference,
  name: string,
  requests: number,
): Promise<string[]> {
  await using world = await World.begin(scenario, reference.from)
  const complain = complainer(name)
  let left = requests
  // What is left of it asks in vain: an endless wait would keep its place in Octokit's queue of all clients.
  const mortal: Fetch = (url, init) =>
    left-- > 0 ? fetch(url, init) : Promise.reject(new TypeError('killed'))
  await scenario.step(world, mortal).catch(() => {})
  complain.about(between(reference.start, withoutTemporary(await world.state()), reference.end))
  complain.about(await heal(scenario, reference, world, false))
  return complain.sentences
}

/** The next run, from the beginning and without a fault. */
async function heal(
  scenario: Scenario,
  reference: Reference,
  world: World,
  isBehind: boolean,
): Promise<string[]> {
  const { outputs } = await scenario.step(world)
  const state = await world.state()
  const made = isBehind
    ? between(loose(reference.end), loose(state), loose(reference.end))
    : between(reference.end, state, reference.end)
  return [...made, ...untrue(outputs, world), ...world.fake.violations].map((one) => `then ${one}`)
}

/** Only what a clear fault of the server is, in words, is an answer. */
export function notClear(thrown: unknown, secret: string): string[] {
  if (!(thrown instanceof FairleadError)) return [`it is no error for people: ${String(thrown)}`]
  const { kind, message } = thrown
  return [
    ...(kind === 'remote' ? [] : [`the error is of kind ${kind}: ${message}`]),
    ...(/\w+ \w+/.test(message) ? [] : ['the error says nothing']),
    ...(message.includes(secret) ? ['the error holds the token'] : []),
  ]
}

/** What a step says of the repository and that is not so. */
function untrue(outputs: Outputs, { infra }: World): string[] {
  const {
    'pull-request-branch': branch = '',
    'pull-request-head-sha': head = '',
    'pull-request-number': number = '',
    'pull-request-operation': operation = '',
  } = outputs
  const found: string[] = []
  const tip = infra.branches().includes(branch) ? infra.head(branch) : undefined
  if (head !== '' && operation !== 'closed' && tip !== head)
    found.push(`the output says that ${branch} is at ${head}, and it is at ${tip}`)
  if (number === '') return found
  const pull = infra.pulls.find((one) => String(one.number) === number)
  const expected = operation === 'closed' ? 'closed' : 'open'
  if (pull?.state !== expected || pull.head.ref !== branch)
    found.push(
      `the output says that ${number} of ${branch} is ${expected}, and it is ${pull?.state} of ${pull?.head.ref}`,
    )
  return found
}

/** Outputs without what differs from run to run. */
function shown(outputs: Outputs, { fake }: World): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name,
      value.replaceAll(fake.serverUrl, 'https://github').replaceAll(/\b[0-9a-f]{40}\b/g, '#'),
    ]),
  )
}

/** Each part has to be as it was or as it shall be. The places where it is neither. */
export function between(start: unknown, state: unknown, end: unknown, place = ''): string[] {
  if (isDeepStrictEqual(state, start) || isDeepStrictEqual(state, end)) return []
  const isParted = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isParted(state) || !isParted(end))
    return [`${place} is ${JSON.stringify(state)} instead of ${JSON.stringify(end)}`]
  const before = isParted(start) ? start : {}
  const keys = new Set([...Object.keys(before), ...Object.keys(state), ...Object.keys(end)])
  return [...keys].flatMap((key) =>
    between(before[key], state[key], end[key], place === '' ? key : `${place}.${key}`),
  )
}

/** Where people's writes are not seen yet, the older base is as good. */
function loose(state: State): unknown {
  const branches = Object.entries(state.branches).map(([name, { commits }]) => [name, commits])
  return { ...state, branches: Object.fromEntries(branches) as object }
}

/** Nobody can clean up after being killed: the next run has to. */
function withoutTemporary(state: State): State {
  const branches = Object.entries(state.branches).filter(([name]) => !name.startsWith('fairlead/tmp-'))
  return { ...state, branches: Object.fromEntries(branches) }
}

/** Collects what is wrong with a case, as sentences. */
export function complainer(name: string) {
  const sentences: string[] = []
  return {
    sentences,
    about(found: readonly string[]) {
      for (const one of found) sentences.push(`${name}: ${one}`)
    },
  }
}

function isRead(request: Reference['requests'][number] | undefined): boolean {
  if (request?.kind !== 'graphql') return request?.method === 'GET'
  return !String((request.body as { query?: string }).query).startsWith('mutation')
}

/** Works on all, on ten at the same time: Octokit lets no more requests of one process run. */
export async function collect<T>(
  items: readonly T[],
  work: (item: T) => Promise<string[]>,
): Promise<string[]> {
  const results: string[][] = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: 10 }, worker))
  return results.flat()
}
