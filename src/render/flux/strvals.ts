import { inputError } from '../../errors.ts'

/**
 * Helm's `--set` syntax applied to a tree of values: `a.b=1,c[0]=x,d={x,y}`.
 *
 * Rule: https://github.com/helm/helm/blob/v4.2.1/pkg/strvals/parser.go (ParseInto, ParseIntoString)
 */

export type Tree = { [key: string]: Value }
export type Value = string | number | boolean | null | Value[] | Tree

/** The highest index that Helm accepts. */
const MAX_INDEX = 65_536
/** The most items that all indexes of one setting may create together. */
const MAX_ITEMS = 200_000
const MAX_NESTED = 30

/**
 * Sets values in the tree.
 *
 * @param asText whether every value is a string, as with `--set-string`
 * @throws FairleadError (input) if the syntax is wrong
 */
export function setValues(tree: Tree, text: string, asText: boolean): void {
  const parser = new Parser(text, asText)
  while (parser.key(tree, 0) === 'goes on');
}

export function isTree(value: Value | undefined): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The result of a step: `ended` if the text ends before the step is complete. This is not an error; each step decides
 * whether it sets what was read so far.
 */
type Outcome = 'goes on' | 'ended'

/** Implements the steps of Helm's parser one by one. */
class Parser {
  readonly #text: string
  readonly #asText: boolean
  #at = 0
  #room = MAX_ITEMS

  constructor(text: string, asText: boolean) {
    this.#text = text
    this.#asText = asText
  }

  /** Reads one key and what follows it. */
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

  /** Reads what follows an index (a value, a key or another index) and sets it in the list. */
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
    if (index > MAX_INDEX) throw bad(this.#text, `an index is larger than ${MAX_INDEX}`)
    this.#room -= Math.max(0, index + 1 - items.length)
    if (this.#room < 0) throw bad(this.#text, `its lists have more than ${MAX_ITEMS} items`)
    while (items.length <= index) items.push(null)
    items[index] = value
  }

  /** Reads an index; undefined if the text ends before the closing bracket. */
  #index(): number | undefined {
    const { token, stop } = this.#until(']')
    if (stop === undefined) return undefined
    const index = Number(token)
    if (!/^[-+]?\d+$/.test(token) || index < 0)
      throw bad(this.#text, 'an index is not a number from 0 to 65536')
    return index
  }

  /** Reads a value; undefined at the end of the text. */
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
    // An integer that JavaScript cannot represent exactly stays a string.
    if (/^(?:[-+]\d+|[1-9]\d*)$/.test(token) && Number.isSafeInteger(Number(token))) return Number(token) + 0
    return token
  }

  /** Reads the text up to one of the given characters. A backslash makes the next character literal. */
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

/** Sets a key, unless it is empty. */
function set(into: Tree, key: string, value: Value): void {
  if (key !== '') into[key] = value
}

/**
 * Creates an error that shows only the text before the first `=`, because the rest may be a secret value. With an
 * unescaped comma, later keys may also be part of a value.
 */
function bad(text: string, why: string) {
  const name = /^(?:\\[^]|[^\\=])*/.exec(text)?.[0].slice(0, 80) ?? ''
  return inputError(`the setting ${name}=… is not valid for Helm: ${why}`, {
    hint: 'Escape each comma, bracket and equals sign in the value with a backslash.',
  })
}
