/** Injects every fault at every request of a scenario on GitHub: see `fault-matrix.ts`. */
import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProposalPorts } from '../../src/commands/proposals.ts'
import { runUpdate, updateCommand } from '../../src/commands/update.ts'
import { openGitHubForge } from '../../src/forge/github/github-forge.ts'
import { openRepository } from '../../src/forge/github/repository.ts'
import { openGitHubAppRepo } from '../../src/forge/github/app-repo.ts'
import { FakeGitHub, faults } from '../fakes/github/index.ts'
import type { RepositoryHandle, RepositoryOptions } from '../fakes/github/index.ts'
import { ObjectStore } from '../fakes/git/objects.ts'
import { FakeRepository } from '../fakes/github/repository.ts'
import { GithubServer } from '../fakes/github/server.ts'
import { describeMatrix } from './fault-matrix.ts'
import type { Branch, Fetch, Kind, Kit, MatrixWorld, Outputs, State } from './fault-matrix.ts'
import { portsOf, steady, valuesOf } from './ports.ts'

export { between, collect, complainer, notClear } from './fault-matrix.ts'

/** Runs a step of a workflow with its inputs, like a process of its own: all its requests use `fetch`. */
export type Step = (world: World, fetch?: Fetch) => Promise<{ readonly outputs: Outputs }>

export interface Scenario {
  readonly name: string
  /** The kind of token: an App's, whose commits GitHub signs automatically, or a person's. */
  readonly token?: 'app' | 'person'
  readonly repository?: RepositoryOptions
  /** Creates the initial state. */
  readonly start?: (world: World) => Promise<void>
  readonly step: Step
}

/** Returns a step that runs `update` with the inputs as strings. */
export const update =
  (given: Record<string, string>): Step =>
  (world, fetch) => {
    const values = valuesOf(updateCommand.inputs, { repository: 'acme/infra', ...given })
    return runUpdate(values, world.ports(fetch))
  }

/** Returns inputs for the values file that each infra repo has. */
export const web = (tag: string, more: Record<string, string> = {}) => ({
  'values-file': 'apps/web/values.yaml',
  key: 'image.tag',
  'image-tag': tag,
  ...more,
})

/** A GitHub with one infra repo, for one case. */
export class World implements MatrixWorld {
  readonly fake: FakeGitHub
  readonly infra: RepositoryHandle
  readonly token: string
  /** The commits of the base at the start, by revision: `main`, `main~1`. */
  readonly known: ReadonlyMap<string, string>
  /** An option of the forge. A step may lower it. */
  archiveFrom: number | undefined

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

  /** Creates a world at the start of a scenario, from the initial state of another one. */
  static async begin(scenario: Scenario, from: Start): Promise<World> {
    const server = await GithubServer.start()
    const fake = new FakeGitHub(server)
    const token = addToken(fake, scenario)
    for (const original of from.repositories) {
      const { owner, name, settings, fullName } = original
      const directory = join(from.folder, randomUUID())
      await borrow(original.directory, directory, original.state.refs)
      const store = new ObjectStore(directory, original.store)
      const repository = new FakeRepository(owner, name, store, structuredClone(settings))
      Object.assign(repository.state, structuredClone(original.lagging().state))
      // A stale read does not return the last write.
      await repository.write(() => Object.assign(repository.state, structuredClone(original.state)))
      server.world.accounts.add(owner.login, owner.type)
      for (const login of settings.collaborators) server.world.accounts.add(login)
      server.world.accounts.grant(token, fullName, writer)
      server.world.repositories.set(fullName.toLowerCase(), repository)
    }
    return new World(fake, fake.repository('acme/infra'), token, from.known)
  }

  /** Returns the ports that a command needs, with a new client of the forge. */
  ports(fetch?: Fetch): ProposalPorts {
    const { apiUrl, graphqlUrl, serverUrl } = this.fake
    const { token, archiveFrom } = this
    const options = { token, apiUrl, second: 2, random: () => 0, fetch, environment: process.env }
    const place = { repository: 'acme/infra', graphqlUrl, serverUrl }
    return portsOf(openGitHubForge(openRepository({ ...options, ...place, archiveFrom })), {
      pace: steady,
      addresses: 'https://github.com/acme/infra',
      appRepo: openGitHubAppRepo(openRepository({ ...options, ...place })),
    })
  }

  /**
   * Returns everything of the infra repo that a person can see, without IDs and times, which differ from run to run.
   */
  async state(): Promise<State> {
    const { infra, fake } = this
    const text = (value: string | null) =>
      (value ?? '')
        .replaceAll(fake.serverUrl, 'https://github')
        .replaceAll(/\b[0-9a-f]{7,40}\b/g, '#')
        // The hidden marker of a completed update is written last, and a person does not see it.
        .replace('<!-- fairlead-wish: # -->\n', '')
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

  tip(branch: string): string | undefined {
    return this.infra.branches().includes(branch) ? this.infra.head(branch) : undefined
  }

  pull(number: string): ReturnType<MatrixWorld['pull']> {
    const found = this.infra.pulls.find((one) => String(one.number) === number)
    return found && { state: found.state === 'open' ? 'open' : 'closed', branch: found.head.ref }
  }

  /** Returns the new content of each file that a commit changes. */
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

/** The initial state of a scenario. It is created once, and each case works on its own copy. */
class Start implements AsyncDisposable {
  readonly repositories: readonly FakeRepository[]
  readonly known: ReadonlyMap<string, string>
  /** The folder for the refs and new objects of the cases. */
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
    // A branch of another person, which must not change. It is also the last write, which a stale read does not
    // return.
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

/** Creates a bare repository that shares the objects of another one and has its own refs, without a git process. */
async function borrow(from: string, to: string, refs: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(join(to, 'objects', 'info'), { recursive: true })
  await mkdir(join(to, 'refs'))
  await copyFile(join(from, 'config'), join(to, 'config'))
  await copyFile(join(from, 'HEAD'), join(to, 'HEAD'))
  await writeFile(join(to, 'objects', 'info', 'alternates'), `${join(from, 'objects')}\n`)
  const lines = [...refs].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, oid]) => `${oid} ${name}\n`)
  await writeFile(join(to, 'packed-refs'), `# pack-refs with: peeled fully-peeled sorted \n${lines.join('')}`)
}

/**
 * Faults that happen once. The client does not distinguish a 502 from a reset connection (`isLost`, and the retries
 * of Octokit), nor the two rate limits (`isRateLimit`).
 */
const single: readonly Kind[] = [
  { 'a 502': faults.serverError(), 'a reset connection': faults.connectionReset },
  { 'a 429': faults.tooManyRequests(), 'a secondary rate limit': faults.secondaryRateLimit() },
  {
    'an answer that is lost': faults.lostAnswer,
    'an answer that is lost behind a 502': { ...faults.serverError(), carriedOut: true },
  },
]

/** Faults that all requests from one on get. */
const lasting: readonly Kind[] = [
  { 'secondary rate limits': faults.secondaryRateLimit() },
  { 'answers that are lost': faults.lostAnswer },
]

const kit: Kit<World, Scenario, Start> = {
  make: (scenario) => Start.make(scenario),
  begin: (scenario, from) => World.begin(scenario, from),
  single,
  lasting,
  isRead({ kind, method, body }) {
    if (kind !== 'graphql') return method === 'GET'
    return !String((body as { query?: string }).query).startsWith('mutation')
  },
}

/** Defines the tests of a scenario: one for each fault, each with a case for every request. */
export function describeFaults(scenario: Scenario): void {
  describeMatrix(kit, scenario)
}
