import type { RenderedPair } from '../affected/rendered-pair.ts'
import type { FairleadError } from '../errors.ts'
import type { SideResult } from '../render/render-side.ts'
import { siblingsOf } from '../render/render-side.ts'
import { PassedLimit } from '../render/engine/run.ts'
import { plannerFor } from '../render/planners.ts'
import { isEqual } from '../compare/equal.ts'
import { oneLine } from '../text/markdown.ts'
import type { Sighting } from './sightings.ts'
import { sightings } from './sightings.ts'

/** An affected app, with the images of both sides. */
export interface Seen {
  readonly pair: RenderedPair
  readonly name: string
  /** The reason why it is not known what the app runs; undefined if it is known. */
  readonly unknown: string | undefined
  /** The error that only the edit causes. */
  readonly broken: FairleadError | undefined
  /** Whether it creates other apps, which are affected with it. */
  readonly leads: boolean
  /** Whether the rendered manifests did not change. */
  readonly isSame: boolean
  readonly before: readonly Sighting[]
  readonly after: readonly Sighting[]
}

/** A container whose image changes. */
export interface Moved {
  readonly name: string
  readonly to: Sighting
  readonly from: Sighting
}

/**
 * Returns the images in the manifests of an app.
 *
 * @param setUp the reasons why renderers cannot be used at all
 */
export function seenIn(pair: RenderedPair, setUp: readonly FairleadError[]): Seen {
  const { app, before, after } = pair
  const [was, is] = [siblingsOf(before), siblingsOf(after)]
  const isBroken =
    before &&
    after &&
    'rendered' in before &&
    'error' in after &&
    after.error.kind === 'input' &&
    !(after.error instanceof PassedLimit)
  return {
    pair,
    name: nameOf(app),
    unknown: unknownIn(pair, setUp),
    broken: isBroken ? after.error : undefined,
    leads: is.some(({ content }) => plannerFor(content) !== undefined),
    isSame: was.length === is.length && was.every(({ content }, i) => isEqual(content, is[i]?.content)),
    before: sightings(was),
    after: sightings(is),
  }
}

/** Returns a name such as `web in prod`. */
export function nameOf(app: { readonly name: string; readonly environment: string | undefined }): string {
  return oneLine(app.environment === undefined ? app.name : `${app.name} in ${app.environment}`)
}

function unknownIn(
  { app, before, after }: RenderedPair,
  setUp: readonly FairleadError[],
): string | undefined {
  const name = nameOf(app)
  if (!before || !after) return `${name} exists only on one side of the change`
  if ('error' in before && setUp.includes(before.error)) return messageOf(before.error)
  if ('error' in before)
    return `${name} cannot be rendered here, even without the change: ${messageOf(before.error)}`
  if ('error' in after) return `${name} cannot be rendered with the change: ${messageOf(after.error)}`
  const [partly] = [before, after].flatMap(unrenderedOf)
  return partly === undefined ? undefined : `${name} cannot be completely rendered here: ${partly}`
}

function unrenderedOf(side: SideResult): string[] {
  return 'rendered' in side ? (side.unrendered ?? []).map(({ message }) => message) : []
}

/** Returns the message of the first fault of an error. */
export function messageOf(error: FairleadError): string {
  return error.faults[0].message
}

/** Returns the containers whose images differ from before; empty if one of the sides is not known. */
export function movedIn({ name, before, after }: Seen): Moved[] {
  return after.flatMap((to) => {
    if (to.kind !== 'container') return []
    const from = before.find((one) => one.kind === 'container' && one.where === to.where)
    const isSame =
      !from || (from.repository === to.repository && from.tag === to.tag && from.digest === to.digest)
    return isSame ? [] : [{ name, from, to }]
  })
}
