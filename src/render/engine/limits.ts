/** What a render may use. Beyond it, it is ended, and its app has an error. */
export interface RenderLimits {
  /** Milliseconds of one run of a renderer, waiting for a lane not counted. */
  readonly deadline: number
  /** Megabytes of memory of a renderer. The hard limit holds on Linux; elsewhere Go only tries to keep it. */
  readonly memory: number
  /** Megabytes that a renderer may print. */
  readonly output: number
  /** How many files a job is made of. */
  readonly files: number
  /** Megabytes that they hold together, packed charts unpacked. */
  readonly size: number
}

export const defaultLimits: RenderLimits = {
  deadline: 60_000,
  memory: 1024,
  output: 64,
  files: 20_000,
  size: 256,
}
