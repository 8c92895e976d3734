import type { Json } from '../yaml/value.ts'
import { isObject, valueAt } from '../yaml/value.ts'
import { Finder } from './finder.ts'
import type { Found } from './finder.ts'
import type { SecretValues } from './values.ts'
import { isSecret, secretsIn } from './values.ts'
import type { Rendered } from '../render/model.ts'

/** The replacement of a value that stays secret. */
export const SECRET = '***'
/** The replacement of a value that is encrypted in the repo. */
export const ENCRYPTED = '(encrypted)'

/**
 * Fields that contain names, or that define what runs and what it may do. Values in them are always shown: anyone who
 * could hide them could hide what a change does.
 */
const SHOWN = new Set(
  [
    'apiVersion kind name namespace image serviceAccountName',
    'securityContext capabilities hostPath rules roleRef subjects aggregationRule',
  ].flatMap((line) => line.split(' ')),
)

/**
 * Fields whose texts are executed. A text that the change adds is shown; a text that already ran before is masked as
 * usual.
 */
const RUNS = new Set('command args script entrypoint cmd commands exec'.split(' '))

/** The secret values of both sides of a change. */
export interface SecretSides {
  readonly before: SecretValues
  readonly after: SecretValues
}

/** Both sides of an object, as they may be shown. */
export interface MaskedPair {
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** The sources of the values that are hidden outside of a Secret. */
  readonly origins: ReadonlySet<string>
}

/**
 * Hides the values of Secrets. Within a Secret, it hides all values. Elsewhere, it hides only values that were secret
 * before the change: otherwise a change could hide what it does by adding the same values to its own Secrets. If a
 * value is replaced by the new value of the same key, and everything around it is unchanged, it stays hidden.
 */
export interface Masker {
  /** Returns a text without any secret value of either side, for error messages. */
  text(text: string): string
  /** Returns the message of a rule. It hides nothing that the objects show. */
  reason(text: string, shown: readonly MaskedPair[]): string
  /** Returns both sides of an object, as they may be shown. Values that differ still differ. */
  pair(before: Json | undefined, after: Json | undefined): MaskedPair
}

export function masker({ before, after }: SecretSides): Masker {
  const finders: Finders = {
    all: new Finder(new Map([...after, ...before])),
    hidden: new Finder(before),
    fresh: new Finder(new Map([...after].filter(([value]) => !before.has(value)))),
  }
  return {
    text: (text) => replaced(text, finders.all.find(text)),
    reason(text, shown) {
      const isShown = ({ start, end }: Found) => {
        const value = JSON.stringify(text.slice(start, end)).slice(1, -1)
        return shown.some((pair) =>
          [pair.before, pair.after].some((side) => JSON.stringify(side ?? null).includes(value)),
        )
      }
      return replaced(
        text,
        finders.all.find(text).filter((found) => !isShown(found)),
      )
    },
    pair(old, next) {
      const origins = new Set<string>()
      const sides = new Masking(finders, origins).pair(old, next, START)
      return { before: sides[0], after: sides[1], origins }
    },
  }
}

interface Finders {
  readonly all: Finder
  readonly hidden: Finder
  readonly fresh: Finder
}

interface Way {
  readonly key: string
  /** The replacement of every value below, if none may be shown. */
  readonly closed: string | undefined
  /** Whether it is in a Secret. */
  readonly inSecret: boolean
  readonly isShown: boolean
  /** Set below a field whose texts are executed: the texts that ran before. */
  readonly ran: ReadonlySet<string> | undefined
}

const START: Way = { key: '', closed: undefined, inSecret: false, isShown: false, ran: undefined }

type Sides = readonly [Json | undefined, Json | undefined]

function replaced(text: string, found: readonly Found[]): string {
  if (found.length === 0) return text
  let result = ''
  let end = 0
  for (const one of found) {
    result += text.slice(end, one.start) + SECRET
    end = one.end
  }
  return result + text.slice(end)
}

class Masking {
  readonly #finders: Finders
  readonly #origins: Set<string>

  constructor(finders: Finders, origins: Set<string>) {
    this.#finders = finders
    this.#origins = origins
  }

  pair(before: Json | undefined, after: Json | undefined, way: Way): Sides {
    if (before === undefined && after === undefined) return [undefined, undefined]
    if (Array.isArray(before) || Array.isArray(after)) {
      if (isObject(before) || isObject(after)) return this.#alone(before, after, way)
      const [a, b] = [before, after].map((side) => (Array.isArray(side) ? (side as readonly Json[]) : []))
      const items = Array.from({ length: Math.max(a?.length ?? 0, b?.length ?? 0) }, (_, i) =>
        this.pair(a?.[i], b?.[i], way),
      )
      const list = (side: Json | undefined, which: 0 | 1): Json | undefined =>
        Array.isArray(side)
          ? items.slice(0, side.length).map((item) => item[which] as Json)
          : this.#leaves(...alone(side, which), way)[which]
      return [list(before, 0), list(after, 1)]
    }
    if (isObject(before) || isObject(after)) return this.#maps(before, after, way)
    const [a, b] = this.#leaves(before, after, way)
    const hides = before !== undefined && after !== undefined && before !== after && a === b
    return hides ? [marked(a, 'before'), marked(b, 'after')] : [a, b]
  }

  /** Values of different kinds have nothing in common, so each is masked separately. */
  #alone(before: Json | undefined, after: Json | undefined, way: Way): Sides {
    return [this.pair(before, undefined, way)[0], this.pair(undefined, after, way)[1]]
  }

  #maps(before: Json | undefined, after: Json | undefined, way: Way): Sides {
    const [a, b] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
    const isEncrypted = [a, b].some((side) => valueAt(side, 'sops', 'mac') !== undefined)
    const inSecret = way.inSecret || [a, b].some(isSecret)
    const keys = new Set([...Object.keys(a), ...Object.keys(b)])
    const sides: [Record<string, Json>, Record<string, Json>] = [{}, {}]
    const shown = new Map<string, Sides>()
    for (const key of keys) {
      const pair = [own(a, key), own(b, key)] as const
      const inner: Way = {
        key,
        closed: way.closed ?? closedBelow([a, b], key, isEncrypted),
        inSecret,
        isShown: way.isShown || SHOWN.has(key),
        ran: way.ran ?? (RUNS.has(key) ? new Set(textsIn(pair[0])) : undefined),
      }
      shown.set(key, this.pair(pair[0], pair[1], inner))
    }
    // Each side keeps the order of its own keys.
    for (const [i, side] of [a, b].entries())
      for (const key of Object.keys(side)) put(sides[i as 0 | 1], key, shown.get(key)?.[i] as Json)
    return [
      isObject(before) ? sides[0] : this.#leaves(before, undefined, way)[0],
      isObject(after) ? sides[1] : this.#leaves(undefined, after, way)[1],
    ]
  }

  #leaves(before: Json | undefined, after: Json | undefined, way: Way): Sides {
    const [old, next] = [before, after].map((value) => fixed(value, way))
    if (way.closed !== undefined || way.isShown) return [old ?? before, next ?? after]
    const a = old ?? this.#masked(before, way)
    if (next !== undefined) return [a, next]
    if (way.ran && !(typeof after === 'string' && way.ran.has(after))) return [a, after]
    return [a, this.#rotated(before, after, a) ?? this.#masked(after, way)]
  }

  #masked(value: Json | undefined, way: Way): Json | undefined {
    const text = textOf(value)
    if (text === undefined) return value
    const found = (way.inSecret ? this.#finders.all : this.#finders.hidden).find(text)
    if (found.length === 0) return value
    if (!way.inSecret) for (const { origin } of found) this.#origins.add(origin)
    return replaced(text, found)
  }

  /**
   * Returns the masked text if the only change in it is that a secret value was replaced by the new one of its key.
   */
  #rotated(before: Json | undefined, after: Json | undefined, masked: Json | undefined): Json | undefined {
    const [old, next] = [textOf(before), textOf(after)]
    if (old === undefined || next === undefined || old === next || masked === before) return undefined
    const [was, is] = [this.#finders.hidden.find(old), this.#finders.all.find(next)]
    const isSame = was.length === is.length && was.every(({ origin }, i) => is[i]?.origin === origin)
    const text = replaced(next, is)
    return isSame && text === masked ? text : undefined
  }
}

function alone(side: Json | undefined, which: 0 | 1): [Json | undefined, Json | undefined] {
  return which === 0 ? [side, undefined] : [undefined, side]
}

/** Returns the text that is shown instead of a value, whatever it contains. */
function fixed(value: Json | undefined, { closed }: Way): Json | undefined {
  if (value === undefined || value === '(generated)') return value
  if (typeof value === 'string' && value.startsWith('ENC[')) return ENCRYPTED
  return closed
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}

function* textsIn(value: Json | undefined): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* textsIn(inner as Json)
}

/** Sets a key, including `__proto__`. */
function put(map: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true })
  else map[key] = value
}

function own(map: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/** Returns the replacement of all values below a key of a map; undefined if they may be shown. */
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

function marked(value: Json | undefined, side: 'before' | 'after'): Json {
  return value === ENCRYPTED ? `(encrypted, ${side})` : `${String(value)} (${side})`
}

/** Returns a masker for the Secrets of some sides, for messages about sides that are not compared. */
export function maskerOf(...sides: readonly (Rendered | undefined)[]): Masker {
  const all = new Map(sides.flatMap((side) => [...valuesOf(side)]))
  return masker({ before: all, after: new Map() })
}

export function valuesOf(side: Rendered | undefined): ReturnType<typeof secretsIn>['values'] {
  return secretsIn(side?.manifests.map(({ content }) => content as Json) ?? []).values
}
