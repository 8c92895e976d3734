/** Measures child processes: wall-clock time, processor time with that of their own children, and memory. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A command to measure. */
export interface Part {
  readonly name: string
  /** The program and its arguments; it runs in bash, which knows what its children took. */
  readonly command: readonly string[]
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
  /** The exit code that it has to end with; 0 unless told. */
  readonly exitCode?: number
  /** Makes each run the first one, for example by another tag; its arguments are added. */
  fresh?(): readonly string[] | Promise<readonly string[]>
}

/** Seconds. */
export interface Times {
  readonly wall: number
  readonly processor: number
}

const peakHook = fileURLToPath(new URL('peak.mjs', import.meta.url))

/** Bash's own `time` covers the command and all that it waited for; it is written to the fourth descriptor. */
const timed = 'TIMEFORMAT="%R %U %S"; { time "$@" >/dev/null 2>&3; } 2>&4'

/**
 * Runs a command once.
 *
 * @throws Error where it ends with another exit code than it has to
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

/** What the parts took in all rounds: each round runs every part once, so that what disturbs meets all of them. */
export async function measure(
  parts: readonly Part[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly Times[]>> {
  const found = new Map<string, Times[]>(parts.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    // The order turns, so that no part always follows the same one.
    const turn = round % parts.length
    for (const part of [...parts.slice(turn), ...parts.slice(0, turn)])
      found.get(part.name)?.push(await run(part))
  }
  return found
}

/** The most memory that a Node program held at once, in MB (10⁶ bytes); `command` starts with `node`. */
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

/** The median over the rounds of what `of` took as a part of what `beside` took in the same round. */
export function ratio(
  of: readonly Times[] | undefined,
  beside: readonly Times[] | undefined,
  unit: keyof Times,
): number {
  return median((of ?? []).map((times, i) => times[unit] / (beside?.[i]?.[unit] ?? Number.NaN)))
}

/** Only this much of the environment reaches what is measured: nothing of whoever measures. */
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
