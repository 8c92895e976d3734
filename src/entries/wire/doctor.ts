import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import process from 'node:process'
import { promisify } from 'node:util'
import { inputs } from '../../commands/catalogue.ts'
import type { Values } from '../../commands/describe.ts'
import { doctorCommand, runDoctor } from '../../commands/doctor.ts'
import type { Part } from '../../doctor/check.ts'
import { closedPart } from '../../doctor/check.ts'
import { filesPart } from '../../doctor/files/part.ts'
import type { FilesPorts } from '../../doctor/files/ports.ts'
import { filesPorts } from '../../doctor/files/ports.ts'
import { herePart } from '../../doctor/here/part.ts'
import { FairleadError } from '../../errors.ts'
import { createGit } from '../../git/git.ts'
import type { Context } from '../../runtime/context.ts'
import { version } from '../../runtime/version.ts'
import type { Tree } from '../../tree/tree.ts'
import { worktree } from '../../tree/worktree.ts'
import { defineCommand } from '../define.ts'
import type { Wiring } from '../define.ts'
import { openForge } from './forge.ts'
import { folderOf, identityOf, repositoryOf } from './folder.ts'

type Inputs = Values<typeof doctorCommand.inputs>

export const command = defineCommand(doctorCommand, async (values, wiring) => {
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  const origin = await identityOf(folder)
  const readsFolder = values.path !== inputs.path.default || values.repository === undefined
  const here = herePart({
    version,
    node: process.versions.node,
    probe: (program, args) => probe(program, args, context),
    job: context.job,
    isShallow: readsFolder ? await isShallow(folder, context) : undefined,
    needsGit: values.forge === 'local',
  })
  const found = values.repository ?? repositoryOf(origin, context.serverUrl)
  const remote = { ...values, repository: found }
  const forge = values.forge === 'local' ? await localParts(values, wiring) : await githubParts(remote)
  return runDoctor(values, { parts: [here, ...forge] })

  /** The files first: what production is stands in them. */
  async function githubParts(given: Inputs): Promise<Part[]> {
    const { GitHubApi } = await import('../../doctor/github/api.ts')
    const { githubPart } = await import('../../doctor/github/part.ts')
    const { repository, token } = given
    if (repository === undefined || (token === undefined && values.repository === undefined)) {
      const files = filesPorts(worktree(folder), values.base, origin)
      const reason =
        repository === undefined
          ? 'No repository is known, so GitHub was not looked at.'
          : `There is no token, so ${repository} on GitHub was not looked at.`
      return [
        await folderPart(folder, files, readsFolder),
        closedPart('GitHub', 'github', reason, 'Give repository (owner/name) and token.'),
      ]
    }
    const open = (name: string, secret: string | undefined) =>
      new GitHubApi({
        repository: name,
        token: secret,
        serverUrl: context.serverUrl,
        apiUrl: context.apiUrl,
        environment: context.environment,
        log: wiring.say,
      })
    const api = open(repository, token)
    const files = await filesOf({ ...given, repository }, async () => {
      const answer = await api.getRepository()
      return answer.given ? answer.data.default_branch : undefined
    })
    const sourceName = values['source-repository'] ?? context.job.repository
    const sourceToken = values['source-token']
    const source =
      sourceName === undefined || sourceToken === undefined ? undefined : open(sourceName, sourceToken)
    const ports = {
      api,
      token,
      base: values.base,
      job: context.job,
      jobToken: context.job.present ? context.githubToken : undefined,
      files: files.ports,
      source,
      now: Date.now(),
    }
    return [files.part, githubPart(ports)]
  }

  /** The files of the folder, or those of the base branch, which are the ones that count. */
  async function filesOf(
    given: Inputs & { readonly repository: string },
    defaultBranch: () => Promise<string | undefined>,
  ): Promise<{ part: Part; ports: FilesPorts | undefined }> {
    if (readsFolder) {
      const base = values.base ?? (await defaultBranch().catch(ignoreFaults))
      const ports = filesPorts(worktree(folder), base, origin)
      return { part: await folderPart(folder, ports, true), ports }
    }
    try {
      const { tree, base, identity } = await baseTree(given, wiring)
      const ports = filesPorts(tree, base, identity)
      return { part: filesPart(ports), ports }
    } catch (error) {
      if (!(error instanceof FairleadError)) throw error
      const [{ message, hint }] = error.faults
      const title = `The files of ${given.repository}`
      return { part: closedPart(title, 'files', `They could not be read: ${message}.`, hint), ports: undefined }
    }
  }
})

/** A `FairleadError` counts as nothing known: the part that is about it tells it. */
function ignoreFaults(error: unknown): undefined {
  if (!(error instanceof FairleadError)) throw error
}

async function localParts(values: Inputs, wiring: Wiring): Promise<Part[]> {
  const folder = await folderOf(values.path, wiring.context)
  const origin = await identityOf(folder)
  const files = await folderPart(folder, filesPorts(worktree(folder), values.base, origin), true)
  const { repository } = values
  if (repository === undefined)
    return [files, closedPart('The git remote', 'local', 'No repository is known.', 'Give repository.')]
  const { localPart } = await import('../../doctor/local/part.ts')
  const open = async () => (await openForge({ ...values, repository }, wiring)).forge
  return [files, localPart({ repository, base: values.base, open })]
}

/** A folder without a YAML file is no infra repo: a job that has checked nothing out has such a one. */
async function folderPart(folder: string, ports: FilesPorts, isMeant: boolean): Promise<Part> {
  const entries = isMeant ? await readdir(folder) : []
  if (entries.some((name) => name !== '.git')) return filesPart(ports)
  return closedPart(
    'The files',
    'files',
    'There are no files of an infra repo, so they were not looked at.',
    'Give repository and token, or check the infra repo out and give path.',
  )
}

async function baseTree(
  given: Inputs & { readonly repository: string },
  wiring: Wiring,
): Promise<{ tree: Tree; base: string; identity: string | undefined }> {
  const { forge, identity } = await openForge(given, wiring)
  const { base } = await forge.look({ base: given.base, branches: [], files: [] })
  return { tree: forge.tree(base.commit), base: base.name, identity }
}

async function probe(
  program: string,
  args: readonly string[],
  { environment, workspace }: Context,
): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, [...args], {
      cwd: workspace,
      env: environment as NodeJS.ProcessEnv,
      timeout: 20_000,
    })
    return stdout
  } catch {
    return undefined
  }
}

async function isShallow(folder: string, { environment }: Context): Promise<boolean | undefined> {
  const git = createGit({ directory: folder, environment })
  const result = await git.attempt(['rev-parse', '--is-shallow-repository'])
  return result.ok ? result.stdout.trim() === 'true' : undefined
}
