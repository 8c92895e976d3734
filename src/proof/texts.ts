import type { Sighting } from './sightings.ts'
import { versionOf } from './sightings.ts'
import type { ProvedMove } from './model.ts'

/** The alternative action in the hint of every refusal. */
export const SKIP = 'To write it anyway, set verify-render: never.'

/**
 * Returns the two lines that show the problem: the written value, and the rendered one. A sentence can be appended.
 */
export function twoLines(move: ProvedMove, rendered: Sighting): string {
  const { repository, tag, digest, where } = rendered
  const version =
    digest === undefined ? `:${versionOf(rendered)}` : `${tag === undefined ? '' : `:${tag}`}@${digest}`
  return [
    `written:  ${move.file}:${move.line} ${move.key}: ${move.from ?? move.fromDigest ?? '(nothing)'} -> ${move.to}`,
    `rendered: ${where}: ${repository}${version}`,
    '',
  ].join('\n  ')
}
