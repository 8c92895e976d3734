import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'
import type { Manifest } from '../../kube/manifests.ts'

/**
 * Functions of Helm's templates (sprig) that give something else at each run: randomness, keys, the time, and
 * maps in Go's random order. `date` and its like take the time of now where they are given no date.
 */
const GENERATORS =
  /(?<![\w$."'/-])(rand(?:AlphaNum|Alpha|Ascii|Numeric|Bytes|Int)|gen(?:PrivateKey|CA|CAWithKey|SelfSignedCert|SelfSignedCertWithKey|SignedCert|SignedCertWithKey)|uuidv4|now|ago|durationRound|date(?:InZone|_in_zone)?|htmlDate(?:InZone)?|htpasswd|bcrypt|shuffle|encryptAES|keys|values)(?![\w"'/:-])/g

/** Whether a text holds such a function inside of `{{ }}`. */
export function usesGenerators(content: Uint8Array): boolean {
  return generatorsIn(textOf(content)).next().done !== true
}

/** Bytes as characters, so that nothing of them is lost. */
function textOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('latin1')
}

/** In one pass over the text: it may be as long as all files of a chart, and its author may mean harm. */
function* generatorsIn(text: string): Generator<RegExpExecArray> {
  let open = text.indexOf('{{')
  let next = open
  let close = -1
  if (open < 0) return
  for (const match of text.matchAll(GENERATORS)) {
    // The last `{{` before it, and the first `}}` behind that.
    for (; next >= 0 && next <= match.index; next = text.indexOf('{{', next + 1)) open = next
    if (open > match.index) continue
    if (close < open) close = indexOrEnd(text, '}}', open)
    if (close >= match.index && !/^\{\{-?\s*\/\*/.test(text.slice(open, open + 10))) yield match
  }
}

function indexOrEnd(text: string, part: string, from: number): number {
  const index = text.indexOf(part, from)
  return index < 0 ? text.length : index
}

/** What two runs of the same input say. */
export interface Compared {
  /** Where values differ, as JSON pointers (RFC 6901) into the objects of the first run. */
  readonly generated: Map<Manifest, readonly string[]>
  /** What is there in one run alone, as texts: no value can stand for it. */
  readonly unstable: readonly string[]
}

/**
 * Compares two runs of the same input. Only single values are generated: a list, a map or an object that only one
 * run has stays as it is, so that nothing can hide behind it, and is told.
 */
export function compareRuns(first: readonly Manifest[], second: readonly Manifest[]): Compared {
  const generated = new Map<Manifest, readonly string[]>()
  const unstable: string[] = []
  const others = queues(second, keyOf)
  const left: Manifest[] = []
  for (const manifest of first) {
    const other = others.get(keyOf(manifest))?.next()
    if (other) note(manifest, other)
    else left.push(manifest)
  }
  // Objects with a generated name come in the same order in both runs.
  const rest = queues(
    [...others.values()].flatMap((queue) => queue.rest()),
    kindOf,
  )
  for (const manifest of left) {
    const other = rest.get(kindOf(manifest))?.next()
    if (other) note(manifest, other)
    else unstable.push(`${manifest.kind} ${manifest.name}`)
  }
  for (const queue of rest.values())
    for (const { kind, name } of queue.rest()) unstable.push(`${kind} ${name}`)
  return { generated, unstable }

  function note(manifest: Manifest, other: Manifest): void {
    const pointers: string[] = []
    compare(manifest.content, other.content, '', pointers, (pointer) =>
      unstable.push(`${pointer} of ${manifest.kind} ${manifest.name}`),
    )
    if (pointers.length > 0) generated.set(manifest, pointers)
  }
}

function keyOf({ apiVersion, kind, namespace, name }: Manifest): string {
  return JSON.stringify([apiVersion, kind, namespace, name])
}

function kindOf({ apiVersion, kind }: Manifest): string {
  return JSON.stringify([apiVersion, kind])
}

/** Objects in their order, by a key. */
function queues(manifests: readonly Manifest[], key: (manifest: Manifest) => string): Map<string, Queue> {
  const found = new Map<string, Queue>()
  for (const manifest of manifests) {
    const queue = found.get(key(manifest)) ?? new Queue()
    found.set(key(manifest), queue)
    queue.items.push(manifest)
  }
  return found
}

class Queue {
  readonly items: Manifest[] = []
  #taken = 0

  next(): Manifest | undefined {
    return this.items[this.#taken++]
  }

  rest(): Manifest[] {
    return this.items.slice(this.#taken)
  }
}

function compare(
  a: Json,
  b: Json,
  pointer: string,
  differing: string[],
  differsInShape: (pointer: string) => void,
): void {
  if (Array.isArray(a) && Array.isArray(b)) {
    const [x, y] = [a as readonly Json[], b as readonly Json[]]
    if (x.length !== y.length) differsInShape(pointer)
    for (const [i, item] of x.slice(0, y.length).entries())
      compare(item, y[i] as Json, `${pointer}/${i}`, differing, differsInShape)
  } else if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a).filter((key) => Object.hasOwn(b, key))
    if (keys.length < Object.keys(a).length || keys.length < Object.keys(b).length) differsInShape(pointer)
    for (const key of keys) {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      compare(a[key] as Json, b[key] as Json, at, differing, differsInShape)
    }
  } else if (isLeaf(a) && isLeaf(b)) {
    if (a !== b) differing.push(pointer)
  } else differsInShape(pointer)
}

function isLeaf(value: Json): boolean {
  return typeof value !== 'object' || value === null
}
