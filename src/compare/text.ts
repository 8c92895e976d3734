import { createTwoFilesPatch } from 'diff'
import { dump } from 'js-yaml'
import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'

/** The keys that come first in each map, in this order. All others follow alphabetically. */
const FIRST = ['apiVersion', 'kind', 'metadata', 'name', 'namespace', 'image', 'spec']

/**
 * Returns an object as YAML, the same text for equal objects: keys in Kubernetes' usual order, no anchors, no
 * folding.
 */
export function toYaml(content: Json | undefined): string {
  if (content === undefined) return ''
  return dump(ordered(content), { noRefs: true, lineWidth: -1 })
}

function ordered(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(ordered)
  if (!isObject(value)) return value
  const keys = Object.keys(value).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key] as Json)]))
}

function rank(key: string): number {
  const at = FIRST.indexOf(key)
  return at < 0 ? FIRST.length : at
}

/**
 * The maximum number of edits. With more, computing the shortest diff takes too long, and nobody reads it line by
 * line.
 */
const MAX_EDITS = 2_000

/**
 * Returns a unified diff of two texts with three lines of context and without file headers; empty if they are equal.
 * Two texts with almost nothing in common become one removed block and one added block.
 */
export function unified(before: string, after: string): string {
  if (before === after) return ''
  const patch =
    createTwoFilesPatch('a', 'b', before, after, undefined, undefined, {
      context: 3,
      maxEditLength: MAX_EDITS,
    }) ?? wholly(before, after)
  return patch.slice(Math.max(0, patch.indexOf('@@')))
}

function wholly(before: string, after: string): string {
  const lines = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
  const [old, next] = [lines(before), lines(after)]
  const range = (count: number) => (count === 0 ? '0,0' : `1,${count}`)
  const body = [...old.map((line) => `-${line}`), ...next.map((line) => `+${line}`)].join('\n')
  return `@@ -${range(old.length)} +${range(next.length)} @@\n${body}\n`
}
