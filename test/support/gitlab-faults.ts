/** Every fault at every request of a scenario on GitLab: see `fault-matrix.ts`. */
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

/** A step of a pipeline, from its inputs on, as a process of its own: all that it asks goes through `fetch`. */
export type Step = (world: World, fetch?: Fetch) => Promise<{ readonly outputs: Outputs }>

export interface Scenario {
  readonly name: string
  readonly project?: ProjectOptions
  /** Brings about what is there before. */
  readonly start?: (world: World) => Promise<void>
  readonly step: Step
}

const path = 'acme/platform/infra'
const token = 'glpat-ofTheProject'

/** `update` with the inputs as texts. */
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
  /** The commits of the base at the start, by their place: `main`, `main~1`. */
  readonly known: ReadonlyMap<string, string>
  readonly #opened: GitLabForge[] = []

  constructor(fake: FakeGitLab, infra: ProjectHandle, known: ReadonlyMap<string, string> = new Map()) {
    this.fake = fake
    this.infra = infra
    this.known = known
  }

  /** At the start of a scenario, with the start that another one has made. */
  static async begin(_: Scenario, from: Start): Promise<World> {
    const { world } = from
    const server = await GitlabServer.start(structuredClone(world.settings))
    const fake = new FakeGitLab(server)
    // The same people in the same order have the same ids.
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
      // A stale read does not know the last write.
      await project.write(() => Object.assign(project.state, structuredClone(original.state)))
      server.world.projects.push(project)
    }
    return new World(fake, fake.project(path), from.known)
  }

  /** What a command needs from outside, with a forge that has asked nothing yet. */
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
        // The hidden mark that all is done comes last, and says nothing to a person.
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

  /** The new content of each file that a commit changes. */
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

/** What is there before: it is made once, and each case works on it as on its own. */
class Start implements AsyncDisposable {
  readonly world: GitlabServer['world']
  readonly known: ReadonlyMap<string, string>
  /** Where the cases have their refs and new objects. */
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
    // Somebody's work, which stays as it is; and the last write before that a stale read does not know.
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

/**
 * A 502 and a reset connection are one to the client (`isLost`, and what it repeats), and so are the limits, with the
 * time to wait and without it.
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

/** The tests of a scenario: one for each fault, each with a case for every request. */
export function describeFaults(scenario: Scenario): void {
  describeMatrix(kit, scenario)
}
