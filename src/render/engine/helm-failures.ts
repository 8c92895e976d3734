import type { Location } from '../../errors.ts'
import { inputError } from '../../errors.ts'
import type { Phrase } from '../../text/reduced.ts'
import { LEFT_OUT, phrase, reduced } from '../../text/reduced.ts'
import type { ChartPlan } from './chart.ts'
import { HELM_PHRASES } from './helm-phrases.ts'
import type { RenderLimits } from './limits.ts'
import { sayings } from './sayings.ts'

/** The input of a run of Helm. */
export interface HelmInput {
  readonly chart: ChartPlan
  /** The names of staged files, by their paths. */
  readonly names: ReadonlyMap<string, string>
  /** The path of the staged chart: a folder or a package. */
  readonly target: string
}

/**
 * Explains an error of Helm with paths of the repository: Helm identifies templates by the chart's name
 * (`web/templates/a.yaml:12:5`) and files by their staged path. Values in the message are left out.
 */
export async function explainHelm(stderr: string, input: HelmInput, limits: RenderLimits): Promise<Error> {
  const { chart, names, target } = input
  const message = shortened(errorOf(stderr))
  const missing = /missing in charts\/ directory: (.+)$/m.exec(message)?.[1]
  if (missing !== undefined)
    return inputError(`charts/ lacks dependencies of the chart ${chart.name}: ${missing}`, {
      hint: 'Run "helm dependency build" and commit charts/.',
    })
  const staged = [...names, [target, chart.name] as const].map(([path, name]) => named(path, name))
  const said = /execution error at/.test(message) ? await sayings(target, limits) : []
  const text = reduced(message, [...staged, ...said, ...HELM_PHRASES])
  const at = locate(text, chart)
  const shown = text
    .replace(
      /^(execution error at \([^)]*\): )…$/,
      '$1the template fails with its own message, which may contain values and is not shown',
    )
    .replaceAll(
      /[\w.-]+\/(?:[\w.-]+\/)*[\w.-]+\.(?:yaml|yml|tpl|txt|json)(?=[:)\s"]|$)/g,
      (path) => chart.locate(path) ?? path,
    )
    .trim()
  return inputError(`Helm cannot render the chart ${chart.name}: ${shown || 'it gave no reason'}`, {
    ...(at ? { at } : {}),
    ...(text.includes(LEFT_OUT)
      ? {
          hint: `"${LEFT_OUT}" replaces text that may be a value. Run "helm template" to see the full message.`,
        }
      : {}),
  })
}

/** Returns the text after `Error:`. Warnings before it may contain values of any length. */
function errorOf(stderr: string): string {
  const start = /^Error: /m.exec(stderr)
  return (
    (start ? stderr.slice(start.index + start[0].length) : '')
      .split('\n')
      // Leave out advice that only helps people who run Helm themselves.
      .filter((line) => !/^(level=|time=|Use --debug flag|walk\.go:)/.test(line))
      .join('\n')
      .trim()
  )
}

function named(path: string, name: string): Phrase {
  return phrase(path.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), () => name)
}

/** Maximum length of an error that is searched for locations and shown, because a template determines its length. */
const MAX_LENGTH = 6000

function shortened(text: string): string {
  return text.length <= MAX_LENGTH
    ? text
    : `${text.slice(0, MAX_LENGTH / 2)}\n…\n${text.slice(text.length - MAX_LENGTH / 2)}`
}

/** Returns the innermost location in a message: the last one with a line. */
function locate(text: string, chart: ChartPlan): Location | undefined {
  let at: Location | undefined
  for (const [, path = '', line, column] of text.matchAll(
    /([\w.-]+\/(?:[\w.-]+\/)*[\w.-]+)(?::(\d+)(?::(\d+))?)?/g,
  )) {
    const file = chart.locate(path)
    if (file === undefined) continue
    if (line === undefined) at ??= { file }
    else at = { file, line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) }
  }
  return at
}
