import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { guest } from './guest.ts'
import type { GuestData, GuestMessage } from './guest.ts'

/** The result of a template: its text, or the reason why it has none. */
export type GoTemplateResult = { readonly text: string } | { readonly error: string }

/**
 * The result of a run. `results` are those of the first templates; if there are fewer results than templates, the
 * next template was being rendered when the run ended.
 */
export interface Run {
  readonly results: readonly GoTemplateResult[]
  /** Whether the program had read its input and begun to render. */
  readonly started: boolean
  readonly end: RunEnd
}

/**
 * The end of a run.
 *
 * - `done`: the program ended on its own
 * - `slow`: one template exceeded its time limit
 * - `late`: all templates together exceeded their time limit
 * - `crash`: the program crashed
 */
export type RunEnd =
  | { readonly kind: 'done' | 'slow' | 'late' }
  | { readonly kind: 'crash'; readonly fault: string }

/**
 * The time limits of a run: the milliseconds for each template, and the time at which all must be done
 * (`performance.now()`).
 */
export interface RunLimits {
  readonly templateMs: number
  readonly until: number
}

/** The interval in milliseconds at which a run is checked. */
const pulse = 50

/** The JavaScript of the worker needs little memory; the stack is for templates that call themselves. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 32 }

/** Renders requests (each as JSON) in one run of the program, in a worker that is ended at the limits. */
export async function run(
  module: WebAssembly.Module,
  requests: readonly string[],
  limits: RunLimits,
): Promise<Run> {
  const input = new TextEncoder().encode(`{"requests":[${requests.join(',')}]}`)
  const workerData: GuestData = { module, input }
  const worker = new Worker(`(${guest.toString()})()`, {
    eval: true,
    workerData,
    env: {},
    // Node warns that node:wasi is experimental. It is only used for the clock and randomness.
    execArgv: ['--no-warnings'],
    stdout: true,
    stderr: true,
    resourceLimits,
  })
  const output = new Output()
  let end: RunEnd | undefined
  let seen = performance.now()
  worker.on('message', (message: GuestMessage) => {
    seen = performance.now()
    const crash = output.take(message)
    end ??= crash
  })
  worker.on('error', (error) => {
    end ??= { kind: 'crash', fault: String(error) }
  })

  /** Ends the run at a limit. It is called after all messages that have arrived are processed. */
  function check(): void {
    const now = performance.now()
    if (end !== undefined || output.results.length === requests.length) return
    if (now > limits.until) end = { kind: 'late' }
    else if (output.started && now - seen > limits.templateMs) end = { kind: 'slow' }
    if (end !== undefined) void worker.terminate()
  }

  const timer = setInterval(() => setImmediate(check), pulse)
  try {
    await new Promise<void>((resolve) => {
      worker.once('exit', () => resolve())
    })
  } finally {
    clearInterval(timer)
  }
  return { results: output.results, started: output.started, end: end ?? { kind: 'done' } }
}

/** A reader of the program's output: one line at the beginning, one for each result, one at the end. */
class Output {
  readonly results: GoTemplateResult[] = []
  started = false
  readonly #decoder = new TextDecoder()
  #pending = ''
  #log = ''

  /** Processes a message; returns the end of the run if the message reports a failure. */
  take(message: GuestMessage): RunEnd | undefined {
    switch (message.kind) {
      case 'output':
        this.#read(this.#decoder.decode(message.bytes, { stream: true }))
        return undefined
      case 'log':
        this.#log += Buffer.from(message.bytes).toString()
        return undefined
      case 'end':
        return message.code === 0 ? undefined : { kind: 'crash', fault: this.#log }
      case 'crash':
        return { kind: 'crash', fault: `${message.fault}\n${this.#log}` }
    }
  }

  #read(text: string): void {
    const lines = (this.#pending + text).split('\n')
    this.#pending = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('{"results"')) this.started = true
      else if (/^,?\{/.test(line)) this.results.push(JSON.parse(line.replace(/^,/, '')) as GoTemplateResult)
    }
  }
}
