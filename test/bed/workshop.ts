/** The resources of one bed: its folder, its programs, and the list of everything that has to end with it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Built } from './build.ts'
import { partEnvironment } from './environment.ts'
import { Part } from './parts.ts'
import type { PartDescription } from './parts.ts'
import type { Say } from './report.ts'

/** The options of a part. Everything else is the same for all parts. */
export interface PartOptions extends Pick<PartDescription, 'command' | 'ready'> {
  /** The variables that it needs in addition to the environment of every part. */
  readonly env?: NodeJS.ProcessEnv
}

/** Creates parts, and ends them all. */
export class Workshop {
  readonly built: Built
  readonly folder: string
  readonly say: Say
  readonly #parts: Part[] = []
  readonly #ends: (() => Promise<void> | void)[] = []

  constructor(built: Built, say: Say) {
    this.built = built
    this.say = say
    this.folder = mkdtempSync(join(tmpdir(), 'bed-'))
    for (const name of ['home', 'tmp', 'path', 'log']) mkdirSync(join(this.folder, name))
  }

  /** All parts, in the order in which they were created. */
  get parts(): readonly Part[] {
    return this.#parts
  }

  /**
   * Returns a part by its name: `a/etcd`.
   *
   * @throws Error that lists the existing parts
   */
  part(name: string): Part {
    const found = this.#parts.find((part) => part.name === name)
    if (found !== undefined) return found
    const names = this.#parts.map((part) => part.name).join(', ')
    throw new Error(`the bed has no part ${name}; it has ${names}`)
  }

  /** Creates a folder for the data of a part, and returns its path. */
  folderOf(name: string): string {
    const folder = join(this.folder, name)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  /** Returns the environment of a part; see `partEnvironment`. */
  environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return partEnvironment(this.built, this.folder, more)
  }

  /** Creates a part and starts it. The part is ready when this returns. */
  async start(name: string, { command, ready, env }: PartOptions): Promise<Part> {
    const log = join(this.folder, 'log', `${name.replaceAll('/', '-')}.log`)
    const description = { name, command, log, env: this.environment(env), ...(ready && { ready }) }
    const part = new Part(description, this.say)
    this.#parts.push(part)
    await part.start()
    return part
  }

  /** Registers a function that runs when the bed ends, before its parts end. */
  atEnd(work: () => Promise<void> | void): void {
    this.#ends.push(work)
  }

  /**
   * Kills all parts and removes the folder. Their data is not needed any more, so they need not shut down in order.
   */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).toReversed()) await end()
    await Promise.all(this.#parts.map((part) => part.kill()))
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
