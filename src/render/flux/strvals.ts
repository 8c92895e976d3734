import { inputError } from '../../errors.ts'

/**
 * Helm's `--set` syntax over a tree of values: `a.b=1,c[0]=x,d={x,y}`.
 *
 * Rule: https://github.com/helm/helm/blob/v4.2.1/pkg/strvals/parser.go (ParseInto, ParseIntoString)
 */

export type Tree = { [key: string]: Value }
export type Value = string | number | boolean | null | Value[] | Tree

/** The highest index that Helm takes. */
const MAX_INDEX = 65_536
/** So many items all indexes of one setting may make together. */
const MAX_ITEMS = 200_000
const MAX_NESTED = 30

/**
 * Sets values in place.
 *
 * @param asText whether every value is a text, as with `--set-string`
 * @throws FairleadError (input) where the syntax is wrong
 */
export function setValues(tree: Tree, text: string, asText: boolean): void {
  const parser = new Parser(text, asText)
  while (parser.key(tree, 0) === 'goes on');
}

export function isTree(value: Value | undefined): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Whether the text ended where something was still to come. That is no fault: what was read up to there is set, or not,
 * as each step has it.
 */
type Outcome = 'goes on' | 'ended'

/** The steps of Helm's parser, one for one. */
class Parser {
  readonly #text: string
  readonly #asText: boolean
  #at = 0
  #room = MAX_ITEMS

  constructor(text: string, asText: boolean) {
    this.#text = text
    this.#asText = asText
  }

  /** One key with what follows it. */
  key(into: Tree, depth: number): Outcome {
    const { token, stop } = this.#until('=[,.')
    if (token === '__proto__') throw bad(this.#text, 'a key cannot be __proto__')
    const known = Object.hasOwn(into, token) ? into[token] : undefined
    switch (stop) {
      case undefined:
        if (token === '') return 'ended'
        throw bad(this.#text, 'a key has no value')
      case '[': {
        const index = this.#index()
        if (index === undefined) return 'ended'
        if (known !== undefined && !Array.isArray(known))
          throw bad(this.#text, 'a key with an index is not a list')
        const items = known ?? []
        const outcome = this.#item(items, index, depth)
        set(into, token, items)
        return outcome
      }
      case '=': {
        const value = this.#value()
        set(into, token, value === undefined ? '' : value)
        return value === undefined ? 'ended' : 'goes on'
      }
      case '.': {
        if (depth >= MAX_NESTED) throw bad(this.#text, 'it is nested too deeply')
        const inner = known === undefined ? {} : known
        if (!isTree(inner)) throw bad(this.#text, 'a key with keys below it is not a map')
        const outcome = this.key(inner, depth + 1)
        const isEmpty = Object.keys(inner).length === 0
        if (isEmpty && outcome === 'goes on') throw bad(this.#text, 'a key has no value')
        if (!isEmpty) set(into, token, inner)
        return outcome
      }
      default:
        throw bad(this.#text, 'a key has no value')
    }
  }

  /** What follows an index: a value, a key or another index; sets it in the list. */
  #item(items: Value[], index: number, depth: number): Outcome {
    const { token, stop } = this.#until('[.=')
    if (token !== '') throw bad(this.#text, 'an index must be followed by a key or a value')
    const known = items[index]
    if (stop === undefined) return 'ended'
    if (stop === '=') {
      const value = this.#value()
      this.#put(items, index, value === undefined ? '' : value)
    } else if (stop === '[') {
      const next = this.#index()
      if (next === undefined) return 'ended'
      if (known !== undefined && known !== null && !Array.isArray(known))
        throw bad(this.#text, 'an item with an index is not a list')
      const inner = known ?? []
      if (this.#item(inner, next, depth) === 'ended') return 'ended'
      this.#put(items, index, inner)
    } else {
      const inner: Tree = isTree(known) ? known : {}
      if (known !== undefined) items[index] = inner
      if (this.key(inner, depth) === 'ended') return 'ended'
      this.#put(items, index, inner)
    }
    return 'goes on'
  }

  #put(items: Value[], index: number, value: Value): void {
    if (index > MAX_INDEX) throw bad(this.#text, `an index is more than ${MAX_INDEX}`)
    this.#room -= Math.max(0, index + 1 - items.length)
    if (this.#room < 0) throw bad(this.#text, `its lists have more than ${MAX_ITEMS} items`)
    while (items.length <= index) items.push(null)
    items[index] = value
  }

  /** Undefined where the text ends before the bracket does. */
  #index(): number | undefined {
    const { token, stop } = this.#until(']')
    if (stop === undefined) return undefined
    const index = Number(token)
    if (!/^[-+]?\d+$/.test(token) || index < 0)
      throw bad(this.#text, 'an index is not a number from 0 to 65536')
    return index
  }

  /** Undefined at the end of the text. */
  #value(): Value | undefined {
    if (this.#at >= this.#text.length) return undefined
    if (this.#text[this.#at] !== '{') return this.#typed(this.#until(',').token)
    this.#at++
    const items: Value[] = []
    for (;;) {
      const { token, stop } = this.#until(',}')
      if (stop === undefined) throw bad(this.#text, 'a list is not closed')
      items.push(this.#typed(token))
      if (stop === '}') break
    }
    if (this.#text[this.#at] === ',') this.#at++
    return items
  }

  #typed(token: string): Value {
    if (this.#asText) return token
    if (/^true$/iu.test(token)) return true
    if (/^false$/iu.test(token)) return false
    if (/^null$/iu.test(token)) return null
    if (token === '0') return 0
    // One that JavaScript cannot hold exactly stays a text.
    if (/^(?:[-+]\d+|[1-9]\d*)$/.test(token) && Number.isSafeInteger(Number(token))) return Number(token) + 0
    return token
  }

  /** The text up to one of some characters; a backslash takes the meaning from what is behind it. */
  #until(stops: string): { token: string; stop: string | undefined } {
    let token = ''
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at++] ?? ''
      if (stops.includes(character)) return { token, stop: character }
      token += character === '\\' ? (this.#text[this.#at++] ?? '') : character
    }
    return { token, stop: undefined }
  }
}

/** A key without a name is not set. */
function set(into: Tree, key: string, value: Value): void {
  if (key !== '') into[key] = value
}

/** What is behind the first `=` is a value, and where it holds a comma keys may be parts of one. */
function bad(text: string, why: string) {
  const name = /^(?:\\[^]|[^\\=])*/.exec(text)?.[0].slice(0, 80) ?? ''
  return inputError(`the setting ${name}=… is not valid for Helm: ${why}`, {
    hint: 'Escape each comma, bracket and equals sign in the value with a backslash.',
  })
}
