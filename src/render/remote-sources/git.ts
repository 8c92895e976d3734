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
   * The folder for what is kept over runs, if anything is. Of a repository that only credentials open nothing is left
   * there, where others may find it.
   */
  readonly cache: string | undefined
  /** The folder for repositories, which goes with this run. */
  readonly folder: string
  /** An empty folder, which is the home of git where the host gets no credentials. */
  readonly home: string
  /** The `Authorization` header for a host that may have it; undefined where git's own settings are to be used. */
  readonly credentials: (url: URL) => string | undefined
}

const MAX_MOVES = 3

/** Faults of old commits and trees that harm nobody. Source: git-fsck(1) */
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

/** The first version of git that connects to the addresses that it is told (http.curloptResolve). */
const PINNING = [2, 37] as const

/** Git repositories at their servers. What was fetched may be kept, without any credentials. */
export class GitRepositories {
  readonly #options: GitRepositoriesOptions
  readonly #repositories = new Map<string, Promise<Repository>>()
  #version: Promise<string> | undefined

  constructor(options: GitRepositoriesOptions) {
    this.#options = options
  }

  /**
   * The files of a repository at a revision.
   *
   * @throws FairleadError as `RemoteSources.git`
   */
  async open(address: string, revision: string): Promise<Opened> {
    const subject = `${mask(address)} at ${revision || 'HEAD'}`
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    if (/[\0-\x1f\x7f]/.test(revision) || revision.startsWith('-'))
      throw inputError(`${mask(address)} at ${JSON.stringify(revision)}: this is not a valid revision`)
    const first = readAddress(address, subject)
    let url = this.#webAddress(first) ?? first
    for (let moves = 0; moves <= MAX_MOVES; moves++) {
      const key = `${url.href} ${url.origin === first.origin}`
      // One connection serves all revisions: its errors name none.
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

  /** Checks the address, and readies a repository that speaks to it alone. */
  async #connect(url: URL, first: URL, subject: string): Promise<Repository> {
    const { hosts, environment, home, limits } = this.#options
    hosts.check(url, subject)
    const trusted = this.#isTrusted(url, first)
    const value = this.#authorizationFor(url, first)
    const clean = new URL(url)
    // A user's name picks the credentials of a helper; without these it is nothing.
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
        // What git itself knows to be harmful (CVEs of names like .GIT and of .gitmodules) does not come in. Old commits
        // whose lines are only untidy do.
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
   * A job mostly has a token and no key: what Argo CD or Flux read by ssh is read with the token, where there is one for
   * the host. GitHub and GitLab have the same paths for both.
   */
  #webAddress(url: URL): URL | undefined {
    if (url.protocol !== 'ssh:' || url.port !== '') return undefined
    const web = new URL(`https://${url.hostname}${url.pathname}`)
    const { hosts, credentials } = this.#options
    return hosts.mayHaveCredentials(web) && credentials(web) !== undefined ? web : undefined
  }

  /** Credentials are never taken across redirects to another server. */
  #isTrusted(url: URL, first: URL): boolean {
    return url.host === first.host && this.#options.hosts.mayHaveCredentials(url)
  }

  #authorizationFor(url: URL, first: URL): string | undefined {
    return this.#isTrusted(url, first) && url.protocol !== 'ssh:' ? this.#options.credentials(url) : undefined
  }

  /** Where a server has moved a repository to, which is checked as any other address. */
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

  /** Has git connect to the addresses that were checked, and no others that the DNS may have a moment later. */
  async #pins(url: URL, subject: string): Promise<Setting[]> {
    const { hosts } = this.#options
    if (url.protocol !== 'ssh:' && hosts.isProxied(url)) return []
    const found = await hosts.addresses(url, subject)
    // Only listed hosts are asked by ssh, and they prove by their key who they are.
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

/** `git@host:path` is ssh, too. A path of this machine is nobody's business, and so is a program (`ext::`). */
function readAddress(address: string, subject: string): URL {
  const scp = /^(?:([^@/:\s]+)@)?([^@:/\s]+):(?!\/\/|:)\/?(\S+)$/.exec(address)
  const user = scp?.[1] === undefined ? '' : `${scp[1]}@`
  const url = readUrl(scp ? `ssh://${user}${scp[2]}/${scp[3]}` : address, subject)
  url.hash = ''
  if (url.hostname.startsWith('-') || url.username.startsWith('-') || url.pathname.startsWith('/-'))
    throw inputError(`${subject}: this is not the address of a repository`)
  return url
}
