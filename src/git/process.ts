import { GitError, simpleGit } from 'simple-git'
import type { SimpleGit, SimpleGitOptions } from 'simple-git'
import { inputError } from '../errors.ts'
import type { Bounds } from './bounds.ts'
import { mask } from './mask.ts'

/** How a command of git ended. Credentials are masked in `stderr`, not in `stdout`. */
export interface GitResult {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

export interface ProcessOptions {
  /** The folder to run in. */
  readonly directory: string
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array | undefined
  readonly bounds: Bounds
  /** Texts that must not be seen in what git says. */
  readonly secrets: readonly string[]
}

/**
 * simple-git has a guard of its own: it refuses these where they stand in arguments or the environment, since they run
 * programs or move trust when a stranger chooses them. All of it is off, and nothing here may count on it: the
 * environment is ours as a whole, with settings (GIT_CONFIG_COUNT), the user's own ssh and askpass in it, and what
 * counts of anybody's settings is decided in `config.ts`. Arguments never carry settings.
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

/** Runs git, and gives its output as text. */
export async function runGit(args: readonly string[], options: ProcessOptions): Promise<GitResult> {
  const ended = await end(options.bounds, () => prepare(options).raw([...args]))
  return 'failed' in ended ? ended.failed : { ok: true, stdout: ended.output, stderr: '' }
}

/** Runs `git cat-file`, and gives its output as bytes. */
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
    // The default ends 50 ms after the process, even with output still to come.
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
