import { GitError, simpleGit } from 'simple-git'
import type { SimpleGit, SimpleGitOptions } from 'simple-git'
import { inputError } from '../errors.ts'
import { Bounds } from './bounds.ts'
import { gitEnvironment } from './environment.ts'
import type { Environment, Setting } from './environment.ts'
import { explainFailure } from './failures.ts'
import { mask } from './mask.ts'

export interface GitOptions {
  /** The folder to run in. */
  readonly directory: string
  /** The folder is itself the (bare) repository: git looks nowhere else, whatever the user's settings say. */
  readonly bare?: boolean
  /** How messages name the repository; the folder where it is not given. */
  readonly subject?: string
  readonly settings?: readonly Setting[]
  /** The `Authorization` header for one http address, and only for what is below it. */
  readonly authorization?: { readonly url: string; readonly value: string } | undefined
  /** What git inherits. */
  readonly environment: Environment
  /** For a server that nobody vouches for. A command that passes them is ended, and fails. */
  readonly limits?: GitLimits | undefined
}

/** Milliseconds that a command may take, and bytes that it may print. */
export interface GitLimits {
  readonly deadline: number
  readonly output: number
}

export interface RunOptions {
  /** What git reads from its standard input. */
  readonly input?: string | Uint8Array
  readonly environment?: Environment
  /** Settings for this command alone. */
  readonly settings?: readonly Setting[]
  /** Ends the command, which then fails for the signal's reason. */
  readonly signal?: AbortSignal
}

/** How a command of git ended. Credentials are masked in `stderr`, not in `stdout`. */
export interface GitResult {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

/** git in one folder. */
export interface Git {
  readonly directory: string
  /**
   * Runs a command and gives its output.
   *
   * @throws FairleadError with a cure where git fails
   */
  run(args: readonly string[], options?: RunOptions): Promise<string>
  /** Runs a command that may well fail: the caller judges. */
  attempt(args: readonly string[], options?: RunOptions): Promise<GitResult>
  /** `git cat-file` with its output as bytes. */
  catFile(args: readonly string[], input: string): Promise<Buffer>
  /** The `FairleadError` for a result that is not `ok`. */
  explain(args: readonly string[], result: GitResult): Error
}

/**
 * simple-git refuses these by default, since they run programs or move trust when a stranger chooses them.
 * Here only the user's own environment and this file do; arguments never carry settings.
 */
const unsafe: NonNullable<SimpleGitOptions['unsafe']> = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeExec: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
}

/** A failure as simple-git carries it through: its own errors keep only the text. */
class Failure extends GitError {
  readonly result: GitResult

  constructor(result: GitResult) {
    super(undefined, result.stderr)
    this.result = result
  }
}

/**
 * The one way to git: without prompts, hooks, pager, editor or background work, in English, and with the
 * user's settings otherwise (proxy, ssh, credential helpers, certificates).
 *
 * @throws FairleadError (input) where the folder is not there
 */
export function createGit(options: GitOptions): Git {
  const secrets = secretsOf(options)
  const lasting = [...(options.settings ?? []), ...headerSettings(options)]
  const place: Environment = options.bare === true ? { GIT_DIR: options.directory } : {}

  function prepare({ input, environment, settings = [] }: RunOptions, bounds: Bounds): SimpleGit {
    const inherited = options.environment
    const env = gitEnvironment(inherited, [...lasting, ...settings], { ...place, ...environment })
    const guarded = Object.keys(env).filter((name) => /^(GIT_|SSH_ASKPASS$)/i.test(name))
    const bytes = input === undefined ? undefined : Buffer.from(input)
    const opened = openSimpleGit({
      baseDir: options.directory,
      allowEnvironment: guarded,
      unsafe,
      // The default ends 50 ms after the process, even with output still to come.
      completion: { onClose: true, onExit: false },
      errors: (error, { exitCode, stdOut, stdErr }) => {
        if (exitCode === 0) return error
        const stderr = mask(Buffer.concat(stdErr).toString(), secrets)
        return new Failure({ ok: false, stdout: Buffer.concat(stdOut).toString(), stderr })
      },
      ...(bytes ? { input: () => bytes } : {}),
      ...(bounds.signal ? { abort: bounds.signal } : {}),
    }).env(env)
    return bounds.isCounting ? opened.outputHandler((_command, output) => bounds.count(output)) : opened
  }

  async function attempt(args: readonly string[], runOptions: RunOptions = {}): Promise<GitResult> {
    const bounds = new Bounds(options.limits, runOptions.signal)
    try {
      const stdout = await prepare(runOptions, bounds).raw([...args])
      return { ok: true, stdout, stderr: '' }
    } catch (error) {
      if (bounds.passed !== undefined) return { ok: false, stdout: '', stderr: bounds.passed }
      if (error instanceof Failure) return error.result
      throw error
    }
  }

  function explain(args: readonly string[], result: GitResult): Error {
    return explainFailure(result.stderr, {
      command: args[0] ?? '',
      subject: options.subject ?? options.directory,
    })
  }

  return {
    directory: options.directory,
    attempt,
    explain,
    async run(args, runOptions) {
      const result = await attempt(args, runOptions)
      if (!result.ok) throw explain(args, result)
      return result.stdout
    },
    async catFile(args, input) {
      const bounds = new Bounds(options.limits)
      try {
        return Buffer.from((await prepare({ input }, bounds).binaryCatFile([...args])) as Uint8Array)
      } catch (error) {
        if (bounds.passed !== undefined)
          throw explain(['cat-file'], { ok: false, stdout: '', stderr: bounds.passed })
        throw error instanceof Failure ? explain(['cat-file'], error.result) : error
      }
    },
  }
}

function openSimpleGit(options: Partial<SimpleGitOptions>): SimpleGit {
  try {
    return simpleGit(options)
  } catch (error) {
    if (error instanceof GitError) throw inputError(`there is no folder ${options.baseDir}`)
    throw error
  }
}

/** The header is reset first, or a checkout action's own header for the same host would be sent as well. */
function headerSettings({ authorization }: GitOptions): Setting[] {
  if (!authorization) return []
  const key = `http.${authorization.url}.extraheader`
  return [
    [key, ''],
    [key, `Authorization: ${authorization.value}`],
  ]
}

/** What must not be seen: the header's value, and the pair that a Basic header wraps. */
function secretsOf({ authorization }: GitOptions): string[] {
  if (!authorization) return []
  const credentials = authorization.value.replace(/^\S+\s+/, '')
  const decoded = Buffer.from(credentials, 'base64').toString()
  return [authorization.value, credentials, decoded, decoded.replace(/^[^:]*:/, '')]
}
