/**
 * The Go libraries whose syntax is reimplemented in src (`test/oracles/go`), to compare the results. Without Go, a
 * developer's machine skips these tests, and CI fails.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const source = fileURLToPath(new URL('../oracles/go', import.meta.url))

/** A question to a library. The fields that it uses depend on the dialect: see `main.go`. */
export interface Question {
  readonly dialect: 'gobwas' | 'doublestar' | 'path' | 'envsubst' | 'strvals' | 'sourceignore'
  readonly pattern: string
  readonly text?: string
  readonly domain?: string
  readonly isFolder?: boolean
  readonly variables?: Readonly<Record<string, string>>
  readonly into?: object
  readonly asText?: boolean
}

/** The answer of a library: an error or a value. */
export interface Answer {
  readonly fault?: string
  readonly value: unknown
}

export interface GoOracle {
  /** Returns the answers to questions, in the same order. */
  ask(questions: readonly Question[]): readonly Answer[]
  /** Removes the program. */
  remove(): void
}

/**
 * Builds the program. Returns undefined without Go. The build takes some seconds, and the first one up to a minute.
 */
export function goOracle(): GoOracle | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'go-oracle-'))
  const program = join(folder, 'oracle')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' }
  const faults: string[] = []
  for (const go of ['go', '/usr/local/go/bin/go'])
    try {
      execFileSync(go, ['build', '-o', program, '.'], { cwd: source, env, stdio: ['ignore', 'pipe', 'pipe'] })
      return { ask: (questions) => ask(program, questions), remove }
    } catch (error) {
      faults.push((error as Error).message)
    }
  remove()
  const message = `the Go libraries that ports are compared with cannot be built: ${faults.join('; ')}`
  if (process.env['CI'] === 'true') throw new Error(message)
  process.stderr.write(`Skipped: ${message}\n`)
  return undefined
}

function ask(program: string, questions: readonly Question[]): Answer[] {
  const input = questions.map((question) => JSON.stringify(question)).join('\n')
  const output = execFileSync(program, { input, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })
  const answers = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer)
  if (answers.length !== questions.length)
    throw new Error(`${questions.length} questions, ${answers.length} answers`)
  return answers
}
