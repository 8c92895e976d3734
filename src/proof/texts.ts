import type { Sighting } from './sightings.ts'
import { versionOf } from './sightings.ts'
import type { ProvedMove } from './model.ts'

/** What else can be done about every refusal. */
export const SKIP = 'To write it anyway, set verify-render: never.'

/** The two lines that show it: what is written, and what is rendered all the same; ready for a sentence after them. */
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
