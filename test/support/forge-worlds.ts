/** One infra repo on each kind of forge, for tests of behavior that all forges share. */
import type { Connection } from '../../src/forge/connection.ts'
import { connectGitHub } from '../../src/forge/github/connect.ts'
import type { Forge } from '../../src/forge/forge.ts'
import { connectGitLab } from '../../src/forge/gitlab/connect.ts'
import { connectLocal } from '../../src/forge/local/connect.ts'
import { startFakeGitHub } from '../fakes/github/index.ts'
import { startFakeGitLab } from '../fakes/gitlab/index.ts'
import { bareRepository, commitFiles, git, showRecord } from './git.ts'

/** A file's content, or its mode and content. */
export type Files = Readonly<Record<string, string | readonly ['100755' | '120000', string]>>

export interface ForgeWorld extends AsyncDisposable {
  readonly connection: Connection
  /** The expected identity of the repository. */
  readonly identity: string | undefined
  /** The name that users write for the repository. */
  readonly repository: string
  /** The client of one run of Fairlead; always the same one. */
  readonly forge: Forge
  /** Opens the client of another run. */
  open(): Promise<Forge>
  /**
   * Opens the client of a run with the token of a colleague who also has write access. It is undefined if the forge
   * has no accounts.
   */
  readonly colleague: (() => Promise<Forge>) | undefined
  /** Pushes a commit of another person and returns its ID. */
  push(branch: string, files: Readonly<Record<string, string>>, message?: string): Promise<string>
  /** Sets a branch by force, or creates it. */
  reset(branch: string, commit: string): Promise<void>
  head(branch?: string): string
  branches(): string[]
  /** Returns `100644 content`, or undefined if the file does not exist. */
  file(path: string, branch?: string): Promise<string | undefined>
  /** Returns the parents (IDs), the tree (ID) and the message of a commit. */
  commit(
    id: string,
  ): Promise<{ readonly parents: readonly string[]; readonly tree: string; readonly message: string }>
  request(number: string): {
    readonly state: 'open' | 'closed'
    readonly base: string
    readonly title: string
    readonly labels: readonly string[]
    readonly comments: readonly string[]
  }
  /** Closes a request as another person. */
  close(number: string): Promise<void>
  /** Merges a request as another person and returns the ID of the merge commit. */
  merge(number: string): Promise<string>
  /**
   * Renames the default branch. If the old one is kept, requests do not change. Otherwise the forge updates them as
   * it does: GitHub retargets them to the new branch.
   */
  renameDefault(to: string, oldStays?: boolean): Promise<void>
}

/** Creates an infra repo with files, for each kind of forge. */
export const forgeWorlds: Readonly<Record<string, (files: Files) => Promise<ForgeWorld>>> = {
  github,
  gitlab,
  local,
}

async function gitlab(files: Files): Promise<ForgeWorld> {
  const fake = await startFakeGitLab()
  const path = 'acme/platform/infra'
  fake.addToken('glpat-ofTheProject', { kind: 'project', roles: { [path]: 'developer' } })
  fake.addToken('glpat-ofMallory', { kind: 'personal', username: 'mallory', roles: { [path]: 'developer' } })
  const project = await fake.addProject(path, {
    files: asEdits(files),
    protectedBranches: { main: { push: 'developer' } },
  })
  const { apiUrl, serverUrl } = fake
  const opened: Connection[] = []
  const connect = (token = 'glpat-ofTheProject') => {
    const options = { apiUrl, serverUrl, repository: path, token, second: 5 }
    const connection = connectGitLab({ ...options, environment: process.env })
    opened.push(connection)
    return connection
  }
  const open = (token?: string) => connect(token).pulls()
  const connection = connect()
  return {
    connection,
    identity: `${serverUrl}/${path}`,
    repository: path,
    forge: await connection.pulls(),
    open: () => open(),
    colleague: () => open('glpat-ofMallory'),
    push: (branch, changed, message) =>
      project.push(branch, changed, message === undefined ? {} : { message }),
    reset: (branch, commit) => project.setBranch(branch, commit),
    head: (branch) => project.head(branch),
    branches: () => project.branches(),
    async file(name, branch) {
      const file = await project.file(name, branch)
      return file && `${file.mode} ${file.content}`
    },
    commit: (id) => project.commit(id),
    request(number) {
      const { state, title, labels, target: base } = project.mergeRequest(Number(number))
      const comments = project.notesOf(Number(number)).map(({ body }) => body)
      return { state: state === 'opened' ? 'open' : 'closed', base, title, labels, comments }
    },
    close: (number) => project.close(Number(number)),
    async merge(number) {
      await project.merge(Number(number))
      return project.head()
    },
    async renameDefault(to, oldStays = false) {
      const old = project.settings.defaultBranch
      await project.setBranch(to, project.head(old))
      project.settings.defaultBranch = to
      if (!oldStays) await project.deleteBranch(old)
    },
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one.close()
      const { violations } = fake
      await fake[Symbol.asyncDispose]()
      if (violations.length > 0) throw new Error(violations.join('\n'))
    },
  }
}

function asEdits(files: Files) {
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [
      path,
      typeof file === 'string'
        ? file
        : file[0] === '120000'
          ? { symlink: file[1] }
          : { content: file[1], executable: true },
    ]),
  )
}

async function github(files: Files): Promise<ForgeWorld> {
  const fake = await startFakeGitHub()
  fake.addToken('ghs_appToken', { kind: 'app', login: 'bumper[bot]' })
  fake.addToken('ghp_ofMallory', { kind: 'user', login: 'mallory' })
  const infra = await fake.addRepository('acme/infra', {
    files: asEdits(files),
    collaborators: ['alice'],
    permissions: {
      ghs_appToken: { contents: 'write', pull_requests: 'write' },
      ghp_ofMallory: { contents: 'write', pull_requests: 'write' },
    },
  })
  const { apiUrl, graphqlUrl, serverUrl } = fake
  const connect = (token = 'ghs_appToken') =>
    connectGitHub({
      environment: process.env,
      apiUrl,
      graphqlUrl,
      serverUrl,
      repository: 'acme/infra',
      token,
      second: 5,
    })
  const open = (token?: string) => connect(token).pulls()
  const connection = connect()
  return {
    connection,
    identity: `${serverUrl}/acme/infra`,
    repository: 'acme/infra',
    forge: await connection.pulls(),
    open: () => open(),
    colleague: () => open('ghp_ofMallory'),
    push: (branch, changed, message) => infra.push(branch, changed, message === undefined ? {} : { message }),
    reset: (branch, commit) => infra.setBranch(branch, commit),
    head: (branch) => infra.head(branch),
    branches: () => infra.branches(),
    async file(path, branch) {
      const file = await infra.file(path, branch)
      return file && `${file.mode} ${file.content}`
    },
    commit: (id) => infra.commit(id),
    request(number) {
      const { state, title, labels, base } = infra.pull(Number(number))
      const comments = infra.comments.filter(({ issue }) => String(issue) === number).map(({ body }) => body)
      return { state: state === 'open' ? 'open' : 'closed', base: base.ref, title, labels, comments }
    },
    close: (number) => infra.close(Number(number)),
    merge: (number) => infra.merge(Number(number)),
    async renameDefault(to, oldStays = false) {
      const old = infra.settings.defaultBranch
      await infra.setBranch(to, infra.head(old))
      infra.settings.defaultBranch = to
      if (oldStays) return
      for (const pull of infra.pulls) if (pull.base.ref === old) pull.base = { ...pull.base, ref: to }
      await infra.deleteBranch(old)
    },
    async [Symbol.asyncDispose]() {
      const { violations } = fake
      await fake[Symbol.asyncDispose]()
      if (violations.length > 0) throw new Error(violations.join('\n'))
    },
  }
}

async function local(files: Files): Promise<ForgeWorld> {
  const repository = bareRepository(files)
  const opened: Connection[] = []
  const connect = () => {
    const connection = connectLocal({ environment: process.env, repository })
    opened.push(connection)
    return connection
  }
  const open = () => connect().pulls()
  const connection = connect()
  const record = (branch: string) =>
    showRecord(repository, branch) as {
      state: 'open' | 'closed'
      base: string
      title: string
      labels: string[]
      comments: { body: string }[]
    }
  const read = (...args: string[]) => git(repository, ...args)
  const close = async (number: string) => {
    const other = await open()
    await other.snapshot({ base: undefined, branches: [number], files: [] })
    await other.closePullRequest(number, 'By hand')
  }
  return {
    connection,
    identity: undefined,
    repository,
    forge: await connection.pulls(),
    open,
    colleague: undefined,
    push(branch, changed, message = 'By hand') {
      const exists = read('for-each-ref', `refs/heads/${branch}`) !== ''
      if (!exists) read('branch', branch, 'main')
      return Promise.resolve(commitFiles(repository, branch, message, changed))
    },
    reset(branch, commit) {
      read('update-ref', `refs/heads/${branch}`, commit)
      return Promise.resolve()
    },
    head: (branch = 'main') => read('rev-parse', `refs/heads/${branch}`),
    branches: () => read('for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads').split('\n'),
    file(path, branch = 'main') {
      const listed = read('ls-tree', branch, '--', path)
      if (listed === '') return Promise.resolve(undefined)
      // Not with `git` of git-commits.ts, because it trims the output.
      const content = read('cat-file', 'blob', `${branch}:${path}`)
      return Promise.resolve(`${listed.slice(0, 6)} ${content}\n`)
    },
    commit(id) {
      const [parents = '', tree = '', ...message] = read('log', '-1', '--format=%P%n%T%n%B', id).split('\n')
      return Promise.resolve({
        parents: parents.split(' ').filter(Boolean),
        tree,
        message: message.join('\n'),
      })
    },
    request(number) {
      const { state, base, title, labels, comments } = record(number)
      return { state, base, title, labels, comments: comments.map(({ body }) => body) }
    },
    close,
    async merge(number) {
      const parents = [read('rev-parse', 'HEAD'), read('rev-parse', number)]
      const tree = read('rev-parse', `${number}^{tree}`)
      const by = parents.flatMap((parent) => ['-p', parent])
      const commit = read('commit-tree', tree, ...by, '-m', `Merge branch '${number}' into 'main'`)
      read('update-ref', read('symbolic-ref', 'HEAD'), commit)
      await close(number)
      read('update-ref', '-d', `refs/heads/${number}`)
      return commit
    },
    renameDefault(to, oldStays = false) {
      const old = read('symbolic-ref', '--short', 'HEAD')
      read('branch', to, old)
      read('symbolic-ref', 'HEAD', `refs/heads/${to}`)
      if (!oldStays) read('branch', '-D', old)
      return Promise.resolve()
    },
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one.close()
    },
  }
}
