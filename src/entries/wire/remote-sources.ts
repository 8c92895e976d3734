import { join } from 'node:path'
import type { Config } from '../../config/config.ts'
import type { Git } from '../../git/git.ts'
import { bringTrees } from '../../git/partial.ts'
import { revisionTree } from '../../git/revision-tree.ts'
import { isOneOf } from '../../net/repositories.ts'
import type { RepositoryAddresses } from '../../net/repositories.ts'
import type { OpenRemoteSources } from '../../render/remote-sources/remote-sources.ts'
import type { Wiring } from '../define.ts'
import { userFor } from './tokens.ts'
import { ownAuthorities } from './gitlab.ts'

export interface RemoteSourcesInputs {
  /** The folder for data that is kept between runs; undefined if nothing is kept. */
  readonly cache: string | undefined
  readonly 'source-token': string | undefined
}

/** The infra repo's own clone. An app may be pinned to another revision of it. */
export interface OwnRepository {
  /** Undefined if there is no clone. */
  readonly git: Git | undefined
  /** Its addresses, if they are known. */
  readonly addresses: RepositoryAddresses
}

/**
 * Returns the sources outside of the infra repo that `fairlead.yaml` of the base allows. They are opened on first
 * use, and closed when the command ends.
 */
export function openRemoteSourcesFor(
  config: Config,
  inputs: RemoteSourcesInputs,
  wiring: Wiring,
  own: OwnRepository,
): Omit<OpenRemoteSources, 'close'> {
  let opened: Promise<OpenRemoteSources> | undefined
  const open = () => (opened ??= openNow(config, inputs, wiring))
  wiring.atEnd(async () => (await opened)?.close())
  return {
    git: async (url, revision) =>
      (await ownRevision(own, url, revision)) ?? (await open()).git(url, revision),
    chart: async (...question) => (await open()).chart(...question),
    artifact: async (...question) => (await open()).artifact(...question),
    file: async (url) => (await open()).file(url),
    dependencies: async (...question) => (await open()).dependencies(...question),
  }
}

/** Returns a revision of the infra repo itself, if the clone has it. This needs no credentials and no request. */
async function ownRevision({ git, addresses }: OwnRepository, url: string, revision: string) {
  if (git === undefined || !isOneOf(addresses, url)) return undefined
  const isId = /^[0-9a-f]{7,64}$/.test(revision)
  const [, kind, short = revision] = /^refs\/(heads|tags)\/(.+)$/.exec(revision) ?? []
  const names = isId
    ? [revision]
    : [
        ...(kind === 'tags' ? [] : [`refs/remotes/origin/${short}`]),
        ...(kind === 'heads' ? [] : [`refs/tags/${short}`]),
      ]
  for (const name of names) {
    const found = await git.attempt(['rev-parse', '--verify', '--quiet', `${name}^{commit}`])
    const commit = found.stdout.trim()
    if (!found.ok) continue
    const prepare = () => bringTrees(git, [commit])
    const ref = isId ? undefined : name.replace('refs/remotes/origin/', 'refs/heads/')
    return { tree: revisionTree(git, commit, { name: `${short} of ${url}`, prepare }), commit, ref }
  }
  return undefined
}

async function openNow(
  config: Config,
  inputs: RemoteSourcesInputs,
  { context, hide, say }: Wiring,
): Promise<OpenRemoteSources> {
  const { openRemoteSources } = await import('../../render/remote-sources/remote-sources.ts')
  const { environment, job, serverUrl } = context
  // The token belongs to the forge that runs the job, and is never sent to another host.
  const own = new URL(job.serverUrl ?? serverUrl)
  // A GitLab job token can read the projects that allow it.
  const token =
    inputs['source-token'] ?? (environment['GITLAB_CI'] === 'true' ? environment['CI_JOB_TOKEN'] : undefined)
  const { cache } = inputs
  return openRemoteSources({
    hosts: config.fetch?.hosts ?? {},
    environment,
    credentials: (url) =>
      token === undefined || url.host !== own.host
        ? undefined
        : `Basic ${Buffer.from(`${userFor(token, context)}:${token}`).toString('base64')}`,
    cache: cache === undefined ? undefined : join(cache, 'fetched'),
    certificates: await ownAuthorities(environment),
    hide,
    log: say,
  })
}
