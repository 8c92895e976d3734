/** The maximum duration of a command in milliseconds, and of its output in bytes. */
export interface GitLimits {
  readonly deadline: number
  readonly output: number
}

/** Ends a git command that takes too long, prints too much, or is aborted. */
export class Bounds {
  /** Undefined if there are no limits and no signal. */
  readonly signal: AbortSignal | undefined
  readonly #limits: GitLimits | undefined
  readonly #controller = new AbortController()

  constructor(limits: GitLimits | undefined, signal?: AbortSignal) {
    this.#limits = limits
    const signals = [
      ...(signal ? [signal] : []),
      ...(limits ? [AbortSignal.timeout(limits.deadline), this.#controller.signal] : []),
    ]
    this.signal = signals.length === 0 ? undefined : AbortSignal.any(signals)
  }

  get isCounting(): boolean {
    return this.#limits !== undefined
  }

  /** The reason why the command was ended; undefined if it was not. */
  get passed(): string | undefined {
    const reason: unknown = this.signal?.aborted === true ? this.signal.reason : undefined
    if (reason === undefined) return undefined
    if (reason instanceof Error && reason.name !== 'TimeoutError') return reason.message
    return `timed out after ${Math.round((this.#limits?.deadline ?? 0) / 1000)} s`
  }

  /** Counts the bytes that the command prints. */
  count(output: NodeJS.ReadableStream): void {
    let length = 0
    output.on('data', (chunk: Uint8Array) => {
      length += chunk.length
      if (length > (this.#limits?.output ?? Number.POSITIVE_INFINITY))
        this.#controller.abort(new Error(`its output is larger than ${this.#limits?.output} bytes`))
    })
  }
}
