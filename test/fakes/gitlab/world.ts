/** All data of one fake GitLab: its accounts and projects, and the settings of its administrators. */
import { ObjectStore } from '../git/objects.ts'
import { join } from 'node:path'

import { createBareRepository } from '../git/bare.ts'
import { type FileEdits, writeHumanCommit } from '../git/files.ts'
import { Accounts, type Token } from './accounts.ts'
import { notFound } from './errors.ts'
import { Groups } from './groups.ts'
import { nextId, now } from './ids.ts'
import { FakeProject } from './project.ts'
import type { InstanceSettings, Job, ProjectOptions, ProjectSettings } from './state.ts'

export class World {
  readonly accounts = new Accounts()
  readonly projects: FakeProject[] = []
  readonly groups = new Groups(this)
  readonly settings: InstanceSettings
  readonly #directory: string

  constructor(directory: string, settings: InstanceSettings) {
    this.#directory = directory
    this.settings = settings
  }

  find(idOrPath: string): FakeProject | undefined {
    const path = idOrPath.toLowerCase()
    return this.projects.find(
      (project) => String(project.id) === idOrPath || project.fullPath.toLowerCase() === path,
    )
  }

  project(idOrPath: string): FakeProject {
    const found = this.find(idOrPath)
    if (found === undefined) throw notFound('Project')
    return found
  }

  async addProject(fullPath: string, options: ProjectOptions): Promise<FakeProject> {
    if (!fullPath.includes('/')) throw new Error(`a project is in a group or of a user: ${fullPath}`)
    const directory = join(this.#directory, `${fullPath}.git`)
    const settings = settingsOf(options)
    await createBareRepository(directory, settings.defaultBranch)
    const project = new FakeProject(fullPath, new ObjectStore(directory), settings, this.settings)
    this.#fill(project, options)
    this.projects.push(project)
    if (options.files !== undefined) {
      const pusher = this.accounts.pusher().id
      await commitFiles(project, settings.defaultBranch, options.files, { message: 'Initial commit' }, pusher)
    }
    for (const [username, role] of Object.entries(options.members ?? {})) {
      this.accounts.grant(username, fullPath, role)
    }
    for (const [value, { role, scopes }] of Object.entries(options.tokens ?? {})) {
      const roles = { [fullPath]: role }
      this.accounts.addToken(value, { kind: 'project', roles, ...(scopes === undefined ? {} : { scopes }) })
    }
    return project
  }

  #fill({ state }: FakeProject, options: ProjectOptions): void {
    for (const name of options.labels ?? []) addLabel(state.labels, name)
    for (const title of options.milestones ?? []) {
      const iid = state.milestones.length + 1
      state.milestones.push({ id: nextId(), iid, title, state: 'active', createdAt: now() })
    }
    for (const name of options.environments ?? []) state.environments.push(newEnvironment(name))
  }

  /** Returns the job of a job token, if the test has set it. */
  jobOf(token: Token | undefined): { readonly project: FakeProject; readonly job: Job } | undefined {
    const project = token?.job === undefined ? undefined : this.find(token.project ?? '')
    const job = project?.state.jobs.find(({ id }) => id === token?.job)
    return project === undefined || job === undefined ? undefined : { project, job }
  }

  close(): void {
    for (const project of this.projects) project.store.close()
  }
}

function settingsOf(options: ProjectOptions): ProjectSettings {
  const defaultBranch = options.defaultBranch ?? 'main'
  return {
    defaultBranch,
    visibility: options.visibility ?? 'private',
    archived: options.archived ?? false,
    mergeMethod: options.mergeMethod ?? 'merge',
    automaticRebase: options.automaticRebase ?? false,
    squashOption: options.squashOption ?? 'default_off',
    onlyAllowMergeIfPipelineSucceeds: options.onlyAllowMergeIfPipelineSucceeds ?? false,
    removeSourceBranchAfterMerge: options.removeSourceBranchAfterMerge ?? true,
    // The defaults of a new project: maintainers may push to the default branch and merge into it.
    protectedBranches: options.protectedBranches ?? { [defaultBranch]: {} },
    protectedEnvironments: options.protectedEnvironments ?? {},
    approvalRules: options.approvalRules ?? [],
    pipelines: options.pipelines,
    preparedAfterReads: options.preparedAfterReads ?? 0,
    jobTokenAllowlist: options.jobTokenAllowlist ?? [],
    jobTokenMayPush: options.jobTokenMayPush ?? false,
    freezePeriods: options.freezePeriods ?? [],
    ciConfigPath: options.ciConfigPath ?? '',
    ciForwardDeploymentEnabled: options.ciForwardDeploymentEnabled ?? true,
    ciPipelineVariablesMinimumOverrideRole: options.ciPipelineVariablesMinimumOverrideRole ?? 'developer',
    restrictUserDefinedVariables: options.restrictUserDefinedVariables,
    allowPipelineTriggerApproveDeployment: options.allowPipelineTriggerApproveDeployment ?? false,
    mergePipelinesEnabled: options.mergePipelinesEnabled ?? false,
    mergeTrainsEnabled: options.mergeTrainsEnabled ?? false,
  }
}

/** Creates a label when it is first used. Labels are case-sensitive in GitLab. */
export function addLabel(labels: FakeProject['state']['labels'], name: string): string {
  if (!labels.some((label) => label.name === name)) {
    labels.push({ id: nextId(), name, color: '#dc143c', description: null })
  }
  return name
}

/** Guesses the tier from the name, as GitLab does. */
export function newEnvironment(name: string): FakeProject['state']['environments'][number] {
  const tiers = [
    ['production', /prod|live/i],
    ['staging', /sta?ge?|stag|model|pre|demo|non/i],
    ['testing', /test|tst|int|ac(c|pt)|qa|qc|control|quality/i],
    ['development', /dev|review|trunk/i],
  ] as const
  const tier = tiers.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other'
  return {
    id: nextId(),
    name,
    createdAt: now(),
    tier,
    externalUrl: null,
    description: null,
    state: 'available',
  }
}

export interface HumanCommit {
  readonly message?: string
  readonly author?: string
  /** An email address that anybody can use. Default: one of the author's. */
  readonly email?: string
  /** The branch that a new branch starts from. Default: the default branch. */
  readonly from?: string
  /** The username of the user who pushes, if it is not the author. */
  readonly pusher?: string
}

/**
 * Commits to a branch as if a person pushed an unsigned commit. The rules of the project are not applied. Null
 * deletes a file.
 */
export async function commitFiles(
  project: FakeProject,
  branch: string,
  files: FileEdits,
  options: HumanCommit = {},
  pusher?: number,
): Promise<string> {
  return project.write(async () => {
    const { store, settings } = project
    const parent = project.branch(branch) ?? project.branch(options.from ?? settings.defaultBranch)
    const commit = await writeHumanCommit(store, parent, files, options)
    await project.updateRefs([{ name: `refs/heads/${branch}`, to: commit }], pusher)
    return commit
  })
}
