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

/** What a review is made with. */
export interface ReviewParts extends BothParts {
  /** The part of the apps that is wanted, from 1: parts of a matrix; undefined where all are. */
  readonly shard?: Review['shard']
  /** Called as apps are rendered; `total` grows where apps lead to others. */
  progress?(done: number, total: number): void
  /** Called with what both sides declare, and the apps that the change touches as they were rendered. */
  sees?(declared: DeclaredSides, pairs: readonly RenderedPair[]): void
  /** Called with what hides the values of all Secrets that were rendered on either side. */
  masks?(masker: Masker): void
  /** Milliseconds, for how long things took; without it that is not told. */
  now?(): number
}

/**
 * The review of a change: the apps that it touches, rendered as they are and as they would be, compared, with what is
 * dangerous about it and a digest for each environment. It prints nothing and knows no command: whoever shows a change,
 * decides about one or waits for one asks here.
 *
 * @returns the same for the same two trees, configuration and renderers, but for `took`
 * @throws FairleadError (input) and (remote) where a side cannot be read, or a change of an app repo reaches no app; an
 *   app that cannot be rendered is part of the result, and so is what nobody can know (see `isUnknown`)
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
    // Most of an app repo is code, which no manifest is made of.
    unclaimed: source ? [] : unclaimed(declared.affected, sides.changed),
    config,
    versions: renderer.versions,
    shard,
    took: { inventory: read - started, rendering: done - read, total: done - started },
    warnings,
    git: (source?.around(remoteSources, 'head') ?? remoteSources).git,
  })
}
