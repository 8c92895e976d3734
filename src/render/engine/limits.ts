/** The limits of a render. A render that exceeds one is ended, and its app gets an error. */
export interface RenderLimits {
  /** Milliseconds for one run of a renderer, without the time that it waits for a lane. */
  readonly deadline: number
  /**
   * Megabytes of memory for a renderer. The limit is enforced on Linux; elsewhere, Go only tries to stay below it.
   */
  readonly memory: number
  /** Megabytes that a renderer may print. */
  readonly output: number
  /** Maximum number of files that a job reads. */
  readonly files: number
  /** Maximum size of these files in megabytes, with packed charts unpacked. */
  readonly size: number
}

export const defaultLimits: RenderLimits = {
  deadline: 60_000,
  memory: 1024,
  output: 64,
  files: 20_000,
  size: 256,
}
