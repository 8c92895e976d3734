/** Outputs as a dotenv report, which passes values from a GitLab job to later jobs. */

/** GitLab rejects reports larger than 5 KB. */
const SIZE_LIMIT = 5_000
/** On a self-managed GitLab, a report may set 20 variables. GitLab.com accepts 50 on its Free tier. */
const COUNT_LIMIT = 20

export interface DotenvReport {
  readonly text: string
  /** The outputs that did not fit, with the reasons. */
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[]
}

/**
 * Returns the outputs, one per line. An empty output has no line, so that a variable is set only if it has a value.
 * The shortest come first, so that a long output is the one that is left out.
 *
 * GitLab does not interpret quotes or escapes, trims the value, and expands `$NAME` in the job that gets the
 * variable. Outputs that would not arrive unchanged are left out.
 * Source: https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv
 */
export function dotenvOf(outputs: readonly (readonly [name: string, value: string])[]): DotenvReport {
  const lines: string[] = []
  const leftOut: { name: string; reason: string }[] = []
  let size = 0
  const given = outputs.filter(([, value]) => value !== '')
  for (const [name, value] of given.toSorted(([, a], [, b]) => a.length - b.length)) {
    const line = `${outputVariable(name)}=${value}\n`
    const reason = unfit(value, size + Buffer.byteLength(line), lines.length)
    if (reason === undefined) {
      lines.push(line)
      size += Buffer.byteLength(line)
    } else leftOut.push({ name, reason })
  }
  return { text: lines.join(''), leftOut }
}

/** Returns the variable that contains an output: `new-tag` is FAIRLEAD_NEW_TAG. */
export function outputVariable(name: string): string {
  return `FAIRLEAD_${name.toUpperCase().replaceAll('-', '_')}`
}

function unfit(value: string, size: number, count: number): string | undefined {
  if (/[\p{Cc}\u2028\u2029]/u.test(value)) return 'it has more than one line'
  if (value.trim() !== value) return 'it begins or ends with a space'
  if (value.includes('$')) return 'GitLab would expand the $ in it'
  if (size > SIZE_LIMIT) return 'a dotenv report cannot be longer than 5 KB'
  return count >= COUNT_LIMIT ? `a dotenv report cannot have more than ${COUNT_LIMIT} variables` : undefined
}
