import type { Fault } from '../errors.ts'
import type { Moved, Seen } from './seen.ts'
import { movedIn } from './seen.ts'
import { isSameImage, versionOf } from './sightings.ts'
import { SKIP, twoLines } from './texts.ts'
import type { ProvedMove } from './model.ts'

/**
 * Finds a move that was not requested: of an image that is not in `images`, or in an app that no move covers.
 *
 * @param images the repositories that may move
 * @returns undefined if there is none
 */
export function strayed(
  all: readonly Seen[],
  moves: readonly ProvedMove[],
  images: readonly string[],
): Fault | undefined {
  const [move] = moves
  // If a location is given, all apps that read it are meant.
  if (images.length === 0 || !move || moves.some(({ app }) => app === undefined)) return undefined
  const isAsked = ({ to }: Moved) => images.some((image) => isSameImage(to.repository, image))
  for (const one of all) {
    const moved = movedIn(one)
    const other = moved.find((each) => !isAsked(each))
    // If no image of a target moves as requested, the proof of the move itself reports that.
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

/** Reports whether a move covers an app: the app is in the same environment, or the move lists it in `alsoMoves`. */
function isCovered({ pair: { app } }: Seen, move: ProvedMove): boolean {
  return (
    app.environment === move.environment ||
    move.alsoMoves.some((other) => other.app === app.name && other.environment === app.environment)
  )
}
