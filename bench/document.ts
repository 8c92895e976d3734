import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url))

/**
 * Writes the tables of one subject between its markers in docs/benchmarks.md, with the machine and versions that they
 * were measured with.
 *
 * @throws Error if the document has no markers for the subject
 */
export function writeDocument(name: string, tables: string, rounds: number): void {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
  const text = readFileSync(file, 'utf8')
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md lacks ${start} and ${end}`)
  const body = `${start}\n\n${tables}\n\n${circumstances(rounds)}\n\n${end}`
  writeFileSync(file, text.slice(0, from) + body + text.slice(to + end.length))
}

function circumstances(rounds: number): string {
  const git = execFileSync('git', ['--version'], { encoding: 'utf8' }).trim()
  const [{ model = 'unknown' } = {}] = cpus()
  const memory = `${Math.round(totalmem() / 1e9)} GB`
  return `Measured ${new Date().toISOString().slice(0, 10)}: ${type()}, ${cpus().length} processors (${model.trim()}), ${memory}, load ${(loadavg()[0] ?? 0).toFixed(1)} at the end; Node ${process.version}, ${git}; ${rounds === 1 ? 'one run of each' : `medians of ${rounds} rounds (cold start: ${rounds * 3})`}.`
}
