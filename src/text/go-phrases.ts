import type { Phrase } from './reduced.ts'
import { LEFT_OUT, phrase } from './reduced.ts'

const NAME = String.raw`[\w./-]{1,100}`
const TYPE = String.raw`(?:\[\]|\*|map\[\w+\])*(?:interface \{\}|[A-Za-z][\w.]*)`

/** A text in an expression, with the words before it if it is the name of a template or a key, or a message. */
const TEXT =
  /(\b(?:include|template|required|fail|dig|(?:index|hasKey|get)\s+[\w.$]+)\s+)?("(?:[^"\\]|\\.)*(?:"|$)|`[^`]*(?:`|$))/g

/** Messages of Go's text/template, of the functions that Helm and Argo CD add to it, and of encoding/json. */
export const GO_PHRASES: readonly Phrase[] = [
  phrase(
    String.raw`executing "([\w./-]{0,100})" at <((?:"(?:[^"\\\n]|\\.)*"|[^"\n])*?)>(?=:|\s|$)`,
    ([, name, expression = '']) =>
      `executing "${name}" at <${shownExpression(expression, name === 'gotpl')}>`,
  ),
  phrase(`nil pointer evaluating ${TYPE}\\.[\\w.]+`),
  phrase(`can't evaluate field \\w+ in type ${TYPE}`),
  phrase(`map has no entry for key "${NAME}"`),
  phrase(`wrong type for value; expected ${TYPE}; got ${TYPE}`),
  phrase(String.raw`wrong number of args for \w+: want (?:at least )?\d+ got \d+`),
  phrase(`incompatible types for comparison(?:: ${TYPE} and ${TYPE})?`),
  phrase(`interface conversion: ${TYPE} is ${TYPE}, not ${TYPE}`),
  phrase(`(?:len|index|item|argument|slice) of type ${TYPE}`),
  phrase(`cannot index slice/array with type ${TYPE}`),
  phrase(String.raw`index out of range:? \[?-?\d{1,6}\]?(?: with length \d+)?`),
  phrase(String.raw`error calling \w+(?=:)`),
  // In a value that is rendered as a template, an apparent function may be anything.
  phrase(String.raw`(?<!gotpl:\d{1,6}: )function "\w+" not defined`),
  phrase(String.raw`(?<!gotpl:\d{1,6}: )undefined variable "\$\w+"`),
  phrase(
    `no template "(${NAME})" associated with template "${NAME}"`,
    (match) => `no template ${isWritten(match.input, match[1] ?? '') ? `"${match[1]}"` : LEFT_OUT}`,
  ),
  phrase(`template "${NAME}" not defined`),
  phrase(String.raw`json: unknown field "[A-Za-z][\w-]*"`),
  phrase(
    `json: cannot unmarshal (string|array|object|number|bool)[^\\n]*? into Go (struct field [\\w.]+|value) of type (${TYPE})(?: \\{[^\\n]*\\})?`,
    ([, what, field, type]) => `json: cannot unmarshal ${what} into Go ${field} of type ${type}`,
  ),
  phrase(String.raw`(?:template: )?(?:base)?:\d+(?::\d+)?:`),
  // Messages about Fairlead's own limits.
  phrase(String.raw`(?:together )?(?:took )?longer than [\d.]+ (?:MiB|s)`),
  phrase(String.raw`all \d+(?= together)`),
  phrase(String.raw`yaml: (?:line \d+:)?`),
  phrase(String.raw`\(?(?:line|column) \d+(?:, column \d+)?\)?:?`),
  phrase(String.raw`(?:template: )?gotpl:\d+(?::\d+)?:?`),
]

/** Reports whether the template itself contains the name of what it includes. */
function isWritten(message: string, name: string): boolean {
  const parts = message.split(`template "${name}"`).slice(0, -1)
  return (
    message.includes(`include "${name}"`) || parts.some((before) => /\{\{-? {0,20}$/.test(before.slice(-25)))
  )
}

/** Returns an expression of a template without the texts in it, because they may be values. */
function shownExpression(expression: string, isOfValue: boolean): string {
  if (isOfValue) return /^[.$][\w.]*$/.test(expression) ? expression : LEFT_OUT
  return expression.replaceAll(TEXT, (all, naming?: string) => (naming === undefined ? `"${LEFT_OUT}"` : all))
}
