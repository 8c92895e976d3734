import type { VersionMove } from '../moves/move.ts'
import { code, oneLine } from '../text/markdown.ts'

/** Returns moves as a table, without columns that are empty for all moves. */
export function movesTable(moves: readonly VersionMove[]): string {
  const columns: [title: string, cell: (move: VersionMove) => string][] = [
    ['App', (move) => move.app ?? ''],
    ['Environment', (move) => move.environment ?? ''],
    ['Image', (move) => move.image ?? ''],
    ['From', (move) => version(move.from, move.fromDigest)],
    ['To', (move) => version(move.to, move.digest)],
    ['Location', (move) => `${move.file}:${move.line} ${move.key}`],
  ]
  const shown = columns.filter(([, cell]) => moves.some((move) => cell(move) !== ''))
  if (shown.length === 0) return ''
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    row(shown.map(([title]) => title)),
    row(shown.map(() => '---')),
    ...moves.map((move) => row(shown.map(([, cell]) => code(cell(move))))),
  ].join('\n')
}

function version(tag: string | undefined, digest: string | undefined): string {
  if (digest === undefined || digest === tag) return tag ?? ''
  return `${tag ?? ''}@${digest.slice(0, 19)}`
}

/** Returns a move as one line, even if values from files contain line breaks. */
export function describeMove(move: VersionMove): string {
  const who = [move.app, move.environment].filter((part) => part !== undefined).join(' in ')
  const from = move.from ?? move.fromDigest ?? '(nothing)'
  const what =
    from === move.to ? `${move.to}${move.digest === undefined ? '' : ' (digest)'}` : `${from} -> ${move.to}`
  const unknown =
    move.order === 'unknown' && move.from !== undefined && move.from !== move.to
      ? ' (the tags do not show which of the two is newer)'
      : ''
  return oneLine(`${move.file}:${move.line} ${move.key}: ${what}${who ? ` for ${who}` : ''}${unknown}`)
}

/** Returns a move as JSON data, without the values to write and the notes. */
export function moveData(move: VersionMove): Readonly<Record<string, unknown>> {
  return { ...move, set: undefined, notes: undefined }
}
