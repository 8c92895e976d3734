import { realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ComparedPorts, InfraRepository } from '../../commands/diff-sides.ts'
import { FairleadError, inputError } from '../../errors.ts'
import { originOf } from '../../git/checkout.ts'
import type { Git } from '../../git/git.ts'
import { resolveSide } from '../../git/sides.ts'
import { isTracked } from '../../git/tracked.ts'
import { isOneOf, plainAddress } from '../../net/repositories.ts'
import type { RemoteSources, Rendering } from '../../render/plan.ts'
import type { Wiring } from '../define.ts'
import { gitAt, refuseLink } from './folder.ts'
import { authorizationFor } from './tokens.ts'
import { forgeOf } from './forges.ts'
import { ownAuthorities } from './gitlab.ts'

/** Matches an address, and not a path on this machine. */
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/|^[^/\\:]{2,}:/i

export interface InfraInputs {
  readonly forge: string
  readonly repository: string | undefined
  readonly 'infra-repository': string | undefined
  readonly 'infra-token': string | undefined
}

interface Checkout {
  readonly git: Git
  readonly addresses: readonly string[]
}

/** The infra repo that a change of an app repo affects, and the addresses of the app repo. */
export interface AppRepository {
  readonly source: NonNullable<ComparedPorts['source']>
  /** Returns a rendering that also reads other revisions of the infra repo with its own token. */
  around(rendering: Rendering): Rendering
}

/**
 * Returns the sources for a diff in an app repo; undefined if the checkout is the infra repo itself.
 *
 * @param checkout the checkout of the app repo, with the addresses that the job knows
 * @throws FairleadError (input) if an address is unknown
 */
export async function appRepositoryFor(
  inputs: InfraInputs,
  checkout: Checkout,
  wiring: Wiring,
): Promise<AppRepository | undefined> {
  const name = inputs['infra-repository']
  if (name === undefined) return undefined
  const addresses = await addressesOf(inputs, checkout, wiring)
  const address = addressOf(name, inputs.forge, wiring)
  if (isOneOf(addresses, address))
    throw inputError(`infra-repository is ${name}, which is the repository of the checkout`, {
      hint: 'Remove it: it is for jobs of an app repo.',
    })
  // As a path, `https://…` would be a folder in the checkout, where a change may have added anything.
  if (!ADDRESS.test(address) && (await isFolder(resolve(wiring.context.workspace, address))))
    return {
      source: { addresses, infra: () => ofFolder(address, wiring) },
      around: (rendering) => rendering,
    }
  let opened: Promise<Pick<RemoteSources, 'git'>> | undefined
  const open = () => (opened ??= openAt(address, inputs['infra-token'], wiring))
  return {
    source: { addresses, infra: () => ofServer(address, inputs['infra-token'], open) },
    around: ({ remoteSources, renderer }) => ({
      renderer,
      remoteSources: {
        ...remoteSources,
        git: async (url, revision) =>
          (plainAddress(url) === plainAddress(address) ? await open() : remoteSources).git(url, revision),
      },
    }),
  }
}

async function ofServer(
  address: string,
  token: string | undefined,
  open: () => Promise<Pick<RemoteSources, 'git'>>,
): Promise<InfraRepository> {
  try {
    const { tree, commit, ref } = await (await open()).git(address, 'HEAD')
    const branch = /^refs\/heads\/(.+)$/.exec(ref ?? '')?.[1] ?? 'main'
    return { address, side: { name: branch, commit, treeId: commit, tree }, branch }
  } catch (error) {
    if (!(error instanceof FairleadError) || error.kind !== 'input') throw error
    const [fault] = error.faults
    const hint =
      token === undefined
        ? 'Set infra-token to a token with read access to the infra repo. Jobs for forks get no secrets, so they cannot read it.'
        : 'infra-token needs permission to read the infra repo (GitHub: contents: read; GitLab: Reporter, read_repository), and no other permission.'
    throw inputError(`the infra repo cannot be read: ${fault.message}`, { hint })
  }
}

/**
 * Returns the infra repo from a clone on this machine. A folder in which the surrounding repository tracks files is
 * rejected, because a change of the app repo could then choose, with its own fairlead.yaml, the program that renders
 * it.
 *
 * @throws FairleadError (input) if it is not a clone, or the surrounding repository tracks files in it
 */
async function ofFolder(path: string, { context }: Wiring): Promise<InfraRepository> {
  refuseLink('infra-repository', path, context)
  const folder = await realpath(resolve(context.workspace, path))
  if ((await isTracked(folder, context.environment)) === true)
    throw inputError(
      `infra-repository is the folder ${path}, in which the surrounding repository tracks files`,
      {
        hint: 'Clone the infra repo to a folder that is not inside another repository.',
      },
    )
  const git = gitAt(folder, context)
  const head = await git.attempt(['symbolic-ref', '--short', '--quiet', 'HEAD'])
  const side = await resolveSide(git, 'HEAD')
  const branch = head.ok ? head.stdout.trim() : 'main'
  return { address: (await originOf(git)) ?? path, side: { ...side, name: branch }, branch }
}

/** Opens the infra repo on a server. The job names the server, so it may be in a private network. */
async function openAt(
  address: string,
  token: string | undefined,
  wiring: Wiring,
): Promise<Pick<RemoteSources, 'git'>> {
  const { context, atEnd, hide, say } = wiring
  const { openRemoteSources } = await import('../../render/remote-sources/remote-sources.ts')
  const { environment } = context
  const known =
    token ?? (address.startsWith(`${context.gitlab.serverUrl}/`) ? environment['CI_JOB_TOKEN'] : undefined)
  const authorization = authorizationFor(address, known, wiring)
  const host = URL.canParse(address)
    ? new URL(address).host
    : (/^(?:[^@]+@)?([^:/]+):/.exec(address)?.[1] ?? '')
  const opened = openRemoteSources({
    hosts: { [host]: { credentials: true, private: true } },
    environment,
    credentials: () => authorization,
    certificates: await ownAuthorities(environment),
    hide,
    log: say,
  })
  atEnd(() => opened.close())
  return opened
}

/** Returns the address of the infra repo, for git and for finding it in its own objects. */
function addressOf(name: string, forge: string, { context }: Wiring): string {
  const kind = forgeOf(forge)
  const isAddress = kind.serverUrl(context) === undefined || ADDRESS.test(name)
  return isAddress ? name.replace(/(?<!\/)\/+$/, '') : kind.addressOf(name, 'infra-repository', context)
}

/** Returns all addresses of the app repo: those from the job and its clone, otherwise the name in the input. */
async function addressesOf(
  { repository, forge }: InfraInputs,
  { git, addresses }: Checkout,
  { context }: Wiring,
): Promise<readonly string[]> {
  const serverUrl = forgeOf(forge).serverUrl(context)
  const isPath =
    repository !== undefined && serverUrl !== undefined && /^[\w.-]+(\/[\w.-]+)+$/.test(repository)
  const named = isPath ? `${serverUrl}/${repository}` : repository
  const known = [...addresses, ...(named === undefined ? [] : [named])]
  const origin = known.length > 0 ? undefined : await originOf(git)
  const all = origin === undefined ? known : [origin]
  if (all.length > 0) return [...new Set(all)]
  throw inputError(
    'the address of this repository is not known; the apps of the infra repo refer to it by its address',
    {
      hint: 'Add a remote "origin" to the clone, or set repository: owner/name.',
    },
  )
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true
}
