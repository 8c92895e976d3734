import { spawn } from 'node:child_process'
import { FairleadError, remoteError } from '../../errors.ts'
import type { RenderLimits } from './limits.ts'
import type { Sandbox } from './sandbox.ts'

/** How a renderer ended by itself. */
export interface Run {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

export interface RunRequest {
  readonly program: string
  readonly args: readonly string[]
  /** The whole environment: nothing of this process is in it. */
  readonly environment: Readonly<Record<string, string>>
  /** The folder to run in. */
  readonly directory: string
  /** What it runs in, where the system has it. */
  readonly sandbox?: Sandbox | undefined
  /** What is rendered, for messages: `the chart charts/web`. */
  readonly subject: string
}

/** Messages beyond this are cut: a template decides how long they are. */
const MAX_STDERR = 64 * 1024

/** Memory that a Go program reserves and does not use, in megabytes (it fails below about 700). */
const RESERVED = 1024

/** Ends the renderers that run when this process exits: no signal to its group reaches theirs. */
const running = new Set<() => void>()
const endAll = () => running.forEach((end) => end())

/**
 * Runs a renderer within limits. It gets a process group of its own, which is killed at the deadline or when it
 * prints too much. On Linux the kernel bounds its memory and its processor time (also where this process
 * ends first), and it writes no core files.
 *
 * @throws FairleadError (input) where a limit is passed; (remote) where the program does not start
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

/** The shell sets the limits and becomes the program; the values are numbers of ours, and nothing else. */
function bounded(command: readonly string[], limits: RenderLimits): [string, string[]] {
  const memory = Math.ceil((limits.memory + RESERVED) * 1024)
  // Go collects garbage on several processors; the deadline by the clock comes first.
  const seconds = Math.ceil(limits.deadline / 1000) * 4
  const script = `ulimit -c 0; ulimit -v ${memory}; ulimit -t ${seconds}; exec "$@"`
  return ['/bin/sh', ['-c', script, 'sh', ...command]]
}

function isOutOfMemory(message: string): boolean {
  return /^(runtime: out of memory|fatal error: .*(out of memory|cannot allocate)|runtime: cannot allocate)/m.test(
    message,
  )
}

/** A limit of ours was passed: on a slower machine that may happen to what a controller renders well. */
export class PassedLimit extends FairleadError {}

function exceeded(subject: string, what: string): Error {
  const hint = 'A template may loop endlessly. In a controller, rendering also takes only seconds.'
  return new PassedLimit('input', [{ message: `${subject} ${what}`, hint }])
}
