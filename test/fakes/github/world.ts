/** All data of one fake GitHub: its accounts and repositories. */
import { ObjectStore } from '../git/objects.ts'
import { join } from 'node:path'

import { Accounts, type Permissions } from './accounts.ts'
import { notFound } from './errors.ts'
import { createBareRepository } from '../git/bare.ts'
import { type FileEdits, writeHumanCommit } from '../git/files.ts'
import { FakeRepository, nextId, now } from './repository.ts'
import type { RepositoryOptions, RepositorySettings } from './state.ts'

export class World {
  readonly accounts = new Accounts()
  readonly repositories = new Map<string, FakeRepository>()
  /** The logins of members, by `organization/slug`. */
  readonly teams = new Map<string, readonly string[]>()
  /** The paths of private repositories' archives, by the token in their address. */
  readonly archiveLinks = new Map<string, string>()
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  repository(fullName: string): FakeRepository {
    const found = this.repositories.get(fullName.toLowerCase())
    if (found === undefined) throw notFound()
    return found
  }

  async addRepository(fullName: string, options: RepositoryOptions): Promise<FakeRepository> {
    const [owner = '', name = ''] = fullName.split('/')
    const directory = join(this.#directory, owner, `${name}.git`)
    const settings = settingsOf(options)
    await createBareRepository(directory, settings.defaultBranch)
    const account = this.accounts.add(owner, 'Organization')
    for (const login of settings.collaborators) this.accounts.add(login)
    const repository = new FakeRepository(account, name, new ObjectStore(directory), settings)
    for (const label of options.labels ?? []) addLabel(repository, label)
    this.repositories.set(fullName.toLowerCase(), repository)
    if (options.files !== undefined) {
      await commitFiles(repository, settings.defaultBranch, options.files, {
        message: 'Initial commit',
        author: owner,
      })
    }
    this.#grant(fullName, options.permissions ?? {})
    return repository
  }

  #grant(fullName: string, permissions: Readonly<Record<string, Permissions>>): void {
    for (const [token, granted] of Object.entries(permissions)) this.accounts.grant(token, fullName, granted)
  }

  close(): void {
    for (const repository of this.repositories.values()) repository.store.close()
  }
}

function settingsOf(options: RepositoryOptions): RepositorySettings {
  const milestones = (options.milestones ?? []).map((title, index) => ({
    id: nextId(),
    number: index + 1,
    title,
    state: 'open' as const,
    createdAt: now(),
  }))
  return {
    defaultBranch: options.defaultBranch ?? 'main',
    private: options.private ?? true,
    archived: options.archived ?? false,
    autoMergeAllowed: options.autoMergeAllowed ?? false,
    mergeCommitAllowed: options.mergeCommitAllowed ?? true,
    squashMergeAllowed: options.squashMergeAllowed ?? true,
    rebaseMergeAllowed: options.rebaseMergeAllowed ?? true,
    deleteBranchOnMerge: options.deleteBranchOnMerge ?? false,
    actionsMayCreatePullRequests: options.actionsMayCreatePullRequests ?? true,
    rules: options.rules ?? [],
    protection: options.protection ?? {},
    plan: options.plan ?? 'enterprise',
    environments: options.environments ?? {},
    deployments: options.deployments ?? [],
    activity: options.activity ?? [],
    checkRuns: options.checkRuns ?? [],
    workflowRuns: options.workflowRuns ?? {},
    milestones,
    collaborators: options.collaborators ?? [],
    teams: options.teams ?? [],
    treeLimit: options.treeLimit ?? 100_000,
  }
}

/** Label names are case-insensitive. GitHub creates a missing label when it is added to an issue. */
export function addLabel(repository: FakeRepository, name: string): string {
  const same = (label: { name: string }) => label.name.toLowerCase() === name.toLowerCase()
  const known = repository.state.labels.find(same)
  if (known !== undefined) return known.name
  repository.state.labels.push({ id: nextId(), name, color: 'ededed', description: '' })
  return name
}

export interface HumanCommit {
  readonly message?: string
  readonly author?: string
  /** An email address that anybody can use. Default: one of the author's. */
  readonly email?: string
  /** The branch that a new branch starts from. Default: the default branch. */
  readonly from?: string
}

/**
 * Commits to a branch as if a person pushed an unsigned commit. The rules of the repository are not applied. Null
 * deletes a file.
 */
export async function commitFiles(
  repository: FakeRepository,
  branch: string,
  files: FileEdits,
  options: HumanCommit = {},
): Promise<string> {
  return repository.write(async () => {
    const { store, settings } = repository
    const parent = repository.branch(branch) ?? repository.branch(options.from ?? settings.defaultBranch)
    const commit = await writeHumanCommit(store, parent, files, options)
    const update = { name: `refs/heads/${branch}`, to: commit, force: true }
    await repository.updateRefs([update], undefined, options.author ?? 'somebody')
    return commit
  })
}
