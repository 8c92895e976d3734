import { spawn } from 'node:child_process'
import { FairleadError, remoteError } from '../../errors.ts'
import type { RenderLimits } from './limits.ts'
import type { Sandbox } from './sandbox.ts'

/** The result of a renderer that ended on its own. */
export interface Run {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

export interface RunRequest {
  readonly program: string
  readonly args: readonly string[]
  /** The complete environment; nothing is inherited from this process. */
  readonly environment: Readonly<Record<string, string>>
  /** The folder to run in. */
  readonly directory: string
  /** The sandbox that it runs in, if the system has one. */
  readonly sandbox?: Sandbox | undefined
  /** The name of the rendered source for messages, such as `the chart charts/web`. */
  readonly subject: string
}

/** Maximum bytes of error output that are read. The rest is cut, because a template determines the length. */
const MAX_STDERR = 64 * 1024

/** Memory that a Go program reserves and does not use, in megabytes (it fails below about 700). */
const RESERVED = 1024

/**
 * Functions that end the running renderers when this process exits, because a signal to its process group does not
 * reach theirs.
 */
const running = new Set<() => void>()
const endAll = () => running.forEach((end) => end())

/**
 * Runs a renderer within limits. The renderer gets its own process group, which is killed at the deadline or if it
 * prints too much. On Linux, the kernel limits its memory and its processor time (even if this process ends first),
 * and it writes no core files.
 *
 * @throws FairleadError (input) if a limit is exceeded; (remote) if the program does not start
 */
export async function run(request: RunRequest, limits: RenderLimits): Promise<Run> {
  const { program, args, environment, directory, sandbox } = request
  const posix = process.platform !== 'win32'
  const [file, parameters] =
    process.platform === 'linux'
      ? bounded([...(sandbox?.command ?? []), program, ...args], limits)
      : [program, args]
  const child = spawn(file, parameters, {
    cwd: directory,
    env: { ...environment, GOMEMLIMIT: `${Math.floor(limits.memory * 0.9)}MiB` },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: posix,
    windowsHide: true,
  })
  let passed: 'deadline' | 'output' | undefined
  const kill = (why?: 'deadline' | 'output') => {
    passed ??= why
    if (child.pid === undefined) return
    try {
      if (posix) process.kill(-child.pid, 'SIGKILL')
      else child.kill('SIGKILL')
    } catch {
      // It has ended in the meantime.
    }
  }
  const timer = setTimeout(() => kill('deadline'), limits.deadline)
  const end = () => kill()
  if (running.size === 0) process.on('exit', endAll)
  running.add(end)
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  let [printed, told] = [0, 0]
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.length
    if (printed > limits.output * 1024 * 1024) kill('output')
    else stdout.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    if (told < MAX_STDERR) stderr.push(chunk.subarray(0, MAX_STDERR - told))
    told += chunk.length
    if (told > limits.output * 1024 * 1024) kill('output')
  })
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve([code, signal]))
    })
    const message = Buffer.concat(stderr).toString()
    if (passed === 'deadline')
      throw exceeded(request.subject, `took longer than ${limits.deadline / 1000} s to render`)
    if (passed === 'output') throw exceeded(request.subject, `renders to more than ${limits.output} MiB`)
    if (isOutOfMemory(message))
      throw exceeded(request.subject, `needs more than ${limits.memory} MiB of memory to render`)
    if (signal === 'SIGXCPU' || signal === 'SIGKILL')
      throw exceeded(request.subject, 'was killed by the system while rendering')
    return { ok: code === 0, stdout: Buffer.concat(stdout).toString(), stderr: message }
  } catch (error) {
    if (error instanceof Error && 'syscall' in error)
      throw remoteError(`${program} cannot be started: ${error.message}`, { cause: error })
    throw error
  } finally {
    clearTimeout(timer)
    running.delete(end)
    if (running.size === 0) process.off('exit', endAll)
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

/**
 * Returns a shell command that sets the limits and is then replaced by the program. Only numbers are inserted into
 * its script.
 */
function bounded(command: readonly string[], limits: RenderLimits): [string, string[]] {
  const memory = Math.ceil((limits.memory + RESERVED) * 1024)
  // Go collects garbage on several processors, so CPU time can exceed the deadline, which applies first.
  const seconds = Math.ceil(limits.deadline / 1000) * 4
  const script = `ulimit -c 0; ulimit -v ${memory}; ulimit -t ${seconds}; exec "$@"`
  return ['/bin/sh', ['-c', script, 'sh', ...command]]
}

function isOutOfMemory(message: string): boolean {
  return /^(runtime: out of memory|fatal error: .*(out of memory|cannot allocate)|runtime: cannot allocate)/m.test(
    message,
  )
}

/**
 * A limit of Fairlead was exceeded. On a slower machine, this can happen to sources that a controller renders without
 * problems.
 */
export class PassedLimit extends FairleadError {}

function exceeded(subject: string, what: string): Error {
  const hint = 'A template may loop endlessly. In a controller, rendering also takes only seconds.'
  return new PassedLimit('input', [{ message: `${subject} ${what}`, hint }])
}
