/**
 * The meaning of a plain (unquoted) scalar. Helm, Argo CD and Flux read values with sigs.k8s.io/yaml, which uses
 * go-yaml's YAML 1.1 rules; other readers follow YAML 1.2. A string that either would read as another type must be
 * quoted.
 *
 * Rules: go-yaml v2 resolve.go; https://yaml.org/type/ (1.1: bool, float, int, null, timestamp) and
 * https://yaml.org/spec/1.2.2/#103-core-schema.
 */

const NULL = /^(~|null|Null|NULL)?$/
const BOOL_11 = /^(y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/
const TRUE_11 = /^(y|yes|true|on)$/i
const INT_11 = /^[-+]?(0b[01_]+|0o?[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(:[0-5]?[0-9])+)$/
/** Digits with a leading zero that are not an octal number: go-yaml reads 089 as a float. */
const DIGITS = /^[-+]?[0-9][0-9_]*$/
const FLOAT = /^[-+]?(\.[0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$/
const SEXAGESIMAL_FLOAT = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*$/
const SPECIAL_FLOAT = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/
const TIMESTAMP =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:?[0-9]{2})?))?)?$/
const MERGE_OR_DEFAULT = /^(<<|=)$/

/** Reports whether a reader of YAML 1.1 or 1.2 reads this plain text as something other than a string. */
export function isTyped(text: string): boolean {
  // go-yaml removes all underscores, and accepts number prefixes in any case.
  const bare = text.replaceAll('_', '')
  const lower = bare.replace(
    /^([-+]?0)([XBO])/,
    (_, zero: string, letter: string) => zero + letter.toLowerCase(),
  )
  return [text, bare, lower].some(isTypedForm)
}

function isTypedForm(text: string): boolean {
  return [
    NULL,
    BOOL_11,
    INT_11,
    DIGITS,
    FLOAT,
    SEXAGESIMAL_FLOAT,
    SPECIAL_FLOAT,
    TIMESTAMP,
    MERGE_OR_DEFAULT,
  ].some((rule) => rule.test(text))
}

/** Returns the value of a plain scalar in go-yaml. Dates and sexagesimal numbers stay strings, as in Helm. */
export function evaluatePlain(text: string): string | number | boolean | null {
  if (NULL.test(text)) return null
  if (BOOL_11.test(text)) return TRUE_11.test(text)
  if (SPECIAL_FLOAT.test(text)) {
    if (/nan/i.test(text)) return Number.NaN
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  if (text.includes(':')) return text
  const digits = text.replaceAll('_', '')
  if (INT_11.test(text)) return evaluateInteger(digits)
  if (FLOAT.test(text) || DIGITS.test(text)) return Number.isNaN(Number(digits)) ? text : Number(digits)
  return text
}

function evaluateInteger(digits: string): number {
  const sign = digits.startsWith('-') ? -1 : 1
  const body = digits.replace(/^[-+]/, '')
  if (/^0o?[0-7]+$/.test(body)) return sign * Number.parseInt(body.replace(/^0o?/, ''), 8)
  return sign * Number(body)
}

/** Reports whether a text that is written plain in this context is read back as the same text. */
export function isPlainSafe(text: string, context: { flow: boolean }): boolean {
  if (text === '' || text !== text.trim()) return false
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\uFEFF\uFFFE\uFFFF]/.test(text) || hasLoneSurrogate(text))
    return false
  if (/^[,[\]{}#&*!|>'"%@`]/.test(text) || /^[-?:]($|[\s,[\]{}])/.test(text)) return false
  if (/^(---|\.\.\.)/.test(text)) return false
  if (/:(\s|$)|\s#/.test(text)) return false
  return !(context.flow && /[,[\]{}]|:$|^[-?:]/.test(text))
}

/** Escapes a text for single quotes. It must not contain line breaks or control characters. */
export function singleQuoted(text: string): string {
  return text.replaceAll("'", "''")
}

/** Escapes a text for double quotes. */
export function doubleQuoted(text: string): string {
  return text.replaceAll(
    /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\uFEFF\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
    (character) => {
      if (character === '"' || character === '\\') return `\\${character}`
      if (character === '\n') return String.raw`\n`
      if (character === '\t') return String.raw`\t`
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    },
  )
}

/** Reports whether single quotes can contain the text on one line. */
export function isSingleQuotable(text: string): boolean {
  return !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\uFEFF\uFFFE\uFFFF]/.test(text) && !hasLoneSurrogate(text)
}

function hasLoneSurrogate(text: string): boolean {
  return !text.isWellFormed()
}
