import { createHash } from 'node:crypto'
import { diffChars } from 'diff'
import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'
import { isEqual } from './equal.ts'

/**
 * Shortens long lines of a diff, such as minified JSON in a ConfigMap. A difference is shown with a little text
 * around it, and the rest is counted. Every difference stays visible. A line whose changed text is shortened contains
 * a hash, so that two different lines never look the same.
 */

/** The maximum length of a line that is shown completely, in UTF-16 units. */
const LONG = 400
/** The number of characters that are shown on each side of a difference. */
const AROUND = 60
/** The maximum number of characters of a difference that are shown. More are cut in the middle. */
const SHOWN = 240
/** The maximum number of differences that are shown in one line. */
const MOST = 12
/** The maximum number of characters that are shown of a line without a counterpart. */
const ALONE = 1_000
/** With more edits, two lines count as one difference between their common beginning and end. */
const MAX_EDITS = 400
/** The maximum nesting of brackets. Deeper JSON is shown as text. */
const DEEPEST = 100

/** The start and end (exclusive) of a range in a text. */
type Range = readonly [from: number, to: number]

/**
 * Returns a unified diff whose long lines are shortened to their differences. The number of lines stays the same.
 *
 * @param patch lines that begin with `-`, `+`, a space or `@@`
 */
export function cutLongLines(patch: string): string {
  if (patch.length <= LONG) return patch
  const lines = patch.split('\n')
  if (!lines.some(isLong)) return patch
  const result = [...lines]
  for (let at = 0; at < lines.length;) {
    const sign = lines[at]?.charAt(0)
    if (sign !== '-' && sign !== '+') {
      if (isLong(lines[at] ?? '')) result[at] = keep(lines[at] ?? '', [[0, LONG / 2]])
      at += 1
      continue
    }
    const old = runOf(lines, at, '-')
    const added = runOf(lines, at + old.length, '+')
    for (const [before, after] of pairsOf(lines, old, added)) {
      const [shownBefore, shownAfter] = shown(textAt(lines, before), textAt(lines, after))
      if (before !== undefined) result[before] = shownBefore
      if (after !== undefined) result[after] = shownAfter
    }
    at += old.length + added.length
  }
  return result.join('\n')
}

function isLong(line: string): boolean {
  return line.length > LONG
}

function textAt(lines: readonly string[], at: number | undefined): string | undefined {
  return at === undefined ? undefined : lines[at]
}

/** Returns the numbers of consecutive lines, from a given one on, that begin with a sign. */
function runOf(lines: readonly string[], from: number, sign: string): number[] {
  const numbers: number[] = []
  for (let at = from; lines[at]?.startsWith(sign) === true; at++) numbers.push(at)
  return numbers
}

type PairOfLines = readonly [before: number | undefined, after: number | undefined]

/**
 * Returns each removed line with the line that replaces it: the one with the same key, or else the one at the same
 * position.
 */
function pairsOf(lines: readonly string[], old: readonly number[], added: readonly number[]): PairOfLines[] {
  const free = new Set(added)
  const pairs: PairOfLines[] = []
  const rest: number[] = []
  for (const before of old) {
    const key = keyOf(lines[before] ?? '')
    const after = key === '' ? undefined : [...free].find((one) => keyOf(lines[one] ?? '') === key)
    if (after === undefined) rest.push(before)
    else {
      free.delete(after)
      pairs.push([before, after])
    }
  }
  const others = [...free]
  rest.forEach((before, i) => pairs.push([before, others[i]]))
  others.slice(rest.length).forEach((after) => pairs.push([undefined, after]))
  return pairs
}

/** Returns the key of a line of YAML, such as `  one-line.json: `; empty if it has none. */
function keyOf(line: string): string {
  return /^.(\s*(?:- )?["']?[\w./-]{1,253}["']?:) /.exec(line)?.[1] ?? ''
}

/** Returns two lines of a diff as they are shown. A short line with a long counterpart is shown completely. */
function shown(before: string | undefined, after: string | undefined): [string, string] {
  if (!isLong(before ?? '') && !isLong(after ?? '')) return [before ?? '', after ?? '']
  if (before === undefined || after === undefined) return [alone(before ?? ''), alone(after ?? '')]
  return jsonLines(before, after) ?? windows(before, after)
}

function alone(line: string): string {
  return line.length <= ALONE ? line : `${keep(line, [[0, ALONE]])} ${fingerprint(line)}`
}

// --- the differences of two texts

function windows(before: string, after: string): [string, string] {
  const [old, added] = differences(before.slice(1), after.slice(1))
  return [windowed(before, old), windowed(after, added)]
}

/** Returns a line with its beginning and its differences. The ranges refer to the line without its sign. */
function windowed(line: string, ranges: readonly Range[]): string {
  if (!isLong(line)) return line
  const isCut = ranges.length > MOST || ranges.some(([from, to]) => to - from > SHOWN)
  const parts = ranges.slice(0, MOST).flatMap(([from, to]): Range[] => {
    const [start, end] = [from + 1 - AROUND, to + 1 + AROUND]
    return to - from <= SHOWN
      ? [[start, end]]
      : [
          [start, from + 1 + SHOWN / 2],
          [to + 1 - SHOWN / 2, end],
        ]
  })
  const text = keep(line, [[0, AROUND], ...parts])
  return isCut ? `${text} ${fingerprint(line)}` : text
}

/** Returns the ranges in which two texts differ, for each of the texts. */
function differences(before: string, after: string): [Range[], Range[]] {
  const start = commonStart(before, after)
  const end = commonEnd(before.slice(start), after.slice(start))
  const middle = [before.slice(start, before.length - end), after.slice(start, after.length - end)] as const
  const edits = diffChars(middle[0], middle[1], { maxEditLength: MAX_EDITS })
  if (!edits) return [[[start, before.length - end]], [[start, after.length - end]]]
  const [old, added]: [Range[], Range[]] = [[], []]
  let [a, b] = [start, start]
  for (const { added: isAdded, removed, value } of edits) {
    const [from, to] = [a, b]
    if (!isAdded) a += value.length
    if (!removed) b += value.length
    if (!isAdded && !removed) continue
    joinInto(old, [from, a])
    joinInto(added, [to, b])
  }
  return [old, added]
}

/** Adds a difference. Differences that are close together become one. */
function joinInto(ranges: Range[], next: Range): void {
  const last = ranges.at(-1)
  if (last && next[0] - last[1] < AROUND) ranges[ranges.length - 1] = [last[0], next[1]]
  else ranges.push(next)
}

function commonStart(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  return at
}

function commonEnd(a: string, b: string): number {
  let count = 0
  while (
    count < a.length &&
    count < b.length &&
    a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)
  )
    count += 1
  return count
}

/** Returns the parts of a text, with the number of omitted characters between them. */
function keep(text: string, ranges: readonly Range[]): string {
  const parts: string[] = []
  let at = 0
  for (const range of ranges.toSorted((a, b) => a[0] - b[0])) {
    const from = whole(text, Math.max(at, range[0]))
    const to = whole(text, Math.min(text.length, range[1]))
    if (to <= at) continue
    if (from > at) parts.push(gap(from - at))
    parts.push(text.slice(from, to))
    at = to
  }
  if (at < text.length) parts.push(gap(text.length - at))
  return parts.join('')
}

/** Returns an offset that is not in the middle of a character. */
function whole(text: string, at: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at
}

function gap(count: number): string {
  return ` …(${count} characters)… `
}

function fingerprint(line: string): string {
  return `(line ${createHash('sha256').update(line.slice(1)).digest('hex').slice(0, 16)})`
}

// --- JSON on one line

/** Returns the values that differ, with their paths, if both lines contain JSON; otherwise undefined. */
function jsonLines(before: string, after: string): [string, string] | undefined {
  const [old, added] = [jsonOf(before), jsonOf(after)]
  if (!old || !added || isEqual(old.value, added.value)) return undefined
  const found: Leaf[] = []
  collect(old.value, added.value, '', found)
  const told = found.slice(0, MOST)
  const more = found.length - told.length
  const isCut =
    more > 0 || found.some(({ before: a, after: b }) => [a, b].some((value) => isLongValue(value)))
  const line = (text: string, head: string, pick: (leaf: Leaf) => Json | undefined) =>
    [
      `${head}${gap(text.length - head.length).trim()} `,
      told
        .map((leaf) => `${leaf.path === '' ? 'the whole value' : leaf.path}: ${valueText(pick(leaf))}`)
        .join('; '),
      more > 0 ? `; ${more} more values differ` : '',
      isCut ? ` ${fingerprint(text)}` : '',
    ].join('')
  return [line(before, old.head, (leaf) => leaf.before), line(after, added.head, (leaf) => leaf.after)]
}

interface Leaf {
  readonly path: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** Returns the JSON in a line of YAML, by itself or quoted after a key. `head` is the text before it. */
function jsonOf(line: string): { head: string; value: Json } | undefined {
  const [, head = '', rest = ''] = /^(.\s*(?:- )?(?:["']?[\w./-]{1,253}["']?: )?)(['"[{].*)$/.exec(line) ?? []
  try {
    const text = rest.startsWith("'")
      ? rest.slice(1, -1).replaceAll("''", "'")
      : rest.startsWith('"')
        ? (JSON.parse(rest) as string)
        : rest
    if (nesting(text) > DEEPEST) return undefined
    const value = JSON.parse(text) as Json
    // A duplicate key, or a number that is too long for a double, is visible only in the text.
    if (JSON.stringify(value) !== withoutBlanks(text)) return undefined
    return isObject(value) || Array.isArray(value) ? { head, value } : undefined
  } catch {
    return undefined
  }
}

/** Returns JSON without the white space between its tokens. */
function withoutBlanks(text: string): string {
  return text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')
}

/** Returns the maximum nesting of brackets in a text, including those in its strings. */
function nesting(text: string): number {
  let [depth, deepest] = [0, 0]
  for (const char of text) {
    if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
    else if (char === ']' || char === '}') depth -= 1
  }
  return deepest
}

function collect(before: Json | undefined, after: Json | undefined, path: string, found: Leaf[]): void {
  if (before !== undefined && after !== undefined && isEqual(before, after)) return
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    before.forEach((item, i) => collect(item as Json, after[i] as Json, `${path}[${i}]`, found))
    return
  }
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const name = /^[\w-]+$/.test(key)
        ? `${path === '' ? '' : `${path}.`}${key}`
        : `${path}[${JSON.stringify(key)}]`
      collect(ownValue(before, key), ownValue(after, key), name, found)
    }
    return
  }
  found.push({ path, before, after })
}

function ownValue(map: Readonly<Record<string, Json>>, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

function isLongValue(value: Json | undefined): boolean {
  return value !== undefined && JSON.stringify(value).length > SHOWN
}

function valueText(value: Json | undefined): string {
  if (value === undefined) return '(none)'
  const text = JSON.stringify(value)
  return isLongValue(value) ? keep(text, [[0, SHOWN]]) : text
}
