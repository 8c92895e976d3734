import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GitLimits } from './bounds.ts'
import { Bounds } from './bounds.ts'
import { checkoutCure } from './ci-words.ts'
import { allowedSettings, protocolOf, safeDirectories, variablesForHelpers } from './config.ts'
import { gitEnvironment } from './environment.ts'
import type { Environment, Setting } from './environment.ts'
import { explainFailure, isNoRepository } from './failures.ts'
import { openForeign, readUserSettings } from './foreign.ts'
import type { Header } from './header.ts'
import { headerSettings, secretOfSetting, secretsOf } from './header.ts'
import { ObjectProcess } from './object-process.ts'
import type { Asked } from './object-process.ts'
import { runCatFile, runGit } from './process.ts'
import type { GitResult, ProcessOptions } from './process.ts'

export type { GitResult } from './process.ts'

export interface GitOptions {
  /** The folder to run in. */
  readonly directory: string
  /** The folder is itself a bare repository, one that we have made (or are about to make) and nobody else. */
  readonly bare?: boolean
  /** A person names the folder as the repository: none is looked for above it. */
  readonly isNamed?: boolean
  /** How messages name the repository; the folder where it is not given. */
  readonly subject?: string
  /** What to do where the repository refuses access, for messages. */
  readonly access?: string | undefined
  readonly settings?: readonly Setting[]
  /** The `Authorization` header for one http address, and only for what is below it. */
  readonly authorization?: Header | undefined
  /** What git inherits a part of, and where the user's settings are found. */
  readonly environment: Environment
  /** For a server that nobody vouches for. A command that passes them is ended, and fails. */
  readonly limits?: GitLimits | undefined
}

export interface RunOptions {
  /** What git reads from its standard input. */
  readonly input?: string | Uint8Array
  readonly environment?: Environment
  /** Settings for this command alone. */
  readonly settings?: readonly Setting[]
  /** Ends the command, which then fails for the signal's reason. */
  readonly signal?: AbortSignal
  /** Runs it in the folder, on the files that are checked out there; else git sees none. */
  readonly inWorktree?: boolean
}

/** git in one repository. */
export interface Git {
  readonly directory: string
  /** What to change about the checkout where something is missing, in the words of the CI system that made it. */
  cure(missing: Parameters<typeof checkoutCure>[0]): string
  /**
   * Runs a command and gives its output.
   *
   * @throws FairleadError with a cure where git fails
   */
  run(args: readonly string[], options?: RunOptions): Promise<string>
  /** Runs a command that may well fail: the caller judges. */
  attempt(args: readonly string[], options?: RunOptions): Promise<GitResult>
  /**
   * What git has under some names, one after the other, as `git cat-file` prints it: for `info` with `--batch-check`,
   * for `contents` with `--batch`.
   */
  objects(
    asked: Asked,
    names: readonly string[],
  ): Promise<{ readonly output: Buffer } | { readonly failed: GitResult }>
  /** The `FairleadError` for a result that is not `ok`. */
  explain(args: readonly string[], result: GitResult): Error
  /** What is known of the repository of a checkout; of one that we made ourselves, nothing. */
  about(): Promise<About>
  /** The same; undefined where there is no repository, or one that git refuses. */
  tryAbout(): Promise<About | undefined>
  /** Why git opens no repository although there may be one: it belongs to another user, or there is no git. */
  refusal(): Promise<Error | undefined>
}

export interface About {
  /** The folder of the checkout, with all links resolved. */
  readonly top: string | undefined
  /** Whether it may lack objects that its `origin` has. */
  readonly isPartial: boolean
  /** Whether only a part of its files is on the disk. */
  readonly isSparse: boolean
  /** The names of the filters that the user has set up, such as `lfs`. They are not run. */
  readonly filters: ReadonlySet<string>
  /** The address of the remote `origin`, as settings rewrite it, with credentials if it has them. */
  readonly origin: string | undefined
  /** The branch that is the default of `origin`, as the clone knows it. */
  readonly defaultBranch: string | undefined
  /** A copy of the checkout's index; the file need not be there. */
  readonly index: string
  /** What the checkout's last fetch has left (a copy of its FETCH_HEAD); the file need not be there. */
  readonly fetched: string
}

/** What stays the same for all commands. */
interface Ready extends About {
  /** What leads git to the repository. */
  readonly place: Environment
  /** The folder to run in where no files that are checked out matter. */
  readonly directory: string
  readonly user: readonly Setting[]
  readonly protocols: readonly Setting[]
  readonly isWanted: (name: string) => boolean
  readonly secrets: readonly string[]
}

/**
 * The one way to git: without prompts, hooks, pager, editor, filters or background work, in English, and with no more
 * of anybody's settings than `config.ts` lets through (proxy, headers, certificates, ssh, credential helpers, rewritten
 * addresses). It fetches only when it is told to, and only by the protocols of the remotes that are set here.
 *
 * @throws FairleadError (input) on use, where the folder is not there
 */
export function createGit(options: GitOptions): Git {
  const lasting = [...(options.settings ?? []), ...headerSettings(options.authorization)]
  let opened: Promise<Ready | { readonly failed: GitResult }> | undefined
  let reader: ObjectProcess | undefined
  const open = () =>
    (opened ??= options.bare === true ? openOwn(options, lasting) : openTheirs(options, lasting))

  function processOf(ready: Ready, runOptions: RunOptions, bounds: Bounds): ProcessOptions {
    const { input, environment, settings = [], inWorktree = false } = runOptions
    const worktree = inWorktree && ready.top !== undefined ? { GIT_WORK_TREE: ready.top } : {}
    return {
      directory: inWorktree ? options.directory : ready.directory,
      environment: gitEnvironment(
        options.environment,
        { user: ready.user, own: [...ready.protocols, ...lasting, ...settings] },
        { ...ready.place, ...worktree, ...environment },
        ready.isWanted,
      ),
      input,
      bounds,
      secrets: ready.secrets,
    }
  }

  async function attempt(args: readonly string[], runOptions: RunOptions = {}): Promise<GitResult> {
    const ready = await open()
    if ('failed' in ready) return ready.failed
    return runGit(args, processOf(ready, runOptions, new Bounds(options.limits, runOptions.signal)))
  }

  function explain(args: readonly string[], result: GitResult): Error {
    return explainFailure(result.stderr, {
      command: args[0] ?? '',
      subject: options.subject ?? options.directory,
      access: options.access,
    })
  }

  return {
    directory: options.directory,
    cure: (missing) => checkoutCure(missing, options.environment),
    attempt,
    explain,
    async run(args, runOptions) {
      const result = await attempt(args, runOptions)
      if (!result.ok) throw explain(args, result)
      return result.stdout
    },
    async objects(asked, names) {
      const ready = await open()
      if ('failed' in ready) return ready
      // Limits count by process, and what we made ourselves is removed while it may still be open.
      if (options.bare !== true && options.limits === undefined) {
        reader ??= new ObjectProcess(() => processOf(ready, {}, new Bounds(undefined)))
        const output = await reader.ask(asked, names)
        if (output) return { output }
      }
      const input = names.map((name) => `${name}\n`).join('')
      const args = [asked === 'info' ? '--batch-check' : '--batch', '--buffer']
      return runCatFile(args, processOf(ready, { input }, new Bounds(options.limits)))
    },
    async tryAbout() {
      const ready = await open()
      return 'failed' in ready ? undefined : ready
    },
    async refusal() {
      const ready = await open()
      return 'failed' in ready && !isNoRepository(ready.failed.stderr)
        ? explain(['rev-parse'], ready.failed)
        : undefined
    },
    async about() {
      const ready = await open()
      if ('failed' in ready) throw explain(['rev-parse'], ready.failed)
      return ready
    },
  }
}

/** A repository that we made: only the settings of the user are read. */
async function openOwn(options: GitOptions, lasting: readonly Setting[]): Promise<Ready> {
  const entries = await readUserSettings(options.environment)
  const { directory } = options
  return readyOf(options, lasting, {
    directory,
    user: allowedSettings(entries),
    safe: safeDirectories(entries),
    top: undefined,
    isPartial: false,
    isSparse: false,
    filters: new Set(),
    origin: undefined,
    defaultBranch: undefined,
    index: join(directory, 'index'),
    fetched: join(directory, 'FETCH_HEAD'),
  })
}

async function openTheirs(options: GitOptions, lasting: readonly Setting[]) {
  const foreign = await openForeign(options)
  if ('failed' in foreign) return foreign
  return readyOf(options, lasting, { ...foreign, user: foreign.settings, safe: foreign.safeDirectories })
}

async function readyOf(
  options: GitOptions,
  lasting: readonly Setting[],
  found: About & { directory: string; user: readonly Setting[]; safe: readonly string[] },
): Promise<Ready> {
  const { directory, user, safe, top, isPartial, isSparse, filters, origin, defaultBranch, index, fetched } =
    found
  const all = [...user, ...lasting]
  const scripts = await Promise.all(
    ['GIT_ASKPASS', 'GIT_SSH'].map((name) => textOfScript(options.environment[name])),
  )
  const protocols = protocolsFor(all)
  return {
    top,
    isPartial,
    isSparse,
    filters,
    origin,
    defaultBranch,
    index,
    fetched,
    directory,
    user,
    protocols,
    place: {
      GIT_DIR: directory,
      // The other side of a fetch from this machine asks for these, and gets no settings of ours.
      ...(safe.length > 0 && protocols.some(([key]) => key === 'protocol.file.allow')
        ? { GIT_CONFIG_GLOBAL: await writeSafeDirectories(directory, safe) }
        : {}),
    },
    isWanted: variablesForHelpers(user, options.environment, scripts),
    secrets: [...secretsOf(options.authorization), ...all.flatMap(secretOfSetting)],
  }
}

/** By what the remotes that are set are reached, and by nothing else: no redirect and no setting changes that. */
function protocolsFor(settings: readonly Setting[]): Setting[] {
  const addresses = settings.flatMap(([key, value]) => (/^remote\..*\.url$/.test(key) ? [value] : []))
  const found = addresses.flatMap((address) => [
    protocolOf(address, settings, 'fetch'),
    protocolOf(address, settings, 'push'),
  ])
  return [...new Set(found)].flatMap((name) =>
    name === undefined ? [] : [[`protocol.${name}.allow`, 'always'] as const],
  )
}

async function writeSafeDirectories(directory: string, safe: readonly string[]): Promise<string> {
  const file = join(directory, 'safe-directories')
  const lines = safe.map((folder) => `directory = ${JSON.stringify(folder)}`)
  await writeFile(file, `[safe]\n${lines.join('\n')}\n`)
  return file
}

/** A program that the job names for git to ask, where it is a script: it tells which variables it needs. */
async function textOfScript(path: string | undefined): Promise<string> {
  if (path === undefined || path === '') return ''
  const content = await readFile(path).catch(() => undefined)
  return content !== undefined && content.length < 64 * 1024 ? content.toString('latin1') : ''
}
