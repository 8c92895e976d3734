/** The parts of a bed: processes that are started, paused and stopped one by one. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { timed } from './report.ts'
import type { Say } from './report.ts'

/** The description of a part. */
export interface PartDescription {
  /** Its name, unique in the bed: `etcd`, `b/apiserver`. */
  readonly name: string
  /** The path of the program, and its arguments. */
  readonly command: readonly [program: string, ...args: string[]]
  /** Its complete environment. It inherits nothing from this process. */
  readonly env: NodeJS.ProcessEnv
  /** The path of its log. */
  readonly log: string
  /** Reports whether it is ready. Without it, a part counts as ready as soon as it runs. */
  readonly ready?: () => Promise<boolean>
}

/** The state of a part. `paused` means stopped by SIGSTOP; others see a server that does not answer. */
export type PartState = 'stopped' | 'running' | 'paused'

/**
 * The time that a part may take to become ready, in milliseconds. It is long because a machine under load is slow.
 */
const readyWithin = 120_000
/** The time that a part may take to end by itself, in milliseconds. */
const endWithin = 5_000

/** One process of the bed. It ends with `stop`, together with the processes that it started. */
export class Part {
  readonly #description: PartDescription
  readonly #say: Say
  #child: ChildProcess | undefined
  #state: PartState = 'stopped'
  /** The reason why its last process ended. */
  #ended = ''

  constructor(description: PartDescription, say: Say) {
    this.#description = description
    this.#say = say
  }

  get name(): string {
    return this.#description.name
  }

  get state(): PartState {
    return this.#state
  }

  /** The id of its process, if it runs. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** The output so far. */
  get log(): string {
    return readFileSync(this.#description.log, 'utf8')
  }

  /**
   * Starts it and waits until it is ready. Does nothing if it runs already.
   *
   * @throws Error with the end of its log, if it exits or is not ready in time
   */
  async start(): Promise<void> {
    if (this.#state === 'paused') throw new Error(`${this.name} is paused: resume it`)
    if (this.#child !== undefined) return
    await timed(this.#say, this.name, async () => {
      this.#spawn()
      await this.#untilReady()
    })
  }

  #spawn(): void {
    const { command, env, log } = this.#description
    const output = openSync(log, 'a')
    const [program, ...args] = command
    // A separate process group: Ctrl-C reaches only the bed, which stops its parts in order.
    const child = spawn(program, args, { env, detached: true, stdio: ['ignore', output, output] })
    closeSync(output)
    this.#child = child
    this.#state = 'running'
    const over = (how: string) => {
      if (this.#child !== child) return
      this.#child = undefined
      this.#state = 'stopped'
      this.#ended = how
    }
    child.once('exit', (code, signal) => over(signal ?? `exit code ${code}`))
    child.once('error', (error) => over(error.message))
  }

  async #untilReady(): Promise<void> {
    const { ready } = this.#description
    const end = Date.now() + readyWithin
    for (;;) {
      if (this.#child === undefined)
        throw new Error(`${this.name} ended at once: ${this.#ended}\n${this.log.slice(-3000)}`)
      if (ready === undefined || (await ready().catch(() => false))) return
      if (Date.now() > end) {
        await this.stop()
        throw new Error(
          `${this.name} does not serve after ${readyWithin / 1000} s:\n${this.log.slice(-3000)}`,
        )
      }
      await sleep(50)
    }
  }

  /** Stops it by SIGTERM, and after a while by SIGKILL. Does nothing if it does not run. */
  async stop(): Promise<void> {
    const child = this.#child
    if (child?.pid === undefined) return
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    this.#signal('SIGTERM')
    if (this.#state === 'paused') this.#signal('SIGCONT')
    const timer = setTimeout(() => this.#signal('SIGKILL'), endWithin)
    await exited
    clearTimeout(timer)
    signalGroup(child.pid, 'SIGKILL')
  }

  /** Kills it at once by SIGKILL, so that it cannot clean up. */
  async kill(): Promise<void> {
    const child = this.#child
    if (child?.pid === undefined) return
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    signalGroup(child.pid, 'SIGKILL')
    await exited
  }

  /** Pauses it (SIGSTOP): its sockets stay open and nothing answers. */
  pause(): void {
    if (this.#state !== 'running') throw new Error(`${this.name} is ${this.#state}`)
    this.#signal('SIGSTOP')
    this.#state = 'paused'
  }

  /** Resumes a paused part. */
  resume(): void {
    if (this.#state !== 'paused') throw new Error(`${this.name} is ${this.#state}`)
    this.#signal('SIGCONT')
    this.#state = 'running'
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, signal)
  }
}

/**
 * Sends a signal to a whole process group, so that processes that a part started, such as renderers, also receive it.
 */
function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal)
  } catch (error) {
    // The group has no process any more.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
