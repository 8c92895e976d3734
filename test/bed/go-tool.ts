/** Go's own program, as the bed's build uses it. What it downloads may be interrupted: that is tried again. */
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { compare } from 'semver'
import type { Say } from './report.ts'
import { run } from './run.ts'
import { Skipped } from './skipped.ts'
import { leastGo } from './versions.ts'
import type { Pinned } from './versions.ts'

/** The folder of the locks and of the programs of our own. */
export const sources = fileURLToPath(new URL('go/', import.meta.url))

/** Seconds before each further try. */
const pauses = [5, 15, 30, 60]
/** How long one try of a download may take, in milliseconds: a connection that stands still says nothing. */
const downloadWithin = 10 * 60_000

/** What Go says of a network or a proxy that fails for a while. A wrong checksum and a missing version are none. */
const interrupted =
  /timed? ?out|timeout|deadline exceeded|\bEOF\b|connection (?:reset|refused)|broken pipe|no such host|unreachable|server misbehaving|failure in name resolution|stream error|GOAWAY|: (?:429|50[0234]) /i

/** Go as a build runs it. */
export class GoTool {
  readonly #env: NodeJS.ProcessEnv
  readonly #say: Say
  readonly #pauses: readonly number[]

  /**
   * @param env its own settings count (proxy, caches), and no flags beside ours
   * @param waits seconds before each further try
   */
  constructor(env: NodeJS.ProcessEnv, say: Say, waits: readonly number[] = pauses) {
    const { GOMEMLIMIT: _, GOWORK: __, ...rest } = env
    this.#env = { ...rest, GOTOOLCHAIN: 'local', CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' }
    this.#say = say
    this.#pauses = waits
  }

  /** @throws Skipped where Go is missing or too old, or there is no C compiler. */
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
   * Runs it for a module, and gives what it prints. It ends with this process, even where that is killed.
   *
   * @throws Error with what it said, where it fails for good
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

  /** Downloads all that packages are built of. What one try got, the next need not get again. */
  async download(packages: readonly string[], one: Pinned): Promise<void> {
    await this.run(['list', '-deps', ...tagsOf(one), ...packages], one, { timeout: downloadWithin })
  }
}

/** The tags that programs of a module are built with, as an argument. */
export function tagsOf({ tags }: Pinned): string[] {
  return tags === undefined ? [] : [`-tags=${tags}`]
}
