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
import { FairleadError, unlessBug } from '../../errors.ts'
import { once } from '../../once.ts'
import { worktree } from '../../files/worktree.ts'
import type { Wiring } from '../define.ts'
import { openRemoteSourcesFor } from './remote-sources.ts'
import { gitIn } from './folder.ts'
import { connect } from './forges.ts'
import { jobCheckout } from './job.ts'
import { aroundCheckout, completionFor, renderingAround } from './parents.ts'
import { trustedConfig } from './trusted-config.ts'

/** The setup to check, from the inputs and the folder. */
export interface Setup {
  readonly values: Values<typeof doctorCommand.inputs>
  readonly wiring: Wiring
  readonly folder: string
  /** The address that the folder is a clone of. */
  readonly origin: string | undefined
  /** The infra repo: as the input names it, otherwise from the origin of the folder. */
  readonly repository: string | undefined
  /**
   * Whether the files are read from the folder. Otherwise they are read from the base branch, which does not need a
   * checkout.
   */
  readonly readsFolder: boolean
}

export interface InfraFiles {
  readonly part: Part
  /** The files; undefined if there are none or they cannot be read. The part then contains the reason. */
  readonly ports: FilesPorts | undefined
  /**
   * Returns the part of `fairlead.yaml` that may select programs, hosts and credentials here; see `trustedConfig`.
   */
  trusted(): Promise<Config>
}

/**
 * Returns the files of the infra repo, from the folder or from the base branch.
 *
 * @param defaultBranch queries the forge for the default branch. A `FairleadError` counts as unknown, since the
 *   forge's own part reports it
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
  // The folder of a job without a checkout is empty.
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

/** Reads other repositories like diff: with `source-token`, if `fairlead.yaml` allows it. */
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
