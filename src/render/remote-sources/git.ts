import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inputError, remoteError } from '../../errors.ts'
import type { Environment, Setting } from '../../git/environment.ts'
import { createGit } from '../../git/git.ts'
import { mask } from '../../git/mask.ts'
import { gitEnvironmentFor } from './environment.ts'
import type { Fetcher } from './fetcher.ts'
import { readUrl } from './hosts.ts'
import type { Hosts } from './hosts.ts'
import { KeptPacks } from './kept-packs.ts'
import type { RemoteSourcesLimits } from './limits.ts'
import { Moved, REMOTE, Repository } from './repository.ts'
import type { Opened } from './repository.ts'

export interface GitRepositoriesOptions {
  readonly hosts: Hosts
  readonly fetcher: Fetcher
  readonly limits: RemoteSourcesLimits
  readonly environment: Environment
  /**
   * The folder for data that is kept between runs, if any. Repositories that need credentials are not stored there,
   * because others may find them.
   */
  readonly cache: string | undefined
  /** The folder for repositories of this run only. */
  readonly folder: string
  /** An empty folder, which is git's home if the host gets no credentials. */
  readonly home: string
  /**
   * Returns the `Authorization` header for a host that may receive it; undefined if git's own settings are to be
   * used.
   */
  readonly credentials: (url: URL) => string | undefined
}

const MAX_MOVES = 3

/** Harmless errors in old commits and trees. Source: git-fsck(1) */
const untidy = [
  'badDate',
  'badEmail',
  'badName',
  'badTimezone',
  'missingEmail',
  'missingNameBeforeEmail',
  'missingSpaceBeforeDate',
  'missingSpaceBeforeEmail',
  'missingTaggerEntry',
  'zeroPaddedFilemode',
]

/** The first version of git that can be restricted to given addresses (http.curloptResolve). */
const PINNING = [2, 37] as const

/** Git repositories on their servers. Fetched data may be kept, but never with credentials. */
export class GitRepositories {
  readonly #options: GitRepositoriesOptions
  readonly #repositories = new Map<string, Promise<Repository>>()
  #version: Promise<string> | undefined

  constructor(options: GitRepositoriesOptions) {
    this.#options = options
  }

  /**
   * Returns the files of a repository at a revision.
   *
   * @throws FairleadError as `RemoteSources.git`
   */
  async open(address: string, revision: string): Promise<Opened> {
    const subject = `${mask(address)} at ${revision || 'HEAD'}`
    // oxlint-disable-next-line no-control-regex -- the code searches for control characters
    if (/[\0-\x1f\x7f]/.test(revision) || revision.startsWith('-'))
      throw inputError(`${mask(address)} at ${JSON.stringify(revision)}: this is not a valid revision`)
    const first = readAddress(address, subject)
    let url = this.#webAddress(first) ?? first
    for (let moves = 0; moves <= MAX_MOVES; moves++) {
      const key = `${url.href} ${url.origin === first.origin}`
      // All revisions use one connection, so its errors do not name a revision.
      const repository = this.#repositories.get(key) ?? this.#connect(url, first, mask(address))
      this.#repositories.set(key, repository)
      try {
        return await (await repository).open(revision, subject)
      } catch (error) {
        if (!(error instanceof Moved)) throw error
        url = await this.#movedTo(url, first, subject)
      }
    }
    throw remoteError(`${subject}: ${first.host} redirects git too many times`, {
      hint: 'Check the address.',
    })
  }

  /** Checks the address, and prepares a repository that connects only to it. */
  async #connect(url: URL, first: URL, subject: string): Promise<Repository> {
    const { hosts, environment, home, limits } = this.#options
    hosts.check(url, subject)
    const trusted = this.#isTrusted(url, first)
    const value = this.#authorizationFor(url, first)
    const clean = new URL(url)
    // A user name selects the credentials of a credential helper. Without a helper, it has no purpose.
    if (url.protocol !== 'ssh:' && (!trusted || value !== undefined)) clean.username = ''
    const { cache, folder } = this.#options
    const name = createHash('sha256').update(clean.href).digest('hex').slice(0, 32)
    const directory = join(folder, trusted ? `${name}-own` : name)
    const packs = new KeptPacks(trusted || cache === undefined ? undefined : join(cache, name))
    await mkdir(directory, { recursive: true })
    const git = createGit({
      directory,
      bare: true,
      subject: `${clean.host}${clean.pathname}`,
      access: hosts.accessHint(url, value !== undefined),
      limits: { deadline: limits.deadline, output: limits.repository },
      environment: gitEnvironmentFor(environment, trusted, home),
      ...(value === undefined ? {} : { authorization: { url: `${clean.origin}/`, value } }),
      settings: [
        [`remote.${REMOTE}.url`, clean.href],
        ['protocol.version', '2'],
        // Git rejects objects that it knows to be harmful (CVEs of names like .GIT and of .gitmodules). Old commits
        // that are only malformed are accepted.
        ['fetch.fsckObjects', 'true'],
        ...untidy.map((fault): Setting => [`fetch.fsck.${fault}`, 'ignore']),
        ['http.followRedirects', 'false'],
        ['http.lowSpeedLimit', '1000'],
        ['http.lowSpeedTime', String(Math.ceil(Math.min(limits.deadline, 30_000) / 1000))],
        ...(await this.#pins(url, subject)),
      ],
    })
    return new Repository(git, packs, limits)
  }

  /**
   * Returns the web address of a repository that Argo CD or Flux read by ssh, if the job has a token for the host.
   * Most jobs have a token but no ssh key. GitHub and GitLab use the same paths for both.
   */
  #webAddress(url: URL): URL | undefined {
    if (url.protocol !== 'ssh:' || url.port !== '') return undefined
    const web = new URL(`https://${url.hostname}${url.pathname}`)
    const { hosts, credentials } = this.#options
    return hosts.mayHaveCredentials(web) && credentials(web) !== undefined ? web : undefined
  }

  /** Reports whether an address may receive credentials. They are never sent to another server after a redirect. */
  #isTrusted(url: URL, first: URL): boolean {
    return url.host === first.host && this.#options.hosts.mayHaveCredentials(url)
  }

  #authorizationFor(url: URL, first: URL): string | undefined {
    return this.#isTrusted(url, first) && url.protocol !== 'ssh:' ? this.#options.credentials(url) : undefined
  }

  /** Returns the address that a server redirects a repository to, which is checked like any other address. */
  async #movedTo(url: URL, first: URL, subject: string): Promise<URL> {
    const { fetcher, limits } = this.#options
    const probe = new URL(url)
    probe.username = ''
    probe.pathname = `${url.pathname.replace(/\/$/, '')}/info/refs`
    probe.search = '?service=git-upload-pack'
    const authorization = this.#authorizationFor(url, first)
    const answer = await fetcher.get(probe, { subject, limit: limits.index, authorization })
    const moved = new URL(answer.url)
    if (moved.href === probe.href || !moved.pathname.endsWith('/info/refs'))
      throw remoteError(
        `${subject}: ${url.host} redirects git to ${moved.host}${moved.pathname}, which is not a repository`,
        {
          hint: 'Check the address; some servers want it to end with .git.',
        },
      )
    moved.pathname = moved.pathname.slice(0, -'/info/refs'.length)
    moved.search = ''
    return moved
  }

  /**
   * Returns the settings that restrict git to the checked addresses, because a later DNS lookup may return others.
   */
  async #pins(url: URL, subject: string): Promise<Setting[]> {
    const { hosts } = this.#options
    if (url.protocol !== 'ssh:' && hosts.isProxied(url)) return []
    const found = await hosts.addresses(url, subject)
    // Only listed hosts are contacted by ssh, and their host key proves their identity.
    if (url.protocol === 'ssh:') return []
    if (hosts.find(url)?.private !== true) await this.#checkVersion(subject)
    const port = url.port || (url.protocol === 'http:' ? '80' : '443')
    const addresses = found.map(({ address }) => (address.includes(':') ? `[${address}]` : address))
    return [['http.curloptResolve', `${url.hostname}:${port}:${addresses.join(',')}`]]
  }

  async #checkVersion(subject: string): Promise<void> {
    const { home, environment } = this.#options
    this.#version ??= createGit({ directory: home, bare: true, environment }).run(['--version'])
    const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(await this.#version) ?? []
    if (Number(major) < PINNING[0] || (Number(major) === PINNING[0] && Number(minor) < PINNING[1]))
      throw inputError(
        `${subject}: git ${major}.${minor} cannot be restricted to the addresses that were checked`,
        {
          hint: `Install git ${PINNING.join('.')} or newer.`,
        },
      )
  }
}

/**
 * Parses the address of a repository. `git@host:path` is also ssh. Local paths and programs (`ext::`) are not
 * supported.
 */
function readAddress(address: string, subject: string): URL {
  const scp = /^(?:([^@/:\s]+)@)?([^@:/\s]+):(?!\/\/|:)\/?(\S+)$/.exec(address)
  const user = scp?.[1] === undefined ? '' : `${scp[1]}@`
  const url = readUrl(scp ? `ssh://${user}${scp[2]}/${scp[3]}` : address, subject)
  url.hash = ''
  if (url.hostname.startsWith('-') || url.username.startsWith('-') || url.pathname.startsWith('/-'))
    throw inputError(`${subject}: this is not the address of a repository`)
  return url
}
