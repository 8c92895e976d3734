import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import { inputs } from '../../commands/catalogue.ts'
import { doctorCommand, runDoctor } from '../../commands/doctor.ts'
import type { Part } from '../../doctor/check.ts'
import { inheritedVariables } from '../../git/inherited.ts'
import { FairleadError } from '../../errors.ts'
import { closedPart, githubPart, gitlabPart, herePart, localPart } from '../../doctor/parts.ts'
import type { Context } from '../../runtime/context.ts'
import { version } from '../../runtime/version.ts'
import { defineCommand } from '../define.ts'
import { infraFiles } from './doctor-files.ts'
import type { InfraFiles, Setup } from './doctor-files.ts'
import { connectToGithub, connectToGitlab, connectToLocal } from './connect.ts'
import { forgeOf } from './forges.ts'
import { isOfGithub } from './tokens.ts'
import { folderOf, gitIn, originAddress } from './folder.ts'
import { warnOfFolder } from './job.ts'

export const command = defineCommand(doctorCommand, async (values, wiring) => {
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const origin = await originAddress(git)
  const kind = forgeOf(values.forge)
  // A plain git remote is checked only if an input names it.
  const told = kind.serverUrl(context) === undefined ? undefined : kind.nameOf(origin, context)
  const setup: Setup = {
    values,
    wiring,
    folder,
    origin,
    repository: values.repository === undefined ? told : kind.called(values.repository, context),
    readsFolder: values.repository === undefined || values.path !== inputs.path.default,
  }
  if (setup.readsFolder) await warnOfFolder(git, wiring.warn)
  const { files, others } = await subjects[values.forge as keyof typeof subjects](setup)
  return runDoctor(values, { parts: [await machinePart(setup, files), files.part, ...others] })
})

/** The files of the infra repo, and the other parts to check. */
interface Subjects {
  readonly files: InfraFiles
  readonly others: readonly Part[]
}

/** The checks of each forge. */
const subjects = { github: githubParts, gitlab: gitlabParts, local: localParts }

async function machinePart({ values, wiring, folder, readsFolder }: Setup, files: InfraFiles): Promise<Part> {
  const { context } = wiring
  return herePart({
    version,
    node: process.versions.node,
    probe: (program, args) => probe(program, args, context),
    renderers: async () => {
      const { rendererPorts } = await import('./doctor-renderers.ts')
      return rendererPorts(files, values, wiring)
    },
    findSandbox: async () => {
      const { findSandbox } = await import('../../render/engine/sandbox.ts')
      return (await findSandbox(context.environment))?.name
    },
    job: context.job,
    isShallow: readsFolder ? await isShallow(folder, context) : undefined,
    needsGit: values.forge === 'local',
  })
}

async function localParts(setup: Setup): Promise<Subjects> {
  const { values, wiring, repository } = setup
  const files = await infraFiles(setup, () => Promise.resolve(undefined))
  if (repository === undefined)
    return {
      files,
      others: [
        closedPart('local', {
          title: 'The git remote',
          reason: 'The repository is not known, so no remote was checked.',
          hint: 'Set repository to a path or to the address of a git remote.',
        }),
      ],
    }
  const open = async () => (await connectToLocal({ repository, token: values.token }, wiring)).pulls()
  return { files, others: [localPart({ repository, base: values.base, open })] }
}

async function gitlabParts(setup: Setup): Promise<Subjects> {
  const { values, wiring, repository = wiring.context.job.repository } = setup
  const { token, base } = values
  const { context } = wiring
  const files = await infraFiles(setup, () => Promise.resolve(base))
  if (repository === undefined)
    return {
      files,
      others: [
        closedPart('gitlab', {
          title: 'The project on GitLab',
          reason: 'The project is not known, so GitLab was not checked.',
          hint: 'Set repository to the path of the project with all groups.',
        }),
      ],
    }
  // A GitHub token is never sent to GitLab.
  const own = token !== undefined && isOfGithub(token, context) ? undefined : token
  const connection = await connectToGitlab({ repository, token: own }, wiring).catch((error: unknown) => {
    if (error instanceof FairleadError) return error
    throw error
  })
  if (connection instanceof FairleadError) {
    const [{ message: reason, hint = 'Check the address of the project.' }] = connection.faults
    return { files, others: [closedPart('gitlab', { title: 'The project on GitLab', reason, hint })] }
  }
  const ports = { project: connection.project, base, files: files.ports, now: Date.now() }
  return { files, others: [gitlabPart(ports)] }
}

async function githubParts(setup: Setup): Promise<Subjects> {
  const { values, wiring, repository } = setup
  const { context } = wiring
  const { token, base } = values
  // If only the checkout names the repository, a missing token is not an error.
  if (repository === undefined || (token === undefined && values.repository === undefined)) {
    const files = await infraFiles(setup, () => Promise.resolve(undefined))
    const reason =
      repository === undefined
        ? 'The repository is not known, so GitHub was not checked.'
        : `No token is set, so ${repository} on GitHub was not checked.`
    return {
      files,
      others: [
        closedPart('github', { title: 'GitHub', reason, hint: 'Set repository (owner/name) and token.' }),
      ],
    }
  }
  // This module includes the GitHub client, which no other setup needs.
  const { GitHubApi } = await import('../../doctor/github/github-api.ts')
  // Each request is one of many, and waiting for a rate limit would delay all of them.
  const patience = { tries: 1, seconds: 30 }
  const open = async (name: string, secret: string | undefined) =>
    new GitHubApi((await connectToGithub({ repository: name, token: secret, patience }, wiring)).repository)
  const api = await open(repository, token)
  const files = await infraFiles(setup, async () => {
    const answer = await api.getRepository()
    return answer.given ? answer.data.default_branch : undefined
  })
  const sourceName = values['source-repository'] ?? context.job.repository
  const sourceToken = values['source-token']
  const ports = {
    api,
    token,
    base,
    job: context.job,
    jobToken: context.job.present ? context.githubToken : undefined,
    files: files.ports,
    source:
      sourceName === undefined || sourceToken === undefined ? undefined : await open(sourceName, sourceToken),
    now: Date.now(),
  }
  return { files, others: [githubPart(ports)] }
}

/** Runs a program and returns its output; undefined if it does not exist or fails. */
async function probe(
  program: string,
  args: readonly string[],
  { environment, workspace }: Context,
): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, [...args], {
      cwd: workspace,
      env: inheritedVariables(environment),
      timeout: 20_000,
    })
    return stdout
  } catch {
    return undefined
  }
}

async function isShallow(folder: string, context: Context): Promise<boolean | undefined> {
  const result = await gitIn(folder, context).attempt(['rev-parse', '--is-shallow-repository'])
  return result.ok ? result.stdout.trim() === 'true' : undefined
}
