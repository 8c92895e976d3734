/**
 * One long-lived `git cat-file --batch` per repository: starting a process per read would be too slow for 50 clients.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'

import { gitEnvironment } from './process.ts'

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag'

export interface GitObject {
  readonly type: ObjectType
  readonly data: Buffer
}

type Waiter = (object: GitObject | undefined) => void

const headerPattern = /^[0-9a-f]{40} (blob|tree|commit|tag) (\d+)$/

export class CatFile {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #waiters: Waiter[] = []
  #buffered = Buffer.alloc(0)

  constructor(directory: string) {
    this.#child = spawn('git', ['cat-file', '--batch'], { cwd: directory, env: gitEnvironment })
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#buffered = Buffer.concat([this.#buffered, chunk])
      while (this.#answerNext());
    })
    this.#child.stdin.on('error', () => {})
    this.#child.on('close', () => {
      for (const waiter of this.#waiters.splice(0)) waiter(undefined)
    })
  }

  read(oid: string): Promise<GitObject | undefined> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve)
      this.#child.stdin.write(`${oid}\n`)
    })
  }

  close(): void {
    this.#child.kill()
  }

  /** git responds in the order of the requests, so the first waiter gets the first complete response. */
  #answerNext(): boolean {
    const lineEnd = this.#buffered.indexOf(10)
    if (lineEnd < 0) return false
    const header = headerPattern.exec(this.#buffered.subarray(0, lineEnd).toString())
    if (header === null) {
      this.#buffered = this.#buffered.subarray(lineEnd + 1)
      this.#waiters.shift()?.(undefined)
      return true
    }
    const start = lineEnd + 1
    const end = start + Number(header[2])
    if (this.#buffered.length <= end) return false
    const data = Buffer.from(this.#buffered.subarray(start, end))
    this.#buffered = this.#buffered.subarray(end + 1)
    this.#waiters.shift()?.({ type: header[1] as ObjectType, data })
    return true
  }
}
