import { isBrokenByChange, isUnknown } from '../review/failures.ts'
import { isQuiet, reportRisk } from '../review/level.ts'
import type { AppChange, Review } from '../review/model.ts'
import type { Risk } from '../risks/risk.ts'
import { RISK_LEVELS } from '../risks/risk.ts'
import type { Fault } from '../errors.ts'
import { FairleadError, inputError } from '../errors.ts'
import type { inputs } from './catalogue.ts'

/** A value of the input `fail-on`. */
type FailOn = (typeof inputs)['fail-on']['options'][number]

/**
 * Returns an error if the change breaks the rendering of an app, whatever the job requires. An app that could not be
 * rendered before either does not count, because the change may not be the cause.
 */
function brokenBy({ apps }: Review): FairleadError | undefined {
  const broken = apps.filter(isBrokenByChange)
  if (broken.length === 0) return undefined
  return inputError(`the change breaks rendering of ${counted(broken)}: ${named(broken)}`, {
    hint: "See the report for the renderer's message.",
  })
}

/**
 * Returns why the run fails: everything that `fail-on` names and that is found. Apps that could not be compared
 * always count, except for `never`.
 *
 * @returns an input error if the change broke an app, a refusal for a match of `fail-on`, otherwise undefined
 */
export function failureOf(words: readonly FailOn[], report: Review): FairleadError | undefined {
  const broken = brokenBy(report)
  if (broken || words.includes('never')) return broken
  const changing = report.apps.filter((change) => !isQuiet(change)).length
  const unknown = report.apps.filter(isUnknown)
  const risk = reportRisk(report)
  const level = RISK_LEVELS.find((one) => one !== 'none' && words.some((word) => word === one))
  const asked = `fail-on is ${words.join(', ')}. See the report for the details.`
  const faults = [
    ...(unknown.length > 0
      ? [
          {
            message: `${counted(unknown)} could not be compared, so the changes to ${unknown.length === 1 ? 'it' : 'them'} are unknown: ${named(unknown)}`,
            hint: 'See the report for the reason and the fix. Only fail-on: never lets such a run pass.',
          },
        ]
      : []),
    ...(words.includes('change') && changing > 0
      ? [{ message: `${changing} app${changing === 1 ? '' : 's'} would change`, hint: asked }]
      : []),
    ...(level !== undefined && RISK_LEVELS.indexOf(risk) >= RISK_LEVELS.indexOf(level)
      ? [{ message: `the change has a ${risk} risk`, hint: asked }]
      : []),
  ]
  const [first, ...others] = faults
  return first && new FairleadError('refused', [first, ...others])
}

/** GitHub shows ten errors of a step. The report contains all of them. */
const MOST_DETAILS = 9

/**
 * Returns the same failure with its details, each with its location: why an app cannot be rendered, and the risks
 * that are as high as `fail-on` requires. The details are for annotations, which are shown beside the lines; the
 * report contains them anyway.
 */
export function detailed(failure: FairleadError, words: readonly FailOn[], report: Review): FairleadError {
  // The locations in another job's report are untrusted.
  if (report.told !== undefined) return failure
  const level = RISK_LEVELS.find((one) => one !== 'none' && words.some((word) => word === one))
  const grave = ({ level: own }: Risk) =>
    level !== undefined && RISK_LEVELS.indexOf(own) >= RISK_LEVELS.indexOf(level)
  const details = report.apps.flatMap(({ app, failures, risks, objects }): Fault[] => [
    ...failures.slice(0, 1).map(({ message, hint, at }) => ({
      message: `${app.name}: ${message}`,
      hint,
      at: at ?? app.declaredAt,
    })),
    ...[...risks, ...objects.flatMap((object) => object.risks)]
      .filter(grave)
      .map(({ rule, message }) => ({ message: `${app.name}: ${message} (${rule})`, at: app.declaredAt })),
  ])
  return new FairleadError(failure.kind, [...failure.faults, ...details.slice(0, MOST_DETAILS)])
}

function counted({ length }: readonly AppChange[]): string {
  return length === 1 ? '1 app' : `${length} apps`
}

function named(apps: readonly AppChange[]): string {
  const names = [...new Set(apps.map(({ app }) => app.name))]
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}`
}
