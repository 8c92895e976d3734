/**
 * A lexer of Go templates that finds the content of their actions without running them: text, comments, strings and
 * names are distinguished as in Go, so that nothing is found in a string or a comment, and nothing is missed because
 * of a brace in one.
 *
 * Rule: Go's text/template/parse/lex.go. Helm has no other delimiters than `{{` and `}}`.
 */

/**
 * A token of an action. `value` is the content of a string, otherwise the token's text: `now`, `.Values`, `$x`, `(`,
 * `:=`.
 */
export interface Token {
  readonly kind: 'word' | 'field' | 'variable' | 'string' | 'number' | 'mark'
  readonly value: string
  /** The start and the end, in UTF-16 units of the template. */
  readonly start: number
  readonly end: number
}

/** An action: the text between `{{` and `}}`. Comments are not actions. */
export interface Action {
  readonly start: number
  readonly end: number
  readonly tokens: readonly Token[]
}

export interface Lexed {
  readonly actions: readonly Action[]
  /** The start of an action or comment that never ends; undefined if all of them end. */
  readonly open: number | undefined
}

/**
 * Names may contain letters of any script, and a template may be given as Latin-1. Accepting more than Go does no
 * harm.
 */
const WORD = String.raw`[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*`
/** Each kind of token is one group; whitespace is not a token. */
const TOKEN = new RegExp(
  [
    String.raw`\s+`,
    String.raw`("(?:[^"\\\n]|\\.)*")`,
    '(`[^`]*`)',
    String.raw`('(?:[^'\\\n]|\\.)*'|[+-]?\.?\d[\w.]*)`,
    `(\\$(?:${WORD})?)`,
    `(\\.${WORD})`,
    `(${WORD})`,
    '(:=|[^])',
  ].join('|'),
  'y',
)
const COMMENT = /\{\{(?:-\s)?\s*\/\*/y

/** Returns all actions of a template, in one pass over it. */
export function lexTemplate(text: string): Lexed {
  const actions: Action[] = []
  for (let at = text.indexOf('{{'); at >= 0;) {
    COMMENT.lastIndex = at
    const end = COMMENT.test(text) ? endOfComment(text, COMMENT.lastIndex) : undefined
    const action = end === undefined ? lexAction(text, at) : undefined
    if (action) actions.push(action)
    const next = action?.end ?? end
    if (next === undefined || next < 0) return { actions, open: at }
    at = text.indexOf('{{', next)
  }
  return { actions, open: undefined }
}

function endOfComment(text: string, from: number): number {
  const end = text.indexOf('*/', from)
  const close = end < 0 ? -1 : text.indexOf('}}', end)
  return close < 0 ? -1 : close + 2
}

/** Returns an action; undefined if it never ends, because nothing after it is known. */
function lexAction(text: string, start: number): Action | undefined {
  const tokens: Token[] = []
  // The trim marker is not part of the content.
  let at = /^-\s/.test(text.slice(start + 2, start + 4)) ? start + 3 : start + 2
  while (at < text.length) {
    if (text.startsWith('}}', at)) return { start, end: at + 2, tokens }
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (!found) return undefined
    const end = TOKEN.lastIndex
    const token = tokenOf(found)
    if (token?.kind === 'mark' && /["'`{}]/.test(token.value)) return undefined
    if (token && !(token.value === '-' && text.startsWith('}}', end)))
      tokens.push({ ...token, start: at, end })
    at = end
  }
  return undefined
}

function tokenOf(found: RegExpExecArray): Pick<Token, 'kind' | 'value'> | undefined {
  const [, double, raw, number, variable, field, word, mark] = found
  if (word !== undefined) return { kind: 'word', value: word }
  if (field !== undefined) return { kind: 'field', value: field }
  if (mark !== undefined) return { kind: 'mark', value: mark }
  if (double !== undefined) return { kind: 'string', value: unquoted(double) }
  if (variable !== undefined) return { kind: 'variable', value: variable }
  if (raw !== undefined) return { kind: 'string', value: raw.slice(1, -1) }
  return number === undefined ? undefined : { kind: 'number', value: number }
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
}

/** Returns the content of a quoted string. Rule: Go's strconv.Unquote. */
function unquoted(text: string): string {
  if (!text.includes('\\')) return text.slice(1, -1)
  return text
    .slice(1, -1)
    .replaceAll(
      /\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|([0-7]{3})|([^]))/g,
      (_, byte?: string, unit?: string, long?: string, octal?: string, other = '') => {
        const hex = byte ?? unit ?? long
        if (hex === undefined && octal === undefined) return ESCAPES[other as string] ?? (other as string)
        const point = hex === undefined ? parseInt(octal ?? '', 8) : parseInt(hex, 16)
        return point > 0x10_ff_ff ? '\ufffd' : String.fromCodePoint(point)
      },
    )
}
