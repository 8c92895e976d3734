/** Injects every fault at every request of a scenario on GitLab: see `fault-matrix.ts`. */
import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProposalPorts } from '../../src/commands/proposals.ts'
import { runUpdate, updateCommand } from '../../src/commands/update.ts'
import { openGitLabForge } from '../../src/forge/gitlab/gitlab-forge.ts'
import { openProject } from '../../src/forge/gitlab/project.ts'
import type { GitLabForge } from '../../src/forge/gitlab/gitlab-forge.ts'
import { openGitLabAppRepo } from '../../src/forge/gitlab/app-repo.ts'
import { FakeGitLab, faults } from '../fakes/gitlab/index.ts'
import type { ProjectHandle, ProjectOptions } from '../fakes/gitlab/index.ts'
import { ObjectStore } from '../fakes/git/objects.ts'
import { FakeProject } from '../fakes/gitlab/project.ts'
import { GitlabServer } from '../fakes/gitlab/server.ts'
import { describeMatrix } from './fault-matrix.ts'
import type { Branch, Fetch, Kind, Kit, MatrixWorld, Outputs, State } from './fault-matrix.ts'
import { portsOf, steady, valuesOf } from './ports.ts'

export { web } from './faults.ts'

/** Runs a step of a pipeline with its inputs, like a process of its own: all its requests use `fetch`. */
export type Step = (world: World, fetch?: Fetch) => Promise<{ readonly outputs: Outputs }>

export interface Scenario {
  readonly name: string
  readonly project?: ProjectOptions
  /** Creates the initial state. */
  readonly start?: (world: World) => Promise<void>
  readonly step: Step
}

const path = 'acme/platform/infra'
const token = 'glpat-ofTheProject'

/** Returns a step that runs `update` with the inputs as strings. */
export const update =
  (given: Record<string, string>): Step =>
  (world, fetch) => {
    const values = valuesOf(updateCommand.inputs, { forge: 'gitlab', repository: path, ...given })
    return runUpdate(values, world.ports(fetch))
  }

/** A GitLab with one infra project, for one case. */
export class World implements MatrixWorld {
  readonly fake: FakeGitLab
  readonly infra: ProjectHandle
  readonly token = token
  /** The commits of the base at the start, by revision: `main`, `main~1`. */
  readonly known: ReadonlyMap<string, string>
  readonly #opened: GitLabForge[] = []

  constructor(fake: FakeGitLab, infra: ProjectHandle, known: ReadonlyMap<string, string> = new Map()) {
    this.fake = fake
    this.infra = infra
    this.known = known
  }

  /** Creates a world at the start of a scenario, from the initial state of another one. */
  static async begin(_: Scenario, from: Start): Promise<World> {
    const { world } = from
    const server = await GitlabServer.start(structuredClone(world.settings))
    const fake = new FakeGitLab(server)
    // The same people added in the same order get the same IDs.
    for (const { username, name, email, bot } of world.accounts.users())
      server.world.accounts.add(username, { name, email, bot })
    for (const { user, level } of world.accounts.members(path))
      if (level >= 30) server.world.accounts.grant(user.username, path, 'developer')
    fake.addToken(token, { kind: 'project', username: 'project_bot' })
    for (const original of world.projects) {
      const directory = join(from.folder, randomUUID())
      await borrow(original.directory, directory, original.state.refs)
      const { fullPath, id, settings } = original
      const store = new ObjectStore(directory, original.store)
      const project = new FakeProject(fullPath, store, structuredClone(settings), server.world.settings)
      Object.assign(project, { id })
      Object.assign(project.state, structuredClone(original.lagging().state))
      // A stale read does not return the last write.
      await project.write(() => Object.assign(project.state, structuredClone(original.state)))
      server.world.projects.push(project)
    }
    return new World(fake, fake.project(path), from.known)
  }

  /** Returns the ports that a command needs, with a new client of the forge. */
  ports(fetch?: Fetch): ProposalPorts {
    const { apiUrl, serverUrl } = this.fake
    const options = { token, apiUrl, second: 2, random: () => 0, fetch }
    const forge = openGitLabForge(
      openProject({ ...options, repository: path, serverUrl, environment: process.env }),
    )
    this.#opened.push(forge)
    const appRepo = openGitLabAppRepo(openProject({ ...options, repository: path, serverUrl }))
    return portsOf(forge, { pace: steady, addresses: `https://gitlab.com/${path}`, appRepo })
  }

  async state(): Promise<State> {
    const { infra, fake } = this
    const text = (value: string | null) =>
      (value ?? '')
        .replaceAll(fake.serverUrl, 'https://gitlab')
        .replaceAll(/\b[0-9a-f]{7,40}\b/g, '#')
        // The hidden marker of a completed update is written last, and a person does not see it.
        .replace('<!-- fairlead-wish: # -->\n', '')
    const set = (names: readonly (string | number)[]) => Object.fromEntries(names.map((name) => [name, true]))
    const branches: Record<string, Branch> = {}
    for (const name of infra.branches()) {
      const commits: unknown[] = []
      let sha = infra.head(name)
      while (!this.known.has(sha)) {
        const { message, parents, author } = await infra.commit(sha)
        commits.push({
          message: text(message),
          changes: await this.#changes(sha, parents[0]),
          author: author.name,
        })
        if (parents.length !== 1) break
        sha = parents[0] ?? ''
      }
      branches[name] = { onto: this.known.get(sha), commits }
    }
    const pulls = Object.fromEntries(
      infra.mergeRequests.map((one) => [
        one.iid,
        {
          state: one.state,
          title: one.title,
          body: text(one.description),
          branch: one.source,
          base: one.target,
          isAtTip: one.state !== 'opened' || this.tip(one.source) === one.sha,
          labels: set(one.labels),
          people: set([...one.assignees, ...one.reviewers]),
          milestone: one.milestone ?? undefined,
          autoMerge: one.autoMerge?.squash,
        },
      ]),
    )
    const comments: Record<string, number> = {}
    for (const { mergeRequest, body, system } of infra.notes) {
      if (system) continue
      const key = `${mergeRequest}: ${text(body)}`
      comments[key] = (comments[key] ?? 0) + 1
    }
    return { branches, pulls, comments }
  }

  tip(branch: string): string | undefined {
    return this.infra.branches().includes(branch) ? this.infra.head(branch) : undefined
  }

  pull(number: string): ReturnType<MatrixWorld['pull']> {
    const found = this.infra.mergeRequests.find(({ iid }) => String(iid) === number)
    return found && { state: found.state === 'opened' ? 'open' : 'closed', branch: found.source }
  }

  /** Returns the new content of each file that a commit changes. */
  async #changes(commit: string, parent: string | undefined): Promise<Record<string, string | undefined>> {
    const list = async (revision: string) => {
      const files = new Map<string, string>()
      for (const name of await this.infra.paths(revision)) {
        const file = await this.infra.file(name, revision)
        files.set(name, `${file?.mode} ${file?.content}`)
      }
      return files
    }
    const before = parent === undefined ? new Map<string, string>() : await list(parent)
    const after = await list(commit)
    const names = [...new Set([...before.keys(), ...after.keys()])].toSorted()
    return Object.fromEntries(
      names.filter((name) => before.get(name) !== after.get(name)).map((name) => [name, after.get(name)]),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const forge of this.#opened) await forge.close()
    await this.fake[Symbol.asyncDispose]()
  }
}

/** The initial state of a scenario. It is created once, and each case works on its own copy. */
class Start implements AsyncDisposable {
  readonly world: GitlabServer['world']
  readonly known: ReadonlyMap<string, string>
  /** The folder for the refs and new objects of the cases. */
  readonly folder: string
  readonly #server: GitlabServer

  constructor(server: GitlabServer, known: ReadonlyMap<string, string>, folder: string) {
    this.#server = server
    this.world = server.world
    this.known = known
    this.folder = folder
  }

  static async make(scenario: Scenario): Promise<Start> {
    const settings = { version: '19.5.0-ee', tier: 'premium', signsCommits: false } as const
    const server = await GitlabServer.start(settings)
    const fake = new FakeGitLab(server)
    fake.addToken(token, { kind: 'project', username: 'project_bot', roles: { [path]: 'developer' } })
    const infra = await fake.addProject(path, {
      files: {
        'apps/web/values.yaml': 'image:\n  tag: 1.0.0\nproxy:\n  tag: 0.9.0\n',
        'deploy.sh': { content: '#!/bin/sh\n', executable: true },
      },
      members: { alice: 'developer', bob: 'developer' },
      milestones: ['Next'],
      protectedBranches: { main: { push: 'developer', merge: 'developer' } },
      ...scenario.project,
    })
    // A branch of another person, which must not change. It is also the last write, which a stale read does not
    // return.
    await infra.push('people/notes', { 'notes.md': 'Mine.\n' }, { message: 'Notes' })
    const world = new World(fake, infra)
    await scenario.start?.(world)
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
 * Faults that happen once. The client does not distinguish a 502 from a reset connection (`isLost`, and its retries),
 * nor the rate limits with and without a time to wait.
 */
const single: readonly Kind[] = [
  { 'a 502': faults.serverError(), 'a reset connection': faults.connectionReset },
  { 'a 429': faults.tooManyRequests(), 'the limit of an action': faults.tooManyActions },
  {
    'an answer that is lost': faults.lostAnswer,
    'an answer that is lost behind a 502': { ...faults.serverError(), carriedOut: true },
  },
]

const kit: Kit<World, Scenario, Start> = {
  make: (scenario) => Start.make(scenario),
  begin: (scenario, from) => World.begin(scenario, from),
  single,
  lasting: [{ '429s': faults.tooManyRequests() }, { 'answers that are lost': faults.lostAnswer }],
  isRead: ({ kind, method }) => kind === 'rest' && (method === 'GET' || method === 'HEAD'),
}

/** Defines the tests of a scenario: one for each fault, each with a case for every request. */
export function describeFaults(scenario: Scenario): void {
  describeMatrix(kit, scenario)
}
