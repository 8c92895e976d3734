/** Communicates with the second program, which is a separate process. */
import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Bed } from '../../bed.ts'
import { build } from '../../build.ts'
import type { Cluster } from '../../cluster.ts'
import type { Answer, Question } from '../oracle/judge.ts'

export class SecondProgram {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #waiting = new Map<
    number,
    { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }
  >()
  #count = 0
  #said = ''
  #isOver = false

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#said += text))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id, answer } = JSON.parse(line) as { id: number; answer: Answer | { error: string } }
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if ('error' in answer) waiting?.reject(new Error(`the second program: ${answer.error}`))
      else waiting?.resolve(answer)
    })
    child.once('exit', () => {
      this.#isOver = true
      for (const { reject } of this.#waiting.values())
        reject(new Error(`the second program ended: ${this.#said.slice(-2000)}`))
    })
  }

  /** Starts the program. It follows the cluster from then on. */
  static async start(bed: Bed, cluster: Cluster): Promise<SecondProgram> {
    const built = await build(process.env, () => undefined)
    const { server, ca = '', token = '' } = cluster.kube.connection
    const folder = mkdtempSync(join(bed.folder, 'second-'))
    const authority = join(folder, 'ca.pem')
    writeFileSync(authority, ca)
    const main = fileURLToPath(new URL('../oracle/main.ts', import.meta.url))
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'], TMPDIR: folder, HOME: folder, NODE_EXTRA_CA_CERTS: authority },
    })
    const tools = { helm: built.program('helm'), kustomize: built.program('kustomize') }
    child.stdin.write(`${JSON.stringify({ server, token, tools })}\n`)
    return new SecondProgram(child)
  }

  /** Returns the state of the cluster at a time, and after it. */
  async ask(question: Question): Promise<Answer> {
    if (this.#isOver) throw new Error(`the second program has ended: ${this.#said.slice(-2000)}`)
    const id = (this.#count += 1)
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.stdin.write(`${JSON.stringify({ id, question })}\n`)
    })
  }

  /** Makes the program forget a namespace. */
  forget(namespace: string): void {
    this.#child.stdin.write(`${JSON.stringify({ forget: namespace })}\n`)
  }

  end(): void {
    this.#child.kill()
  }
}
