import type { Fault } from '../errors.ts'
import type { Moved, Seen } from './seen.ts'
import { movedIn } from './seen.ts'
import { isSameImage, versionOf } from './sightings.ts'
import { SKIP, twoLines } from './texts.ts'
import type { ProvedMove } from './model.ts'

/**
 * What moves that nobody asked for: an image that none of `images` is, or an app that no move is of.
 *
 * @param images the repositories that may move
 * @returns undefined where nothing does
 */
export function strayed(
  all: readonly Seen[],
  moves: readonly ProvedMove[],
  images: readonly string[],
): Fault | undefined {
  const [move] = moves
  // Where a place is named, whoever reads it is meant.
  if (images.length === 0 || !move || moves.some(({ app }) => app === undefined)) return undefined
  const isAsked = ({ to }: Moved) => images.some((image) => isSameImage(to.repository, image))
  for (const one of all) {
    const moved = movedIn(one)
    const other = moved.find((each) => !isAsked(each))
    // Where nothing of a target is as asked for, that itself is told.
    if (other && (!isTarget(one, moves) || moved.some(isAsked))) return otherImage(move, other)
    const [first] = moved
    if (first && !moves.some((each) => isCovered(one, each))) return otherApp(move, first)
  }
  return undefined
}

function otherImage(move: ProvedMove, { name, to }: Moved): Fault {
  return {
    message: `${name} would move ${to.repository} to ${versionOf(to)} as well, which was not requested`,
    at: { file: move.file, line: move.line },
    hint: `${twoLines(move, to)}If that image is built with the same version, add it to image, or set allow-shared: true. ${SKIP}`,
  }
}

function otherApp(move: ProvedMove, { name, to }: Moved): Fault {
  return {
    message: `${name} would move to ${to.repository}:${versionOf(to)} as well, which was not requested`,
    at: { file: move.file, line: move.line },
    hint: `${twoLines(move, to)}Give this app or environment a separate value, or set allow-shared: true to update them all. ${SKIP}`,
  }
}

function isTarget({ pair: { app } }: Seen, moves: readonly ProvedMove[]): boolean {
  return moves.some((move) => move.app === app.name && move.environment === app.environment)
}

/** Whether a move is of an app, or is told to move it with its own: another of the same environment is. */
function isCovered({ pair: { app } }: Seen, move: ProvedMove): boolean {
  return (
    app.environment === move.environment ||
    move.alsoMoves.some((other) => other.app === app.name && other.environment === app.environment)
  )
}
