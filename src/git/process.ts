import { GitError, simpleGit } from 'simple-git'
import type { SimpleGit, SimpleGitOptions } from 'simple-git'
import { inputError } from '../errors.ts'
import type { Bounds } from './bounds.ts'
import { mask } from './mask.ts'

/** The result of a git command. Credentials are masked in `stderr`, not in `stdout`. */
export interface GitResult {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

export interface ProcessOptions {
  /** The folder to run in. */
  readonly directory: string
  /** The complete environment. */
  readonly environment: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array | undefined
  readonly bounds: Bounds
  /** Texts to mask in git's error output. */
  readonly secrets: readonly string[]
}

/**
 * simple-git has its own guard: it rejects these settings in arguments or the environment, because they run programs
 * or change trust if they come from an untrusted source. All of it is off, and no code here may rely on it: the
 * environment is completely ours and contains settings (GIT_CONFIG_COUNT) and the user's own ssh and askpass, and
 * `config.ts` decides which settings are allowed. Arguments never contain settings.
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

/** A failure that simple-git passes on unchanged: its own errors contain only the text. */
class Failure extends GitError {
  readonly result: GitResult

  constructor(result: GitResult) {
    super(undefined, result.stderr)
    this.result = result
  }
}

/** Runs git, and returns its output as text. */
export async function runGit(args: readonly string[], options: ProcessOptions): Promise<GitResult> {
  const ended = await end(options.bounds, () => prepare(options).raw([...args]))
  return 'failed' in ended ? ended.failed : { ok: true, stdout: ended.output, stderr: '' }
}

/** Runs `git cat-file`, and returns its output as bytes. */
export async function runCatFile(
  args: readonly string[],
  options: ProcessOptions,
): Promise<{ readonly output: Buffer } | { readonly failed: GitResult }> {
  const ended = await end(options.bounds, () => prepare(options).binaryCatFile([...args]))
  return 'failed' in ended ? ended : { output: Buffer.from(ended.output as Uint8Array) }
}

async function end<T>(bounds: Bounds, run: () => Promise<T>): Promise<{ output: T } | { failed: GitResult }> {
  try {
    return { output: await run() }
  } catch (error) {
    if (bounds.passed !== undefined) return { failed: { ok: false, stdout: '', stderr: bounds.passed } }
    if (error instanceof Failure) return { failed: error.result }
    throw error
  }
}

function prepare({ directory, environment, input, bounds, secrets }: ProcessOptions): SimpleGit {
  const bytes = input === undefined ? undefined : Buffer.from(input)
  const opened = open({
    baseDir: directory,
    allowEnvironment: Object.keys(environment).filter((name) => /^(GIT_|SSH_ASKPASS$)/i.test(name)),
    unsafe,
    // The default completes 50 ms after the process exits, even if more output follows.
    completion: { onClose: true, onExit: false },
    errors: (error, { exitCode, stdOut, stdErr }) => {
      if (exitCode === 0) return error
      const stderr = mask(Buffer.concat(stdErr).toString(), secrets)
      return new Failure({ ok: false, stdout: Buffer.concat(stdOut).toString(), stderr })
    },
    ...(bytes ? { input: () => bytes } : {}),
    ...(bounds.signal ? { abort: bounds.signal } : {}),
  }).env(environment)
  return bounds.isCounting ? opened.outputHandler((_command, output) => bounds.count(output)) : opened
}

function open(options: Partial<SimpleGitOptions>): SimpleGit {
  try {
    return simpleGit(options)
  } catch (error) {
    if (error instanceof GitError) throw inputError(`there is no folder ${options.baseDir}`)
    throw error
  }
}
