import { readdir } from 'node:fs/promises'
import type { Values } from '../../commands/describe.ts'
import type { doctorCommand } from '../../commands/doctor.ts'
import type { Part } from '../../doctor/check.ts'
import { sentence } from '../../doctor/check.ts'
import { closedPart, filesPart } from '../../doctor/parts.ts'
import type { FilesPorts } from '../../doctor/files/ports.ts'
import { filesPorts } from '../../doctor/files/ports.ts'
import type { Config } from '../../config/config.ts'
import { emptyConfig } from '../../config/config.ts'
import { configOf } from '../../config/read.ts'
import { FairleadError } from '../../errors.ts'
import { once } from '../../once.ts'
import { worktree } from '../../files/worktree.ts'
import type { Wiring } from '../define.ts'
import { openRemoteSourcesFor } from './remote-sources.ts'
import { gitIn } from './folder.ts'
import { connect } from './forges.ts'
import { jobCheckout } from './job.ts'
import { aroundCheckout, completionFor, renderingAround } from './parents.ts'
import { trustedConfig } from './trusted-config.ts'

/** What the inputs and the folder make of the set-up that is to be checked. */
export interface Setup {
  readonly values: Values<typeof doctorCommand.inputs>
  readonly wiring: Wiring
  readonly folder: string
  /** The address that the folder is a clone of. */
  readonly origin: string | undefined
  /** The infra repo: as it is given, else as the folder's origin tells. */
  readonly repository: string | undefined
  /** Whether the files are those of the folder; else those of the base branch, which nobody has to check out. */
  readonly readsFolder: boolean
}

export interface InfraFiles {
  readonly part: Part
  /** Undefined where there are none, or they cannot be read; then the part says why. */
  readonly ports: FilesPorts | undefined
  /** What of `fairlead.yaml` may decide over programs, hosts and credentials here; see `trustedConfig`. */
  trusted(): Promise<Config>
}

/**
 * The infra repo's files, from the folder or from the base branch.
 *
 * @param defaultBranch asks the forge for it, where it is known; a `FairleadError` counts as not known, since
 *   the forge's own part tells it
 */
export async function infraFiles(
  setup: Setup,
  defaultBranch: () => Promise<string | undefined>,
): Promise<InfraFiles> {
  try {
    return setup.readsFolder ? await ofFolder(setup, defaultBranch) : await ofBase(setup)
  } catch (error) {
    if (!(error instanceof FairleadError)) throw error
    const [{ message, hint }] = error.faults
    return closed(`The files of ${setup.repository}`, sentence(`They could not be read: ${message}`), hint)
  }
}

async function ofFolder(setup: Setup, defaultBranch: () => Promise<string | undefined>): Promise<InfraFiles> {
  const { values, wiring, folder, origin } = setup
  // A job that has checked nothing out has an empty one.
  const isEmpty = (await readdir(folder)).every((name) => name === '.git')
  if (isEmpty)
    return closed(
      'The files',
      'The files of the infra repo are not available, so they were not checked.',
      'Set repository and token, or check out the infra repo and set path.',
    )
  const base = values.base ?? (await defaultBranch().catch(unlessBug))
  const tree = worktree(folder)
  const git = gitIn(folder, wiring.context)
  const job = await jobCheckout(git, wiring.context)
  const trusted = once(async () =>
    trustedConfig(await configOf(tree), { git, job, base: values.base }, wiring),
  )
  const around = { addresses: origin, ...aroundCheckout(git, folder, job, wiring) }
  const completion = completionFor(renderingAround(values, around, wiring), around)
  const known = { base, addresses: origin, git: reader(setup, trusted), completion }
  return opened(filesPorts(tree, known), trusted)
}

async function ofBase(setup: Setup): Promise<InfraFiles> {
  const { values, wiring, repository = '' } = setup
  const connection = await connect(values.forge, { repository, token: values.token }, wiring)
  const forge = await connection.pulls()
  const addresses = await connection.address()
  const { base, defaultBranch } = await forge.snapshot({ base: values.base, branches: [], files: [] })
  const tree = forge.tree(base.commit)
  const trusted = once(() => configOf(tree))
  const standing = { branch: base.name, isDefaultBranch: base.name === defaultBranch }
  const around = { addresses, standing: () => Promise.resolve(standing), config: configOf }
  const completion = completionFor(renderingAround(values, around, wiring), around)
  const known = { base: base.name, addresses, git: reader(setup, trusted), completion }
  return opened(filesPorts(tree, known), trusted)
}

/** Reads other repositories as diff does: as far as `fairlead.yaml` allows, with `source-token`. */
function reader({ values, wiring, folder }: Setup, trusted: InfraFiles['trusted']): FilesPorts['git'] {
  const open = once(async () =>
    openRemoteSourcesFor(await trusted(), { ...values, cache: undefined }, wiring, {
      git: gitIn(folder, wiring.context),
      addresses: undefined,
    }),
  )
  return async (url, revision) => (await open()).git(url, revision)
}

function opened(ports: FilesPorts, trusted: InfraFiles['trusted']): InfraFiles {
  return { part: filesPart(ports), ports, trusted }
}

function closed(title: string, reason: string, hint: string | undefined): InfraFiles {
  return {
    part: closedPart('files', { title, reason, hint }),
    ports: undefined,
    trusted: () => Promise.resolve(emptyConfig),
  }
}

function unlessBug(error: unknown): undefined {
  if (!(error instanceof FairleadError)) throw error
}
