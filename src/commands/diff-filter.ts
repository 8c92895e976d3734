import { FaultCollector, inputError } from '../errors.ts'
import type { DeclaredSides } from '../affected/declared.ts'
import type { Review } from '../review/model.ts'
import type { Chosen } from './chosen.ts'
import { chooser, describeChoice, unknownName } from './chosen.ts'

/** The inputs that are relevant for showing a part of the change. */
interface Asked extends Chosen {
  readonly shard: string | undefined
  readonly reports: readonly string[]
  readonly comment: string
}

/**
 * Returns how the apps that are shown were selected; undefined if all apps are shown.
 *
 * @throws FairleadError (input) if an input needs the whole change
 */
export function choiceOf(values: Asked): string | undefined {
  const choice = describeChoice(values)
  if (choice === undefined) return undefined
  const faults = new FaultCollector()
  const refuse = (message: string, hint: string) => faults.keep(inputError(message, { hint }))
  const inputs = 'app and environment select what is shown'
  if (values.shard !== undefined)
    refuse(
      `${inputs}, so shard cannot be used`,
      'Each part of a matrix must contain all of its apps. Remove app and environment.',
    )
  if (values.reports.length > 0)
    refuse(`${inputs}, so reports cannot be used`, 'Set app and environment in the jobs that render instead.')
  if (values.comment === 'required')
    refuse(
      `comment is required, but no comment is written because ${inputs}`,
      'A comment on part of a change would look like a comment on the whole change. Remove app and environment.',
    )
  faults.throwIfAny()
  return choice
}

/**
 * Returns a review with only the selected apps. All apps were rendered and compared with each other, so that the
 * result for an app is the same as in the whole report. There is no digest, because an approval is for a whole
 * change.
 *
 * @throws FairleadError (input) if a name does not match any app, because an empty result would look like no change
 */
export async function onlyChosen(
  report: Review,
  values: Chosen,
  { choice, declared: { before, after } }: { readonly choice: string; readonly declared: DeclaredSides },
): Promise<Review> {
  const declared = (await Promise.all([before.all(), after.all()])).flat()
  const known = [...declared, ...report.apps.map(({ app }) => app)]
  const unknown = unknownName(values, known, after.unresolved.length)
  if (unknown) throw unknown
  const isChosen = chooser(values, known)
  const apps = report.apps.filter(({ app }) => isChosen(app))
  const left = report.apps.length - apps.length
  const others =
    left === 0
      ? ''
      : ` ${left} other ${left === 1 ? 'app' : 'apps'} of this change ${left === 1 ? 'is' : 'are'} not shown.`
  return {
    ...report,
    only: choice,
    apps,
    digests: {},
    unclaimed: [],
    warnings: [
      `Only the selected apps are shown (${choice}).${others} Therefore there is no digest, and no comment is written.`,
      ...report.warnings,
    ],
  }
}
