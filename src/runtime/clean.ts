/**
 * Makes untrusted text safe to print. File names, tags, server messages and similar texts must not be able to issue
 * workflow commands to a CI runner or control a terminal. Only this module does so.
 */

/**
 * Characters that are not visible: control characters and escapes, bidi overrides, zero-width characters. Invisible
 * characters are removed also because GitHub's runner compares texts by culture and ignores them.
 */
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g

/**
 * Cleans text for a log or a terminal. Only the printable part of escape sequences remains, and no line can be
 * interpreted as a workflow command: neither `::name::` at its start nor the older `##[name]` anywhere.
 */
export function clean(text: string): string {
  return text
    .replace(lineBreaks, '\n')
    .replace(invisible, '')
    .replace(/^([^\S\n\r\u2028\u2029]*:)(?=:)/gm, '$1 ')
    .replace(/##(?=\[)/g, '# #')
}

/** Does the same for Fairlead's own text with colours. It keeps the colours, but no other escape sequences. */
export function cleanColoured(text: string): string {
  return text
    .split(/(\u001B\[[0-9;]*m)/)
    .map((part, i) => (i % 2 === 1 ? part : clean(part)))
    .join('')
}

/** Does the same and joins all lines. */
export function cleanLine(text: string): string {
  return clean(text.replace(/[\r\n\u0085\u2028\u2029]+/g, ' '))
}

/**
 * Returns a value as JSON with the same meaning, which is safe to print: the characters that `clean` removes are
 * written as `\uXXXX`.
 */
export function safeJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2) ?? 'null'
  // Most of the text is ASCII. JSON itself escapes all invisible ASCII characters except one.
  const isPlain = Buffer.byteLength(text) === text.length && !text.includes('\x7f')
  const visible = isPlain
    ? text
    : text.replace(invisible, escapeUnits).replace(/[\u2028\u2029]/g, escapeUnits)
  return visible.includes('##[') ? visible.replace(/##(?=\[)/g, String.raw`#\u0023`) : visible
}

/** The number of list items in one piece. */
const ITEMS_AT_ONCE = 100

/**
 * Yields the same text in pieces, so that a long text is never in memory as a whole. Lists that are fields of an
 * object are split between their items.
 */
export function* safeJsonPieces(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'toJSON' in value)
    return yield safeJson(value)
  let lead = '{\n  '
  for (const [key, field] of Object.entries(value)) {
    // JSON contains neither.
    if (field === undefined || typeof field === 'function') continue
    yield `${lead}${safeJson(key)}: `
    lead = ',\n  '
    // A value in a list has the same indentation as in an object.
    if (Array.isArray(field) && field.length > ITEMS_AT_ONCE) yield* piecesOf(field)
    else yield safeJson([field]).slice('[\n  '.length, -'\n]'.length)
  }
  yield lead.startsWith('{') ? '{}' : '\n}'
}

function* piecesOf(list: readonly unknown[]): Generator<string> {
  for (let start = 0; start < list.length; start += ITEMS_AT_ONCE) {
    const items = safeJson([list.slice(start, start + ITEMS_AT_ONCE)])
    yield `${start === 0 ? '[' : ','}\n${items.slice('[\n  [\n'.length, -'\n  ]\n]'.length)}`
  }
  yield '\n  ]'
}

function escapeUnits(text: string): string {
  return text.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
