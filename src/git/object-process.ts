import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { ProcessOptions } from './process.ts'

/** What is asked of an object: that it is there, of what type and size; or its content, too. */
export type Asked = 'info' | 'contents'

type Start = () => Pick<ProcessOptions, 'directory' | 'environment'>
type Child = ChildProcessWithoutNullStreams

/** Milliseconds without a question after which a process ends. */
const IDLE = 1000

/** Those that run, with their ends. */
const running = new Map<Child, Promise<void>>()

/** They hold nobody up, and are waited for once nothing else is to be done. */
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
  /** The last bytes that came: the answer's end may come in two parts. */
  tail: Buffer
  answer(output: Buffer | undefined): void
}

/**
 * One `git cat-file` that answers all questions about objects, where each would take a process of its own. git has had
 * that since 2.36; an older one ends at once.
 *
 * Rule: git-cat-file(1), --batch-command
 */
export class ObjectProcess {
  readonly #start: Start
  #child: Child | undefined
  /** The one that is being answered: the next waits for it. */
  #question: Question | undefined
  #last: Promise<unknown> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #isOut = false

  /** @param start the folder to run in, and the whole environment */
  constructor(start: Start) {
    this.#start = start
  }

  /**
   * Asks.
   *
   * @returns the answers as `git cat-file --batch-check` (`info`) and `--batch` (`contents`) give them; undefined where
   *   it cannot answer: a process of its own then tells why
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
    // No name of an object: what git says of it ends the answer, and no content can have it.
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
    // It may end before it has read all.
    child.stdin.on('error', () => undefined)
    const ended = new Promise<void>((resolve) => {
      const over = () => {
        running.delete(child)
        if (running.size === 0) process.off('beforeExit', endAll)
        if (this.#child === child) this.#child = undefined
        if (this.#question?.child === child) {
          // What it has not answered it cannot: it is too old, or the repository is damaged.
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

/** Whether Node waits for it. */
function hold(child: Child, isHeld: boolean): void {
  const how = isHeld ? 'ref' : 'unref'
  for (const one of [child, child.stdin, child.stdout, child.stderr])
    (one as unknown as Record<typeof how, () => void>)[how]()
}
