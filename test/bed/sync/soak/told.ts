/** The output of a soak: a table of verdicts and observations, and the results of each program. */
import type { Entry } from './round.ts'

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1)

/** Returns a line for each app of each round. */
export function tableOf(entries: readonly Entry[]): string {
  const rows = entries.map(({ by, situation, app, outcome, mark, took, seen, reason }) => [
    by,
    app,
    situation,
    outcome,
    mark,
    seconds(took),
    mark === 'right' ? seen.slice(0, 80) : `${seen} | said: ${reason}`,
  ])
  const lines = [
    ['who', 'app', 'situation', 'verdict', 'mark', 'seconds', 'what the cluster showed'],
    ...rows,
  ]
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? []
  return lines
    .map((line) => line.map((cell, i) => (i === 6 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '))
    .join('\n')
}

/** Returns the counts of right and wrong verdicts of each program. */
export function tallyOf(entries: readonly Entry[]): string {
  const names = [...new Set(entries.map(({ by }) => by))]
  const lines = names.map((by) => {
    const own = entries.filter((entry) => entry.by === by)
    const count = (mark: Entry['mark']) => own.filter((entry) => entry.mark === mark).length
    const marks = (['right', 'falsely green', 'falsely red', 'vague'] as const).map(
      (mark) => `${count(mark)} ${mark}`,
    )
    return `${by}: ${own.length} verdicts, ${marks.join(', ')}`
  })
  return lines.join('\n')
}

/**
 * Returns the delays of a program's green verdicts, and the apps with the longest ones. A pause of Argo CD adds to
 * them.
 */
export function latenessOf(entries: readonly Entry[]): string {
  const all = entries
    .flatMap(({ late, app }) => (late === undefined ? [] : [{ late, app }]))
    .toSorted((a, b) => a.late - b.late)
  const at = (part: number) =>
    seconds(all[Math.min(all.length - 1, Math.floor(part * all.length))]?.late ?? Number.NaN)
  const most = all.slice(-5).map(({ late, app }) => `${app} ${seconds(late)} s`)
  return `verified after the last fact stood in the Application, settling apart: p50 ${at(0.5)} s, p95 ${at(0.95)} s, max ${at(1)} s of ${all.length}; latest: ${most.join(', ')}`
}
