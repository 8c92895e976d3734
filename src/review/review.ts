import type { BothParts } from '../affected/both-sides.ts'
import { declareBoth, renderBoth } from '../affected/both-sides.ts'
import type { Change } from '../affected/change.ts'
import { shownSides } from '../affected/change.ts'
import { unclaimed } from '../affected/apps.ts'
import { isTouched } from '../affected/source-change.ts'
import type { DeclaredSides } from '../affected/declared.ts'
import type { RenderedPair } from '../affected/rendered-pair.ts'
import { renderedOf } from '../render/render-side.ts'
import type { Masker } from '../secrets/masker.ts'
import { maskerOf } from '../secrets/masker.ts'
import { buildReview } from './build.ts'
import type { Review } from './model.ts'

/** The inputs of a review. */
export interface ReviewParts extends BothParts {
  /** The selected part of the apps in a matrix, counted from 1; undefined for all apps. */
  readonly shard?: Review['shard']
  /** Called as apps are rendered. `total` grows if apps lead to others. */
  progress?(done: number, total: number): void
  /** Called with the declarations of both sides, and with the rendered pairs of the apps that the change touches. */
  sees?(declared: DeclaredSides, pairs: readonly RenderedPair[]): void
  /** Called with a masker that hides the values of all Secrets that were rendered on either side. */
  masks?(masker: Masker): void
  /** Returns milliseconds, to measure durations. Without it, all durations are 0. */
  now?(): number
}

/**
 * Returns the review of a change: the apps that it touches, rendered before and after the change and compared, with
 * risks and a digest for each environment. It prints nothing and does not depend on a command. Everything that shows
 * a change, decides about one or waits for one uses it.
 *
 * @returns the same result for the same two trees, configuration and renderers, except for `took`
 * @throws FairleadError (input) and (remote) if a side cannot be read, or a change of an app repo reaches no app; an
 *   app that cannot be rendered is part of the result, and so is everything that cannot be known (see `isUnknown`)
 */
export async function review(change: Change, parts: ReviewParts): Promise<Review> {
  const { now = () => 0, config, rendering, shard, progress } = parts
  const { source, sides } = change
  const started = now()
  const declared = await declareBoth(change, parts)
  const warnings = source?.warnings() ?? []
  const read = now()
  const rendered = await renderBoth(declared, { shard, ...(progress && { progress }) })
  parts.sees?.(declared, rendered)
  parts.masks?.(maskerOf(...rendered.flatMap(({ before, after }) => [renderedOf(before), renderedOf(after)])))
  const done = now()
  const { renderer, remoteSources } = rendering
  return buildReview(source ? rendered.filter(isTouched) : rendered, {
    sides: shownSides(change),
    declared,
    // Most files of an app repo are code that no manifest is rendered from.
    unclaimed: source ? [] : unclaimed(declared.affected, sides.changed),
    config,
    versions: renderer.versions,
    shard,
    took: { inventory: read - started, rendering: done - read, total: done - started },
    warnings,
    git: (source?.around(remoteSources, 'head') ?? remoteSources).git,
  })
}
