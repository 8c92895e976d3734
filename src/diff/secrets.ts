import type { Json } from '../yaml/value.ts'
import { isObject, valueAt } from '../yaml/value.ts'

/** Stands for a value that stays secret. */
export const SECRET = '***'
/** Stands for a value that is encrypted in the repo. */
export const ENCRYPTED = '(encrypted)'

/** Shorter values are not looked for elsewhere: nearly every text has one of them in it. */
const SHORTEST = 6

/**
 * Keys of Secrets whose values are no secret by common use: where they occur elsewhere (the address of a
 * repository, the name of a database), they are shown. A value with a password in a URL is looked for all the same.
 */
const PLAIN_KEY =
  /^(.*[._-])?(url|uri|host|hostname|port|user|username|login|name|type|project|db|database|dbname|schema|sslmode|region|bucket|endpoint|server|insecure|enableoci|namespace|email|realm|tenant)$/i

/** Fields that name things; a value in them is no leak, and hiding it would hide what a reviewer must see. */
const NAMING = new Set(['apiVersion', 'kind', 'name', 'namespace', 'image'])

/** Hides the values of some Secrets wherever they occur. */
export interface Masker {
  /** A text without any of the values, for reasons and error messages. */
  text(text: string): string
  /** Both sides of an object, as they may be shown; what differs still differs. */
  pair(
    before: Json | undefined,
    after: Json | undefined,
  ): { before: Json | undefined; after: Json | undefined }
}

/** Collects the values of all Secrets in some objects, of both sides of a comparison. */
export function masker(objects: Iterable<Json>): Masker {
  const values = new Set<string>()
  for (const object of objects) collect(object, values)
  const all = [...values].toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1))
  const pattern = all.length > 0 ? new RegExp(all.map(escapeRegExp).join('|'), 'g') : undefined
  const text = (value: string) => (pattern ? value.replace(pattern, SECRET) : value)
  return {
    text,
    pair: (before, after) => {
      const shown = maskPair(before, after, { text, key: '', closed: undefined })
      return { before: shown[0], after: shown[1] }
    },
  }
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
}

function isSecret(value: { readonly [key: string]: Json }): boolean {
  return value['kind'] === 'Secret' && value['apiVersion'] === 'v1'
}

/** Walks a whole object: Secrets may be in a `List`, or in an object that makes them. */
function collect(value: Json, into: Set<string>): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) collect(item, into)
  if (!isObject(value)) return
  if (isSecret(value))
    for (const field of ['data', 'stringData'])
      for (const [key, inner] of leaves(value[field], field)) {
        const written = String(inner)
        const plain = field === 'data' ? Buffer.from(written, 'base64').toString('utf8') : written
        if (written.startsWith('ENC[')) continue
        if (PLAIN_KEY.test(key) && !/:\/\/[^/\s:]*:[^/\s@]*@/.test(plain)) continue
        add(into, written, plain)
      }
  for (const inner of Object.values(value)) if (typeof inner === 'object') collect(inner, into)
}

function* leaves(value: Json | undefined, key: string): Generator<[string, string | number | boolean]> {
  if (value === undefined || value === null) return
  if (typeof value !== 'object') yield [key, value]
  else for (const [name, inner] of Object.entries(value)) yield* leaves(inner as Json, name)
}

/** A value in the forms in which it may occur: plain, without its last line break, as base64, within JSON. */
function add(into: Set<string>, written: string, plain: string): void {
  const trimmed = plain.trim()
  const forms = [written, plain, trimmed, JSON.stringify(trimmed).slice(1, -1)]
  for (const text of [plain, trimmed]) forms.push(Buffer.from(text).toString('base64'))
  // The lines of a key are as secret as the whole.
  forms.push(...trimmed.split('\n').filter((line) => /^[A-Za-z0-9+/=_-]{40,}$/.test(line)))
  for (const form of forms)
    if (form.length >= SHORTEST && trimmed.length >= SHORTEST && !/^(true|false|null)$/i.test(form))
      into.add(form)
}

interface Way {
  readonly text: (value: string) => string
  readonly key: string
  /** What stands for every value below, where none may be shown. */
  readonly closed: string | undefined
}

type Sides = readonly [Json | undefined, Json | undefined]

function maskPair(before: Json | undefined, after: Json | undefined, way: Way): Sides {
  if (before === undefined && after === undefined) return [undefined, undefined]
  if (Array.isArray(before) || Array.isArray(after)) {
    if (isObject(before) || isObject(after)) return alone(before, after, way)
    const [a, b] = [before, after].map((side) => (Array.isArray(side) ? (side as readonly Json[]) : []))
    const items = Array.from({ length: Math.max(a?.length ?? 0, b?.length ?? 0) }, (_, i) =>
      maskPair(a?.[i], b?.[i], way),
    )
    const list = (side: Json | undefined, which: 0 | 1): Json | undefined =>
      Array.isArray(side) ? items.slice(0, side.length).map((item) => item[which] as Json) : leaf(side, way)
    return [list(before, 0), list(after, 1)]
  }
  if (isObject(before) || isObject(after)) return maskMaps(before, after, way)
  const [a, b] = [leaf(before, way), leaf(after, way)]
  const hides = before !== undefined && after !== undefined && before !== after && a === b
  return hides ? [marked(a, 'before'), marked(b, 'after')] : [a, b]
}

/** Values of two kinds have nothing in common: each is masked by itself. */
function alone(before: Json | undefined, after: Json | undefined, way: Way): Sides {
  return [maskPair(before, undefined, way)[0], maskPair(undefined, after, way)[1]]
}

function maskMaps(before: Json | undefined, after: Json | undefined, way: Way): Sides {
  const [a, b] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
  const isEncrypted = [a, b].some((side) => valueAt(side, 'sops', 'mac') !== undefined)
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  const sides: [Record<string, Json>, Record<string, Json>] = [{}, {}]
  const shown = new Map<string, Sides>()
  for (const key of keys) {
    const closed = way.closed ?? closedBelow([a, b], key, isEncrypted)
    const pair = [own(a, key), own(b, key)] as const
    shown.set(key, maskPair(pair[0], pair[1], { ...way, key, closed }))
  }
  // Each side keeps the order of its own keys.
  for (const [i, side] of [a, b].entries())
    for (const key of Object.keys(side)) put(sides[i as 0 | 1], key, shown.get(key)?.[i] as Json)
  return [isObject(before) ? sides[0] : leaf(before, way), isObject(after) ? sides[1] : leaf(after, way)]
}

/** A key called `__proto__` is one like any other. */
function put(map: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true })
  else map[key] = value
}

function own(map: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/** What stands for all values below a key of a map; undefined where they may be shown. */
function closedBelow(
  sides: readonly { readonly [key: string]: Json }[],
  key: string,
  isEncrypted: boolean,
): string | undefined {
  if (isEncrypted && key === 'sops') return ENCRYPTED
  if ((key === 'data' || key === 'stringData') && sides.some(isSecret)) return SECRET
  // bitnami.com SealedSecret
  if (key === 'encryptedData') return ENCRYPTED
  return undefined
}

function leaf(value: Json | undefined, { text, key, closed }: Way): Json | undefined {
  if (value === undefined || value === '(generated)') return value
  if (typeof value === 'string' && value.startsWith('ENC[')) return ENCRYPTED
  if (closed !== undefined) return closed
  return typeof value === 'string' && !NAMING.has(key) ? text(value) : value
}

function marked(value: Json | undefined, side: 'before' | 'after'): Json {
  return value === ENCRYPTED ? `(encrypted, ${side})` : `${String(value)} (${side})`
}
