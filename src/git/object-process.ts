import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { ProcessOptions } from './process.ts'

/** The data to read of an object: its existence, type and size; or also its content. */
export type Asked = 'info' | 'contents'

type Start = () => Pick<ProcessOptions, 'directory' | 'environment'>
type Child = ChildProcessWithoutNullStreams

/** The idle time in milliseconds after which a process ends. */
const IDLE = 1000

/** The running processes, with promises of their ends. */
const running = new Map<Child, Promise<void>>()

/**
 * Ends all processes and waits for them, when Node has nothing else to do. Idle processes do not keep Node running.
 */
async function endAll(): Promise<void> {
  await Promise.all(
    [...running].map(([child, ended]) => {
      child.ref()
      child.stdin.end()
      return ended
    }),
  )
}

interface Question {
  readonly child: Child
  readonly end: string
  readonly chunks: Buffer[]
  /** The last bytes received: the end marker may arrive in two parts. */
  tail: Buffer
  answer(output: Buffer | undefined): void
}

/**
 * A `git cat-file` process that serves all queries of objects, instead of one process per query. Git supports this
 * since 2.36; an older one exits immediately.
 *
 * Rule: git-cat-file(1), --batch-command
 */
export class ObjectProcess {
  readonly #start: Start
  #child: Child | undefined
  /** The current query; the next one waits for it. */
  #question: Question | undefined
  #last: Promise<unknown> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #isOut = false

  /**
   * Creates the object; the process starts with the first query.
   *
   * @param start the folder to run in, and the complete environment
   */
  constructor(start: Start) {
    this.#start = start
  }

  /**
   * Queries objects.
   *
   * @returns the output of `git cat-file --batch-check` (`info`) or `--batch` (`contents`); undefined if the process
   *   cannot answer: a separate process then reports the reason
   */
  async ask(asked: Asked, names: readonly string[]): Promise<Buffer | undefined> {
    if (names.some((name) => name.includes('\n'))) return undefined
    const answer = this.#last.then(() => this.#ask(asked, names))
    this.#last = answer
    return answer
  }

  #ask(asked: Asked, names: readonly string[]): Promise<Buffer | undefined> {
    if (this.#isOut) return Promise.resolve(undefined)
    clearTimeout(this.#timer)
    const child = (this.#child ??= this.#open())
    // Not the name of any object: git's output for it marks the end of the answer, and no content can contain it.
    const end = `fairlead-${randomBytes(16).toString('hex')}`
    const commands = names.map((name) => `${asked} ${name}\n`).join('')
    return new Promise((answer) => {
      hold(child, true)
      this.#question = { child, end: `${end} missing\n`, chunks: [], tail: Buffer.alloc(0), answer }
      child.stdin.write(`${commands}info ${end}\nflush\n`)
    })
  }

  #open(): Child {
    const { directory, environment } = this.#start()
    const child = spawn('git', ['cat-file', '--batch-command', '--buffer'], {
      cwd: directory,
      env: environment,
      windowsHide: true,
    })
    child.stdout.on('data', (chunk: Buffer) => this.#take(chunk))
    child.stderr.resume()
    // The process may exit before it has read everything.
    child.stdin.on('error', () => undefined)
    const ended = new Promise<void>((resolve) => {
      const over = () => {
        running.delete(child)
        if (running.size === 0) process.off('beforeExit', endAll)
        if (this.#child === child) this.#child = undefined
        if (this.#question?.child === child) {
          // The process cannot answer the current query: git is too old, or the repository is damaged.
          this.#isOut = true
          this.#question.answer(undefined)
          this.#question = undefined
        }
        resolve()
      }
      child.once('error', over)
      child.once('close', over)
    })
    if (running.size === 0) process.on('beforeExit', endAll)
    running.set(child, ended)
    return child
  }

  #take(chunk: Buffer): void {
    const question = this.#question
    if (!question) return
    const { child, end, chunks } = question
    chunks.push(chunk)
    question.tail = Buffer.concat([question.tail, chunk.subarray(-end.length)]).subarray(-end.length)
    if (question.tail.toString('latin1') !== end) return
    this.#question = undefined
    const output = Buffer.concat(chunks)
    question.answer(output.subarray(0, output.length - end.length))
    hold(child, false)
    this.#timer = setTimeout(() => {
      this.#child = undefined
      child.stdin.end()
    }, IDLE).unref()
  }
}

/** Sets whether Node waits for a process. */
function hold(child: Child, isHeld: boolean): void {
  const how = isHeld ? 'ref' : 'unref'
  for (const one of [child, child.stdin, child.stdout, child.stderr])
    (one as unknown as Record<typeof how, () => void>)[how]()
}
