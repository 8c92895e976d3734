import type { Location } from '../../errors.ts'
import { inputError } from '../../errors.ts'
import type { ChartPlan } from './chart.ts'

/**
 * What Helm's failure means, in paths of the repository: Helm names templates by the chart's name
 * (`web/templates/a.yaml:12:5`) and files by where they are staged.
 *
 * @param names what staged files are, by their paths
 * @param folder where the chart is staged
 */
export function explainHelm(
  stderr: string,
  chart: ChartPlan,
  names: ReadonlyMap<string, string>,
  folder: string,
): Error {
  let text = shortened(stderr)
    .split('\n')
    // Warnings of Helm 3 and 4, and advice that does not help where nobody runs Helm by hand.
    .filter((line) => !/^(WARNING: |level=|time=|Use --debug flag|walk\.go:)/.test(line))
    .join('\n')
    .replace(/^Error: /m, '')
    .trim()
  for (const [path, name] of names) text = text.replaceAll(path, name)
  text = text.replaceAll(folder, chart.name)
  const at = locate(text, chart)
  text = text
    .replaceAll(
      /[\w.-]+\/(?:[\w.-]+\/)*[\w.-]+\.(?:yaml|yml|tpl|txt|json)(?=[:)\s"]|$)/g,
      (path) => chart.locate(path) ?? path,
    )
    .trim()
  const missing = /missing in charts\/ directory: (.+)$/m.exec(text)?.[1]
  if (missing !== undefined)
    return inputError(`charts/ lacks what the chart ${chart.name} depends on: ${missing}`, {
      hint: 'Run "helm dependency build" and commit charts/.',
    })
  return inputError(
    `Helm cannot render the chart ${chart.name}: ${text || 'it gave no reason'}`,
    at ? { at } : {},
  )
}

/** A template decides how long its failure is: what is searched for places, and shown, keeps within bounds. */
const MAX_LENGTH = 6000

function shortened(text: string): string {
  return text.length <= MAX_LENGTH
    ? text
    : `${text.slice(0, MAX_LENGTH / 2)}\n…\n${text.slice(text.length - MAX_LENGTH / 2)}`
}

/** The innermost place that a message names: the last one with a line. */
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
