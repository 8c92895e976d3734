/** Measures child processes: wall-clock time, processor time with that of their own children, and memory. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A command to measure. */
export interface Part {
  readonly name: string
  /** The program and its arguments. It runs in bash, which measures the time of its child processes. */
  readonly command: readonly string[]
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
  /** The expected exit code. Default: 0. */
  readonly exitCode?: number
  /** Returns additional arguments that make each run a first run, for example with another tag. */
  fresh?(): readonly string[] | Promise<readonly string[]>
}

/** Seconds. */
export interface Times {
  readonly wall: number
  readonly processor: number
}

const peakHook = fileURLToPath(new URL('peak.mjs', import.meta.url))

/**
 * Bash's own `time` covers the command and all child processes that it waited for. It writes to file descriptor 4.
 */
const timed = 'TIMEFORMAT="%R %U %S"; { time "$@" >/dev/null 2>&3; } 2>&4'

/**
 * Runs a command once.
 *
 * @throws Error if its exit code is not the expected one
 */
export async function run(part: Part): Promise<Times> {
  const more = (await part.fresh?.()) ?? []
  const child = spawn('bash', ['-c', timed, 'bash', ...part.command, ...more], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: environmentOf(part),
    ...(part.cwd === undefined ? {} : { cwd: part.cwd }),
  })
  const texts = ['', '']
  for (const i of [0, 1]) child.stdio[i + 3]?.on('data', (chunk: Buffer) => (texts[i] += chunk.toString()))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [errors = '', times = ''] = texts
  if (exitCode !== (part.exitCode ?? 0)) throw new Error(`${part.name} ended with ${exitCode}: ${errors}`)
  const [wall = 0, user = 0, system = 0] = times.trim().split(' ').map(Number)
  return { wall, processor: user + system }
}

/**
 * Returns the times of the parts in all rounds. Each round runs every part once, so that disturbances affect all of
 * them.
 */
export async function measure(
  parts: readonly Part[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly Times[]>> {
  const found = new Map<string, Times[]>(parts.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    // Rotates the order, so that a part does not always follow the same one.
    const turn = round % parts.length
    for (const part of [...parts.slice(turn), ...parts.slice(0, turn)])
      found.get(part.name)?.push(await run(part))
  }
  return found
}

/** Returns the peak memory of a Node program, in MB (10⁶ bytes). `command` must start with `node`. */
export async function peakMemory(part: Part): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-peak-'))
  try {
    const file = join(folder, 'peak')
    const [node = 'node', ...args] = part.command
    const environment = { ...part.environment, BENCH_PEAK_FILE: file }
    await run({ ...part, command: [node, '--import', peakHook, ...args], environment })
    return (Number(readFileSync(file, 'utf8')) * 1024) / 1e6
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** Returns the median over the rounds of the ratio of `of` to `beside` in the same round. */
export function ratio(
  of: readonly Times[] | undefined,
  beside: readonly Times[] | undefined,
  unit: keyof Times,
): number {
  return median((of ?? []).map((times, i) => times[unit] / (beside?.[i]?.[unit] ?? Number.NaN)))
}

/** Returns the only environment variables of a measured command, so that the user's settings do not affect it. */
function environmentOf(part: Part): Record<string, string | undefined> {
  return {
    PATH: process.env['PATH'],
    TMPDIR: process.env['TMPDIR'],
    HOME: tmpdir(),
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...part.environment,
  }
}
