import { escapeMarkdown } from '../text/markdown.ts'
import type { Finding } from '../findings/finding.ts'
import { findingData } from '../findings/data.ts'
import { markdownRow } from '../findings/markdown.ts'
import { terminalLines } from '../findings/terminal.ts'
import type { Level, Report } from './check.ts'
import { count } from './check.ts'
import { capitalised } from '../text/capitalised.ts'

/** A part with the results of its checks. */
export interface Examined {
  readonly title: string
  readonly reports: readonly Report[]
}

const marks: Record<Level, string> = { ok: '✓', note: '•', warning: '!', fault: '✗', unknown: '?' }
/** The order of the levels in a report, most important first. */
const order: readonly Level[] = ['fault', 'warning', 'unknown', 'note', 'ok']
/** The names of the levels in reports. */
export const words: Record<Level, string> = {
  ok: 'ok',
  note: 'note',
  warning: 'warning',
  fault: 'error',
  unknown: 'not checked',
}

/** Returns the number of findings of each level. */
export function tally(parts: readonly Examined[]): Record<Level, number> {
  const counts = { ok: 0, note: 0, warning: 0, fault: 0, unknown: 0 }
  for (const { finding } of flatten(parts)) counts[finding.level] += 1
  return counts
}

/** Returns each finding with the report of its check. */
export function flatten(parts: readonly Examined[]): { report: Report; finding: Finding<Level> }[] {
  return parts.flatMap(({ reports }) =>
    reports.flatMap((report) => report.findings.map((finding) => ({ report, finding }))),
  )
}

/** Merges equal findings, as when a server is down, into one that contains the number of checks. */
function distinct(parts: readonly Examined[]): Finding<Level>[] {
  const found = new Map<string, { finding: Finding<Level>; times: number }>()
  for (const { finding } of flatten(parts)) {
    const key = JSON.stringify([finding.level, finding.message, finding.hint, finding.at])
    const known = found.get(key)
    found.set(key, { finding, times: (known?.times ?? 0) + 1 })
  }
  return [...found.values()].map(({ finding, times }) =>
    times === 1 ? finding : { ...finding, message: `${finding.message} (${times} checks)` },
  )
}

/** Returns a summary such as `2 errors, 1 warning, 3 not checked; 4 passed, 1 note.` */
export function verdict(parts: readonly Examined[]): string {
  const counts = tally(parts)
  const bad = [
    counts.fault === 0 ? 'no errors' : count(counts.fault, 'error'),
    count(counts.warning, 'warning'),
    `${counts.unknown} not checked`,
  ]
  return `${bad.join(', ')}; ${counts.ok} passed, ${count(counts.note, 'note')}.`
}

/** Returns the lines of the report, part by part, with marks. */
export function toText(parts: readonly Examined[]): string[] {
  const lines = parts.flatMap((part) => [part.title, ...distinct([part]).flatMap(findingLines), ''])
  return [...lines, capitalised(verdict(parts))]
}

function findingLines({ level, hint, ...found }: Finding<Level>): string[] {
  return terminalLines(
    { ...found, hint: level === 'ok' ? undefined : hint },
    { head: marks[level], indent: '  ' },
  )
}

/**
 * Returns the report for a step summary: a table of all findings except passed checks, which are collapsed below it.
 */
export function toMarkdown(parts: readonly Examined[]): string {
  const all = distinct(parts).toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
  const open = all.filter(({ level }) => level !== 'ok')
  const right = all.filter(({ level }) => level === 'ok')
  return [
    '### Fairlead doctor',
    '',
    escapeMarkdown(capitalised(verdict(parts))),
    ...(open.length === 0
      ? []
      : [
          '',
          '| | Finding | What to do |',
          '| --- | --- | --- |',
          ...open.map((one) => markdownRow(one, words[one.level])),
        ]),
    '',
    '<details><summary>Passed checks</summary>',
    '',
    ...right.map(({ message }) => `- ${escapeMarkdown(message)}`),
    '',
    '</details>',
    '',
  ].join('\n')
}

/** Returns the report as data: one object for each finding. */
export function toData(parts: readonly Examined[]) {
  return parts.map(({ title, reports }) => ({
    title,
    checks: reports.map(({ check, title, findings }) => ({
      check,
      title,
      findings: findings.map((one) => ({ check, ...findingData(one) })),
    })),
  }))
}
