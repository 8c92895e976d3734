import { lookup as dnsLookup } from 'node:dns/promises'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HostConfig } from '../../config/config.ts'
import { inputError } from '../../errors.ts'
import { makeTemporary, removeTemporary } from '../../temporary/folders.ts'
import { mask } from '../../git/mask.ts'
import { memoryTree } from '../../tree/memory.ts'
import type { Tree } from '../../tree/tree.ts'
import { openPackage, unpack } from '../engine/archive.ts'
import type { MissingDependency } from '../engine/dependencies.ts'
import type { TreePath } from '../model.ts'
import type { RemoteSources } from '../plan.ts'
import { fetchDependencies } from './dependencies.ts'
import { Fetcher } from './fetcher.ts'
import { GitRepositories } from './git.ts'
import { contentOf, HelmRepositories } from './helm-repository.ts'
import { Hosts, readUrl } from './hosts.ts'
import type { Lookup } from './hosts.ts'
import { defaultLimits } from './limits.ts'
import type { RemoteSourcesLimits } from './limits.ts'
import { OciRegistries } from './oci.ts'
import { Store } from './store.ts'

export interface RemoteSourcesOptions {
  /** `fetch.hosts` of fairlead.yaml on the **base**. */
  readonly hosts: Readonly<Record<string, HostConfig>>
  /**
   * The environment variables with the proxy and the credentials of docker and git; the credentials are only used for
   * hosts that are listed with credentials.
   */
  readonly environment: Readonly<Record<string, string | undefined>>
  /**
   * Returns the job's `Authorization` header for a Git or Helm server. Only called for hosts that are listed with
   * credentials; returns undefined if there is none, or if git's own settings are to be used.
   */
  readonly credentials?: ((url: URL) => string | undefined) | undefined
  /** A folder that is kept between runs. Default: a temporary folder. */
  readonly cache?: string | undefined
  /** The folder for temporary files. Default: the system's folder. */
  readonly temporary?: string | undefined
  /** The certificates of authorities to trust in addition to the public ones, as PEM. */
  readonly certificates?: readonly string[] | undefined
  readonly limits?: Partial<RemoteSourcesLimits> | undefined
  /** A function that receives every secret before it is used, so that it is never printed. */
  readonly hide?: ((secrets: readonly string[]) => void) | undefined
  readonly log?: ((message: string) => void) | undefined
  /** A function that returns the addresses of a host. Default: the system's lookup. */
  readonly lookup?: Lookup | undefined
  /** Milliseconds in a second of waiting. Tests set a small number. */
  readonly second?: number | undefined
}

/** `RemoteSources` with the dependencies of charts, and a temporary folder that is removed when it is closed. */
export interface OpenRemoteSources extends RemoteSources {
  /** Fetches charts that Chart.yaml declares and `charts/` does not contain, in their order. */
  dependencies(chart: TreePath, missing: readonly MissingDependency[]): Promise<readonly TreePath[]>
  close(): Promise<void>
}

/** Opens the sources outside of the infra repo. Nothing is requested yet, and each source is requested only once. */
export function openRemoteSources(options: RemoteSourcesOptions): OpenRemoteSources {
  const { environment, hide, log, second = 1000 } = options
  const limits = { ...defaultLimits, ...options.limits }
  const temporary = makeTemporary(options.temporary)
  const folder = options.cache ?? join(temporary, 'cache')
  const home = join(temporary, 'home')
  mkdirSync(home)
  const lookup = options.lookup ?? ((host: string) => dnsLookup(host, { all: true }))
  const hosts = new Hosts({ hosts: options.hosts, environment, lookup })
  const { certificates } = options
  const fetcher = new Fetcher({ hosts, environment, certificates, deadline: limits.deadline, pause: second })
  const store = new Store(folder)
  const credentials = (url: URL) => (hosts.mayHaveCredentials(url) ? options.credentials?.(url) : undefined)
  const git = new GitRepositories({
    hosts,
    fetcher,
    limits,
    environment,
    cache: options.cache === undefined ? undefined : join(options.cache, 'git'),
    folder: join(temporary, 'git'),
    home,
    credentials,
  })
  const helm = new HelmRepositories({ fetcher, store, limits, authorization: credentials })
  const oci = new OciRegistries({ hosts, fetcher, store, limits, environment, hide, log, second })
  const known = new Map<string, Promise<unknown>>()

  /**
   * Requests a source once. A failed request is not repeated, so that both sides of a comparison have the same error.
   */
  function once<T>(question: readonly (string | undefined)[], ask: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(question)
    const answer = (known.get(key) as Promise<T> | undefined) ?? ask()
    known.set(key, answer)
    return answer
  }

  const remoteSources: OpenRemoteSources = {
    git: (url, revision) => once(['git', url, revision], () => git.open(url, revision)),
    chart: (repository, name, version) =>
      once(['chart', repository, name, version], async () => {
        checkName(name)
        const wanted = version === '' ? '*' : version
        if (!/^oci:\/\//i.test(repository) && /^[a-z][a-z0-9+.-]*:\/\//i.test(repository)) {
          const pulled = await helm.pull(repository, name, wanted)
          return {
            tree: await chartTree(pulled.content, `${name} ${pulled.version}`, limits),
            version: pulled.version,
          }
        }
        const place = `${repository.replace(/^oci:\/\//i, '').replace(/(?<!\/)\/+$/, '')}/${name}`
        const pulled = await oci.chart(place, wanted)
        return {
          tree: await chartTree(pulled.content, `${name} ${pulled.reference}`, limits),
          version: pulled.reference,
        }
      }),
    artifact: (url, reference, mediaType) =>
      once(['artifact', url, reference, mediaType], async () => {
        const place = url.replace(/^oci:\/\//i, '')
        const pulled = await oci.artifact(place, reference, mediaType)
        const name = `${place} ${pulled.reference}`
        return { tree: memoryTree(name, await unpack(pulled.content, name, limits)), digest: pulled.digest }
      }),
    file: (address) =>
      once(['file', address], async () => {
        const subject = mask(address)
        const url = readUrl(address, subject)
        url.hash = ''
        const answer = await fetcher.get(url, { subject, limit: limits.download })
        return contentOf(answer, subject, url.pathname, false)
      }),
    dependencies: (chart, missing) => fetchDependencies(remoteSources, chart, missing),
    async close() {
      await fetcher.close()
      await removeTemporary(temporary)
    },
  }
  return remoteSources
}

/** Checks the name of a chart, which becomes a part of addresses. */
function checkName(name: string): void {
  if (!/^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/.test(name) || name.includes('..'))
    throw inputError(`${JSON.stringify(mask(name))} is not a valid chart name`)
}

/** Returns the files of a package as the root of a tree. */
async function chartTree(content: Buffer, name: string, limits: RemoteSourcesLimits): Promise<Tree> {
  const files = await openPackage(content, name, limits)
  if (!files.has('Chart.yaml')) throw inputError(`the package ${name} is not a chart: it has no Chart.yaml`)
  return memoryTree(name, files)
}
