/** Programs that run until they exit. */
import { execFile } from 'node:child_process'

export interface RunOptions {
  readonly cwd?: string
  /** The complete environment of the program. It inherits nothing. */
  readonly env: NodeJS.ProcessEnv
  /** The standard input of the program. */
  readonly input?: string
  /** The time after which the program is killed, in milliseconds. Without it, there is no limit. */
  readonly timeout?: number
}

/**
 * Runs a program and returns its standard output, trimmed.
 *
 * @throws Error with the end of its output, if it could not start or exited with another code than 0
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
        // Error messages are on standard error, unless that is empty.
        const said = `${stderr.trim() === '' ? stdout : stderr}${late}`.trim().slice(-2000)
        reject(new Error(`${program} ${args.join(' ')}: ${said === '' ? error.message : said}`))
      },
    )
    // The program may stop reading before the end.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input ?? '')
  })
}
