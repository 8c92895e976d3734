/** The program `go`, as the bed's build uses it. Interrupted downloads are retried. */
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { compare } from 'semver'
import type { Say } from './report.ts'
import { run } from './run.ts'
import { Skipped } from './skipped.ts'
import { leastGo } from './versions.ts'
import type { Pinned } from './versions.ts'

/** The folder of the locks and of the bed's own Go programs. */
export const sources = fileURLToPath(new URL('go/', import.meta.url))

/** The seconds to wait before each retry. */
const pauses = [5, 15, 30, 60]
/** The limit for one attempt at a download, in milliseconds, because a stalled connection reports no error. */
const downloadWithin = 10 * 60_000

/**
 * The messages of Go for temporary failures of a network or a proxy. A wrong checksum or a missing version is not
 * one.
 */
const interrupted =
  /timed? ?out|timeout|deadline exceeded|\bEOF\b|connection (?:reset|refused)|broken pipe|no such host|unreachable|server misbehaving|failure in name resolution|stream error|GOAWAY|: (?:429|50[0234]) /i

/** Runs Go for a build. */
export class GoTool {
  readonly #env: NodeJS.ProcessEnv
  readonly #say: Say
  readonly #pauses: readonly number[]

  /**
   * @param env the environment; its Go settings (proxy, caches) are used, except its flags
   * @param waits the seconds to wait before each retry
   */
  constructor(env: NodeJS.ProcessEnv, say: Say, waits: readonly number[] = pauses) {
    const { GOMEMLIMIT: _, GOWORK: __, ...rest } = env
    this.#env = { ...rest, GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' }
    this.#say = say
    this.#pauses = waits
  }

  /** @throws Skipped if Go is missing or too old, or if there is no C compiler */
  async need(): Promise<void> {
    const install = `install Go ${leastGo} or newer (https://go.dev/doc/install) and have it on PATH`
    const version = await run('go', ['env', 'GOVERSION'], { env: this.#env }).catch(() => undefined)
    if (version === undefined) throw new Skipped(`Go is missing: ${install}`)
    if (compare(version.replace(/^go/, '').replace(/[^\d.].*$/, ''), leastGo) < 0)
      throw new Skipped(`${version} is too old: ${install}`)
    const compiler = await run('go', ['env', 'CC'], { env: this.#env })
    const [program = '', ...args] = compiler.split(' ')
    await run(program, [...args, '--version'], { env: this.#env }).catch(() => {
      throw new Skipped(`there is no C compiler (${compiler}): apt-get install gcc libc6-dev`)
    })
  }

  /**
   * Runs `go`, or another program, for a module, and returns what it prints. The program ends with this process, even
   * if this process is killed.
   *
   * @throws Error with the output of the program, if it fails permanently
   */
  async run(
    args: readonly string[],
    { lock, apart, cgo }: Pinned,
    { program = 'go', timeout }: { readonly program?: string; readonly timeout?: number } = {},
  ): Promise<string> {
    const options = {
      cwd: apart ? `${sources}${lock}` : sources,
      env: { ...this.#env, ...(apart && { GOWORK: 'off' }), ...(cgo && { CGO_ENABLED: '1' }) },
      ...(timeout !== undefined && { timeout }),
    }
    for (const pause of [...this.#pauses, undefined]) {
      try {
        return await run('setpriv', ['--pdeathsig', 'KILL', program, ...args], options)
      } catch (error) {
        const { message } = error as Error
        if (pause === undefined || !interrupted.test(message)) throw error
        this.#say(`a download was interrupted; again in ${pause} s: ${message.split('\n').at(-1)}`)
        await sleep(pause * 1000)
      }
    }
    throw new Error('unreachable: the last try returns or throws')
  }

  /**
   * Downloads everything that packages are built from. A retry continues with what the previous attempt downloaded.
   */
  async download(packages: readonly string[], one: Pinned): Promise<void> {
    await this.run(['list', '-deps', ...tagsOf(one), ...packages], one, { timeout: downloadWithin })
  }
}

/** Returns the build tags of a module's programs, as an argument. */
export function tagsOf({ tags }: Pinned): string[] {
  return tags === undefined ? [] : [`-tags=${tags}`]
}
