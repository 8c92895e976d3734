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
  /** Where the proxy is, and the credentials of docker and git; used for hosts that are listed with credentials. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /**
   * The `Authorization` header that the job has for a Git or Helm server. Only asked for hosts that are listed with
   * credentials; undefined where there is none, or git's own settings are to be used.
   */
  readonly credentials?: ((url: URL) => string | undefined) | undefined
  /** A folder that is kept over runs; without it a temporary one. */
  readonly cache?: string | undefined
  /** The folder for temporary files; the system's where it is not given. */
  readonly temporary?: string | undefined
  /** Of authorities to trust beside the public ones, as PEM. */
  readonly certificates?: readonly string[] | undefined
  readonly limits?: Partial<RemoteSourcesLimits> | undefined
  /** Is told every secret before it is used, so that it is never printed. */
  readonly hide?: ((secrets: readonly string[]) => void) | undefined
  readonly log?: ((message: string) => void) | undefined
  /** The addresses of a host; the system's own way where it is not given. */
  readonly lookup?: Lookup | undefined
  /** The milliseconds of a second of waiting: tests make it short. */
  readonly second?: number | undefined
}

/** `RemoteSources` with what a chart depends on, and a temporary folder that goes when it is closed. */
export interface OpenRemoteSources extends RemoteSources {
  /** Brings charts that Chart.yaml names and `charts/` lacks, in their order. */
  dependencies(chart: TreePath, missing: readonly MissingDependency[]): Promise<readonly TreePath[]>
  close(): Promise<void>
}

/** Opens what is outside of the infra repo. Nothing is asked yet, and everything is asked once. */
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

  /** Asks once; what failed is not asked again either: both sides of a comparison then have the same error. */
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

/** The name becomes a part of addresses. */
function checkName(name: string): void {
  if (!/^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/.test(name) || name.includes('..'))
    throw inputError(`${JSON.stringify(mask(name))} is not a valid chart name`)
}

/** The files of a package as the root of a tree. */
async function chartTree(content: Buffer, name: string, limits: RemoteSourcesLimits): Promise<Tree> {
  const files = await openPackage(content, name, limits)
  if (!files.has('Chart.yaml')) throw inputError(`the package ${name} is not a chart: it has no Chart.yaml`)
  return memoryTree(name, files)
}
