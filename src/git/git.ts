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
  /** Whether the folder is itself a bare repository that only Fairlead has created (or is about to create). */
  readonly bare?: boolean
  /** Whether a person names the folder as the repository: then folders above it are not searched. */
  readonly isNamed?: boolean
  /** The name of the repository in messages; the folder if not set. */
  readonly subject?: string
  /** The fix for messages if the repository refuses access. */
  readonly access?: string | undefined
  readonly settings?: readonly Setting[]
  /** The `Authorization` header, which is sent only to one http address and the paths below it. */
  readonly authorization?: Header | undefined
  /** The environment: git inherits a part of it, and it locates the user's settings. */
  readonly environment: Environment
  /** The limits for an untrusted server. A command that exceeds them is ended, and fails. */
  readonly limits?: GitLimits | undefined
}

export interface RunOptions {
  /** The standard input of git. */
  readonly input?: string | Uint8Array
  readonly environment?: Environment
  /** The settings for this command alone. */
  readonly settings?: readonly Setting[]
  /** Ends the command, which then fails with the signal's reason. */
  readonly signal?: AbortSignal
  /** Whether the command runs in the folder, on the files that are checked out there; otherwise git sees no files. */
  readonly inWorktree?: boolean
}

/** Git in one repository. */
export interface Git {
  readonly directory: string
  /** Returns the fix if a part of the checkout is missing, in the terms of the CI system that created it. */
  cure(missing: Parameters<typeof checkoutCure>[0]): string
  /**
   * Runs a command and returns its output.
   *
   * @throws FairleadError with a fix if git fails
   */
  run(args: readonly string[], options?: RunOptions): Promise<string>
  /** Runs a command that may fail: the caller handles the result. */
  attempt(args: readonly string[], options?: RunOptions): Promise<GitResult>
  /**
   * Returns the objects of some names, in order, as `git cat-file` prints them: for `info` with `--batch-check`, for
   * `contents` with `--batch`.
   */
  objects(
    asked: Asked,
    names: readonly string[],
  ): Promise<{ readonly output: Buffer } | { readonly failed: GitResult }>
  /** Returns the `FairleadError` for a result that is not `ok`. */
  explain(args: readonly string[], result: GitResult): Error
  /** Returns the properties of a checkout's repository; those of a repository that Fairlead created are empty. */
  about(): Promise<About>
  /** Returns the same; undefined if there is no repository, or if git refuses it. */
  tryAbout(): Promise<About | undefined>
  /**
   * Returns the reason why git does not open a repository that may exist: it belongs to another user, or git is
   * missing.
   */
  refusal(): Promise<Error | undefined>
}

export interface About {
  /** The folder of the checkout, with all links resolved. */
  readonly top: string | undefined
  /** Whether objects that its `origin` has can be missing. */
  readonly isPartial: boolean
  /** Whether only a part of its files is on the disk. */
  readonly isSparse: boolean
  /** The names of the filters that the user has configured, such as `lfs`. They are not run. */
  readonly filters: ReadonlySet<string>
  /** The address of the remote `origin`, after settings have rewritten it, with credentials if it contains any. */
  readonly origin: string | undefined
  /** The default branch of `origin`, as the clone knows it. */
  readonly defaultBranch: string | undefined
  /** The path of a copy of the checkout's index; the file may not exist. */
  readonly index: string
  /** The path of a copy of the checkout's FETCH_HEAD; the file may not exist. */
  readonly fetched: string
}

/** The state that all commands share. */
interface Ready extends About {
  /** The variables that point git to the repository. */
  readonly place: Environment
  /** The folder to run in if the checked-out files do not matter. */
  readonly directory: string
  readonly user: readonly Setting[]
  readonly protocols: readonly Setting[]
  readonly isWanted: (name: string) => boolean
  readonly secrets: readonly string[]
}

/**
 * Returns the only access to git: without prompts, hooks, pager, editor, filters or background work, in English, and
 * with only the settings that `config.ts` allows (proxy, headers, certificates, ssh, credential helpers, rewritten
 * addresses). It fetches only on request, and only with the protocols of the configured remotes.
 *
 * @throws FairleadError (input) on use, if the folder does not exist
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
      // Limits apply per process, and our own repositories are removed, possibly while a process is still open.
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

/** Opens a repository that Fairlead created: only the settings of the user are read. */
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
      // The other side of a local fetch checks these folders, but does not get our settings.
      ...(safe.length > 0 && protocols.some(([key]) => key === 'protocol.file.allow')
        ? { GIT_CONFIG_GLOBAL: await writeSafeDirectories(directory, safe) }
        : {}),
    },
    isWanted: variablesForHelpers(user, options.environment, scripts),
    secrets: [...secretsOf(options.authorization), ...all.flatMap(secretOfSetting)],
  }
}

/** Allows the protocols of the configured remotes and no others: no redirect and no setting changes that. */
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

/** Returns the text of a program that the job names for git, if it is a script: it shows which variables it needs. */
async function textOfScript(path: string | undefined): Promise<string> {
  if (path === undefined || path === '') return ''
  const content = await readFile(path).catch(() => undefined)
  return content !== undefined && content.length < 64 * 1024 ? content.toString('latin1') : ''
}
