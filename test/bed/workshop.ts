/** What the parts of one bed are made in: its folder, its programs, and the list of all that has to end with it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Built } from './build.ts'
import { partEnvironment } from './environment.ts'
import { Part } from './parts.ts'
import type { PartDescription } from './parts.ts'
import type { Say } from './report.ts'

/** How a part of a workshop runs: the rest is the same for all. */
export interface PartOptions extends Pick<PartDescription, 'command' | 'ready'> {
  /** What it needs beside the environment of every part. */
  readonly env?: NodeJS.ProcessEnv
}

/** Makes parts, and ends them all. */
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

  /** All parts, in the order in which they were made. */
  get parts(): readonly Part[] {
    return this.#parts
  }

  /**
   * A part by its name: `a/etcd`.
   *
   * @throws Error that names those that there are
   */
  part(name: string): Part {
    const found = this.#parts.find((part) => part.name === name)
    if (found !== undefined) return found
    const names = this.#parts.map((part) => part.name).join(', ')
    throw new Error(`the bed has no part ${name}; it has ${names}`)
  }

  /** A folder for what a part keeps; it is there. */
  folderOf(name: string): string {
    const folder = join(this.folder, name)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  /** The environment of a part; see `partEnvironment`. */
  environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return partEnvironment(this.built, this.folder, more)
  }

  /** Makes a part and starts it; it serves when this returns. */
  async start(name: string, { command, ready, env }: PartOptions): Promise<Part> {
    const log = join(this.folder, 'log', `${name.replaceAll('/', '-')}.log`)
    const description = { name, command, log, env: this.environment(env), ...(ready && { ready }) }
    const part = new Part(description, this.say)
    this.#parts.push(part)
    await part.start()
    return part
  }

  /** Has something done when the bed ends, before its parts do. */
  atEnd(work: () => Promise<void> | void): void {
    this.#ends.push(work)
  }

  /** Ends all parts and removes the folder. Nothing of what they hold is needed again, so they are not asked. */
  async close(): Promise<void> {
    for (const end of this.#ends.splice(0).toReversed()) await end()
    await Promise.all(this.#parts.map((part) => part.kill()))
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
