import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'
import type { Manifest } from '../model.ts'

/**
 * Functions of Helm's templates (sprig) that give something else at each run: randomness, keys, the time, and
 * maps in Go's random order. `date` and its like take the time of now where they are given no date.
 */
const GENERATORS =
  /(?<![\w$."'/-])(rand(?:AlphaNum|Alpha|Ascii|Numeric|Bytes|Int)|gen(?:PrivateKey|CA|CAWithKey|SelfSignedCert|SelfSignedCertWithKey|SignedCert|SignedCertWithKey)|uuidv4|now|ago|date(?:InZone|_in_zone)?|htmlDate(?:InZone)?|htpasswd|bcrypt|shuffle|encryptAES|keys|values)(?![\w"'/:-])/g

/** Whether a text holds such a function inside of `{{ }}`. */
export function usesGenerators(content: Uint8Array): boolean {
  return generatorsIn(textOf(content)).next().done !== true
}

/**
 * The same template at another time: two runs within a second, or on one day, would otherwise agree on what is
 * another value tomorrow.
 */
export function atAnotherTime(template: Uint8Array): Uint8Array {
  const text = textOf(template)
  let result = ''
  let end = 0
  for (const { index, 0: name } of generatorsIn(text)) {
    if (name !== 'now') continue
    result += `${text.slice(end, index)}(toDate "2006-01-02" "2001-02-03")`
    end = index + name.length
  }
  return end === 0 ? template : Buffer.from(result + text.slice(end), 'latin1')
}

/** Bytes as characters, so that nothing of them is lost. */
function textOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1')
}

function* generatorsIn(text: string): Generator<RegExpExecArray> {
  if (!text.includes('{{')) return
  for (const match of text.matchAll(GENERATORS)) {
    const open = text.lastIndexOf('{{', match.index)
    if (open < 0) continue
    const close = text.indexOf('}}', open)
    if (close >= 0 && close < match.index) continue
    if (!/^\{\{-?\s*\/\*/.test(text.slice(open, open + 10))) yield match
  }
}

/**
 * Compares two runs of the same input.
 *
 * @returns where they differ, as JSON pointers (RFC 6901) into the objects of the first
 */
export function findGenerated(
  first: readonly Manifest[],
  second: readonly Manifest[],
): Map<Manifest, readonly string[]> {
  const generated = new Map<Manifest, readonly string[]>()
  const others = new Map<string, Manifest[]>()
  for (const manifest of second) {
    const key = keyOf(manifest)
    others.set(key, [...(others.get(key) ?? []), manifest])
  }
  const left: Manifest[] = []
  for (const manifest of first) {
    const other = others.get(keyOf(manifest))?.shift()
    if (other) note(manifest, other)
    else left.push(manifest)
  }
  // Objects with a generated name come in the same order in both runs.
  const rest = [...others.values()].flat()
  for (const manifest of left) {
    const i = rest.findIndex(
      ({ kind, apiVersion }) => kind === manifest.kind && apiVersion === manifest.apiVersion,
    )
    const [other] = i < 0 ? [] : rest.splice(i, 1)
    if (other) note(manifest, other)
    else generated.set(manifest, [''])
  }
  return generated

  function note(manifest: Manifest, other: Manifest): void {
    const pointers: string[] = []
    compare(manifest.content, other.content, '', pointers)
    if (pointers.length > 0) generated.set(manifest, pointers)
  }
}

function keyOf({ apiVersion, kind, namespace, name }: Manifest): string {
  return JSON.stringify([apiVersion, kind, namespace, name])
}

function compare(a: Json | undefined, b: Json | undefined, pointer: string, into: string[]): void {
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length)
    for (const [i, item] of (a as readonly Json[]).entries())
      compare(item, b[i] as Json, `${pointer}/${i}`, into)
  else if (isObject(a) && isObject(b))
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
      compare(a[key], b[key], `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, into)
  else if (a !== b) into.push(pointer)
}
