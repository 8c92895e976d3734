/**
 * The one place that makes foreign text fit to be printed: file names, tags, server messages and the like
 * must neither command a CI runner nor drive a terminal.
 */

/**
 * Characters that a reader does not see: control characters and escapes, bidi overrides, zero-width ones. The
 * invisible ones go too because GitHub's runner compares by culture, where they count as nothing.
 */
const invisible = /(?![\n\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
const lineBreaks = /\r\n?|[\u0085\u2028\u2029]/g

/**
 * Text for a log or a terminal. Nothing is left of escape sequences but their printable rest, and no line can
 * be taken for a workflow command, neither `::name::` at its start nor the older `##[name]` anywhere.
 */
export function clean(text: string): string {
  return text
    .replace(lineBreaks, '\n')
    .replace(invisible, '')
    .replace(/^([^\S\n\r\u2028\u2029]*:)(?=:)/gm, '$1 ')
    .replace(/##(?=\[)/g, '# #')
}

/** The same for a text of ours with colours: those stay, and nothing else of escape sequences. */
export function cleanColoured(text: string): string {
  return text
    .split(/(\u001B\[[0-9;]*m)/)
    .map((part, i) => (i % 2 === 1 ? part : clean(part)))
    .join('')
}

/** The same on a single line. */
export function cleanLine(text: string): string {
  return clean(text.replace(/[\r\n\u0085\u2028\u2029]+/g, ' '))
}

/**
 * A value as JSON that means the same and is as harmless: what `clean` takes away is written as `\uXXXX`.
 */
export function safeJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2) ?? 'null'
  // Most of it is ASCII, of which JSON itself escapes all but one that cannot be seen.
  const isPlain = Buffer.byteLength(text) === text.length && !text.includes('\x7f')
  const visible = isPlain
    ? text
    : text.replace(invisible, escapeUnits).replace(/[\u2028\u2029]/g, escapeUnits)
  return visible.includes('##[') ? visible.replace(/##(?=\[)/g, String.raw`#\u0023`) : visible
}

/** Items of a list that become one piece. */
const ITEMS_AT_ONCE = 100

/**
 * The same text in pieces: a long one is never there as a whole. Lists that are fields of an object are cut between
 * their items.
 */
export function* safeJsonPieces(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'toJSON' in value)
    return yield safeJson(value)
  let lead = '{\n  '
  for (const [key, field] of Object.entries(value)) {
    // JSON has neither.
    if (field === undefined || typeof field === 'function') continue
    yield `${lead}${safeJson(key)}: `
    lead = ',\n  '
    // Within a list a value is written as within an object.
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
