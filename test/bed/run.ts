/** Programs that run to their end. */
import { execFile } from 'node:child_process'

export interface RunOptions {
  readonly cwd?: string
  /** The whole environment of the program: nothing is inherited. */
  readonly env: NodeJS.ProcessEnv
  /** What the program reads. */
  readonly input?: string
  /** After so many milliseconds it is killed; without it, never. */
  readonly timeout?: number
}

/**
 * Runs a program and gives what it wrote to standard output, without white space around it.
 *
 * @throws Error with the end of what it said, where it could not start or ended with another code than 0.
 */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { input, ...rest } = options
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      [...args],
      { ...rest, encoding: 'utf8', maxBuffer: 64 << 20 },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout.trim())
        const late = error.killed === true ? `timed out after ${(rest.timeout ?? 0) / 1000} s\n` : ''
        // What it says of a fault is in the first, where it says anything there.
        const said = `${stderr.trim() === '' ? stdout : stderr}${late}`.trim().slice(-2000)
        reject(new Error(`${program} ${args.join(' ')}: ${said === '' ? error.message : said}`))
      },
    )
    // A program need not read to the end.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input ?? '')
  })
}
