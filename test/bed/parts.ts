/** The parts of a bed: processes that are started, paused and stopped one by one. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { timed } from './report.ts'
import type { Say } from './report.ts'

/** How a part runs. */
export interface PartDescription {
  /** Its name, unique in the bed: `etcd`, `b/apiserver`. */
  readonly name: string
  /** The program, by its path, and its arguments. */
  readonly command: readonly [program: string, ...args: string[]]
  /** Its whole environment: nothing of ours is inherited. */
  readonly env: NodeJS.ProcessEnv
  /** Where it writes what it says. */
  readonly log: string
  /** Whether it serves by now. Without it a part counts as ready when it runs. */
  readonly ready?: () => Promise<boolean>
}

/** What a part does: `paused` means stopped by SIGSTOP, which others see as a server that does not answer. */
export type PartState = 'stopped' | 'running' | 'paused'

/** How long a part may take to serve, in milliseconds: a machine under load is slow. */
const readyWithin = 120_000
/** How long a part may take to end by itself, in milliseconds. */
const endWithin = 5_000

/** One process of the bed. It ends with `stop`; whatever it started itself ends with it. */
export class Part {
  readonly #description: PartDescription
  readonly #say: Say
  #child: ChildProcess | undefined
  #state: PartState = 'stopped'
  /** How its last process ended. */
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

  /** The id of its process while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** What it has said so far. */
  get log(): string {
    return readFileSync(this.#description.log, 'utf8')
  }

  /**
   * Starts it and waits until it serves. Does nothing where it runs.
   *
   * @throws Error with the end of its log, where it ends or does not serve in time.
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
    // A group of its own: Ctrl-C reaches only the bed, which stops its parts in order.
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

  /** Ends it: by SIGTERM, after a while by SIGKILL. Does nothing where it does not run. */
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

  /** Ends it at once, by SIGKILL: it can tidy nothing. */
  async kill(): Promise<void> {
    const child = this.#child
    if (child?.pid === undefined) return
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    signalGroup(child.pid, 'SIGKILL')
    await exited
  }

  /** Holds it as it stands (SIGSTOP): its sockets stay open and nothing answers. */
  pause(): void {
    if (this.#state !== 'running') throw new Error(`${this.name} is ${this.#state}`)
    this.#signal('SIGSTOP')
    this.#state = 'paused'
  }

  /** Lets a paused part go on. */
  resume(): void {
    if (this.#state !== 'paused') throw new Error(`${this.name} is ${this.#state}`)
    this.#signal('SIGCONT')
    this.#state = 'running'
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, signal)
  }
}

/** To a whole group: what a part has started, such as a renderer, is held and ended with it. */
function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal)
  } catch (error) {
    // Nobody is left in it.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
