import type { Risk } from '../../risks/risk.ts'
import type { AppChange, Review } from '../../review/model.ts'
import { FairleadError, inputError } from '../../errors.ts'
import { identityOf } from '../../inventory/control-planes/identity.ts'
import { checkSize } from './limits.ts'
import type { JsonLimits } from './limits.ts'
import { REPORT_VERSION, reportShape } from './report-shape.ts'
import { readJson } from '../../shapes/json.ts'

/** Returns the report as JSON of the published schema. The same report always results in the same text. */
export function toJson(report: Review): string {
  return `${JSON.stringify(readJson(reportShape, { version: REPORT_VERSION, ...withRisks(report, toldRisk) }, 'the report'), undefined, 1)}\n`
}

interface Risky<T> {
  readonly risks: readonly T[]
}

/** Returns a report with all of its risks converted to another form. */
function withRisks<
  From,
  To,
  R extends Risky<From> & { readonly apps: readonly A[] },
  A extends Risky<From> & { readonly objects: readonly O[] },
  O extends Risky<From>,
>(
  report: R & { readonly apps: readonly (A & { readonly objects: readonly O[] })[] },
  form: (risk: From) => To,
) {
  const apps = report.apps.map((app) => ({
    ...app,
    risks: app.risks.map(form),
    objects: app.objects.map((object) => ({ ...object, risks: object.risks.map(form) })),
  }))
  return { ...report, risks: report.risks.map(form), apps }
}

/** Returns a risk in the form of the published schema. */
const toldRisk = ({ rule, level, message }: Risk) => ({ rule, level, reason: message })
const readRisk = ({ rule, level, reason }: ReturnType<typeof toldRisk>): Risk => ({
  rule,
  level,
  message: reason,
})

/**
 * Returns a key that distinguishes an app from all others in a report. If its control plane is not known, the key
 * includes its environment, cluster and file. Otherwise, it includes the text that distinguishes it from apps with
 * the same declared identity.
 */
export function appKey({ app }: AppChange): string {
  const place =
    app.controlPlane === undefined ? [app.environment, app.cluster, app.declaredAt?.file] : [app.toldApartBy]
  return JSON.stringify([identityOf(app), ...place.map((part) => part ?? '')])
}

function namedTwice(apps: readonly AppChange[]): AppChange | undefined {
  const seen = new Set<string>()
  return apps.find((change) => seen.size === seen.add(appKey(change)).size)
}

/**
 * Reads a report that another job wrote, for example a job that ran an untrusted pull request. Only its size and
 * shape are checked. Its content cannot be verified, and its texts are untrusted until a report escapes them.
 *
 * @throws FairleadError (input) if it is too large, not valid JSON, or not a report
 */
export function fromJson(text: string, limits?: JsonLimits): Review {
  try {
    checkSize(text, limits)
    const { version, risks = [], ...read } = readJson(reportShape, parse(text), 'the report')
    const report = withRisks({ ...read, risks }, readRisk)
    if (version !== REPORT_VERSION)
      throw inputError(
        `the report has version ${version}, but this Fairlead reads version ${REPORT_VERSION}`,
        {
          hint: 'Use the same version of Fairlead to write and to read it.',
        },
      )
    if (report.shard && report.shard.index > report.shard.count)
      throw inputError(`the report is part ${report.shard.index} of ${report.shard.count}`)
    if (report.only !== undefined)
      throw inputError('the report contains only some of the apps of its change', {
        hint: 'Run fairlead diff without app and environment.',
      })
    const twice = namedTwice(report.apps)
    if (twice) throw inputError(`it lists the app ${JSON.stringify(twice.app.name)} twice`)
    return report
  } catch (error) {
    if (!(error instanceof FairleadError) || error.faults[0].hint !== undefined) throw error
    throw inputError(`this is not a Fairlead report: ${error.faults[0].message}`, {
      hint: 'Use the file that `fairlead diff` wrote, unchanged.',
    })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's message quotes the text, which may contain anything.
    throw inputError('it is not valid JSON')
  }
}
