/** A part of a tag, as the comparison of tags sees it. */
export type Field =
  /** Part of the shape: it must be the same in two tags that are compared. */
  | { readonly kind: 'text'; readonly text: string }
  /** Dotted numbers: `1.2.3`. */
  | { readonly kind: 'version'; readonly numbers: readonly number[] }
  /** A plausible time; its form is part of the shape. */
  | { readonly kind: 'time'; readonly form: string; readonly digits: string }
  /** A whole number, such as that of a build. */
  | { readonly kind: 'number'; readonly number: number }
  /** A commit id, or a text that may be one: it has no order. */
  | { readonly kind: 'commit'; readonly text: string }

const date = String.raw`(?:19|20)\d\d(?<d>-?)(?:0[1-9]|1[0-2])\k<d>(?:0[1-9]|[12]\d|3[01])`
const clock = String.raw`(?:[01]\d|2[0-3])[-.:]?[0-5]\d(?:[-.:]?[0-5]\d)?Z?`
/**
 * `20261123`, `202611231530`, `20261123T153000Z`, `2026-11-23`, `2026-11-23T15-30-00Z`; Unix time in seconds and
 * milliseconds.
 */
const time = new RegExp(String.raw`^(?:${date}(?:[T_.-]?${clock})?|1[4-9]\d{8}(?:\d{3})?)(?![0-9a-zA-Z])`)
const commit = /^(?:g|sha)?[0-9a-f]{7,64}(?![0-9a-zA-Z])/
const version = /^\d{1,15}(?:\.\d{1,15})+(?![0-9]|\.[0-9])/

/**
 * Splits a tag into fields, from left to right. Seven or more digits that are not a time may be a commit id. Because
 * it is ambiguous, such a field has no order.
 */
export function fieldsOf(tag: string): Field[] {
  const fields: Field[] = []
  let text = ''
  const add = (field: Field) => {
    if (text !== '') fields.push({ kind: 'text', text })
    text = ''
    fields.push(field)
  }
  for (let at = 0; at < tag.length;) {
    const rest = tag.slice(at)
    // Within a word, only a number can start: `rc1`, `alpine3.18`.
    const isStart = at === 0 || !/[0-9a-zA-Z]/.test(tag[at - 1] ?? '')
    const found = isStart ? (time.exec(rest) ?? commit.exec(rest)) : null
    if (found) {
      const [word] = found
      const isTime = time.test(rest)
      add(
        isTime
          ? { kind: 'time', form: word.replaceAll(/\d/g, '0'), digits: word.replaceAll(/\D/g, '') }
          : { kind: 'commit', text: word },
      )
      at += word.length
      continue
    }
    const number = version.exec(rest)?.[0] ?? /^\d+/.exec(rest)?.[0]
    if (number === undefined) {
      text += tag[at]
      at += 1
      continue
    }
    if (number.includes('.')) add({ kind: 'version', numbers: number.split('.').map(Number) })
    else if (number.length < 7) add({ kind: 'number', number: Number(number) })
    else add({ kind: 'commit', text: number })
    at += number.length
  }
  if (text !== '') fields.push({ kind: 'text', text })
  return fields
}

/**
 * Returns the commit id in a tag; undefined if there is none. An id of only digits (1 of 27 with seven characters)
 * may also be a build number: see `isOnlyDigits`. An id with letters takes precedence over it.
 */
export function commitIn(tag: string): string | undefined {
  const words = tag.split(/[^0-9A-Za-z]+/)
  const ids = fieldsOf(tag)
    .flatMap((field) => (field.kind === 'commit' ? field.text.replace(/^(g|sha)/, '') : []))
    .filter((id) => id.length <= 40)
  return (
    ids.findLast((id) => !isOnlyDigits(id)) ??
    ids.findLast((id) => words.some((word) => word.replace(/^(g|sha)/, '') === id))
  )
}

/** Reports whether a commit id may also be a number. */
export function isOnlyDigits(id: string): boolean {
  return /^\d+$/.test(id)
}
