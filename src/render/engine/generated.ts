import type { Json } from '../../yaml/value.ts'
import { isObject } from '../../yaml/value.ts'
import type { Manifest } from '../../kube/manifests.ts'
import { latin1 } from '../../text/latin1.ts'

/**
 * Functions of Helm's templates (sprig) with a different result on each run: randomness, keys, the time, and maps in
 * Go's random order. `date` and similar functions use the current time if they get no date.
 */
const GENERATORS =
  /(?<![\w$."'/-])(rand(?:AlphaNum|Alpha|Ascii|Numeric|Bytes|Int)|gen(?:PrivateKey|CA|CAWithKey|SelfSignedCert|SelfSignedCertWithKey|SignedCert|SignedCertWithKey)|uuidv4|now|ago|durationRound|date(?:InZone|_in_zone)?|htmlDate(?:InZone)?|htpasswd|bcrypt|shuffle|encryptAES|keys|values)(?![\w"'/:-])/g

/** Reports whether a text contains such a function inside `{{ }}`. */
export function usesGenerators(content: Uint8Array): boolean {
  return generatorsIn(latin1(content)).next().done !== true
}

/**
 * Finds generators in one pass over the text, because it may be as long as all files of a chart and may be malicious.
 */
function* generatorsIn(text: string): Generator<RegExpExecArray> {
  let open = text.indexOf('{{')
  let next = open
  let close = -1
  if (open < 0) return
  for (const match of text.matchAll(GENERATORS)) {
    // Find the last `{{` before the match, and the first `}}` after that.
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

/** The differences between two runs of the same input. */
export interface Compared {
  /** The values that differ, as JSON pointers (RFC 6901) into the objects of the first run. */
  readonly generated: Map<Manifest, readonly string[]>
  /** Descriptions of parts that exist in only one run, because no value can represent them. */
  readonly unstable: readonly string[]
}

/**
 * Compares two runs of the same input. Only single values count as generated: a list, a map or an object that exists
 * in only one run is left unchanged and is reported, so that nothing can hide behind it.
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
  // Objects with a generated name are in the same order in both runs.
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

/** Groups objects by a key, in their order. */
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
