import { inputError } from '../../errors.ts'

/**
 * Helm's `--set` syntax over a tree of values: `a.b=1,c[0]=x,d={x,y}`.
 *
 * Rule: https://github.com/helm/helm/blob/v4.2.1/pkg/strvals/parser.go (ParseInto, ParseIntoString)
 */

export type Tree = { [key: string]: Value }
export type Value = string | number | boolean | null | Value[] | Tree

/** As many items as Helm lets an index make. */
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
  while (!parser.done) parser.key(tree, 0)
}

export function isTree(value: Value | undefined): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

class Parser {
  readonly #text: string
  readonly #asText: boolean
  #at = 0
  #room = MAX_ITEMS

  constructor(text: string, asText: boolean) {
    this.#text = text
    this.#asText = asText
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  /** One key with what follows it. */
  key(into: Tree, depth: number): void {
    if (depth > MAX_NESTED) throw bad(this.#text, 'it is nested too deeply')
    const { token, stop } = this.#until('=[,.')
    if (token === '__proto__') throw bad(this.#text, 'a key cannot be __proto__')
    if (stop === undefined) {
      if (token === '') return
      throw bad(this.#text, 'a key has no value')
    }
    if (stop === '[') {
      const index = this.#index()
      const known = into[token] ?? (Object.hasOwn(into, token) ? null : [])
      if (!Array.isArray(known)) throw bad(this.#text, 'a key with an index is no list')
      into[token] = this.#item(known, index, depth)
    } else if (stop === '=') into[token] = this.#value()
    else if (stop === ',') {
      into[token] = ''
      throw bad(this.#text, 'a key has no value')
    } else {
      const inner = Object.hasOwn(into, token) ? into[token] : {}
      if (!isTree(inner)) throw bad(this.#text, 'a key with keys below it is no map')
      this.key(inner, depth + 1)
      into[token] = inner
    }
  }

  #item(items: Value[], index: number, depth: number): Value[] {
    const { token, stop } = this.#until('[.=')
    if (token !== '') throw bad(this.#text, 'an index is followed by something else than a key or a value')
    this.#room -= Math.max(0, index + 1 - items.length)
    if (this.#room < 0) throw bad(this.#text, `its lists have more than ${MAX_ITEMS} items`)
    while (items.length <= index) items.push(null)
    const known = items[index]
    if (stop === '=') items[index] = this.#value()
    else if (stop === '[') {
      const next = this.#index()
      items[index] = this.#item(Array.isArray(known) ? known : [], next, depth + 1)
    } else if (stop === '.') {
      const inner: Tree = isTree(known) ? known : {}
      this.key(inner, depth + 1)
      items[index] = inner
    } else throw bad(this.#text, 'an index has no value')
    return items
  }

  #index(): number {
    const { token, stop } = this.#until(']')
    const index = Number(token)
    if (stop !== ']' || !/^\d+$/.test(token) || index > MAX_INDEX)
      throw bad(this.#text, 'an index is no number from 0 to 65536')
    return index
  }

  #value(): Value {
    if (this.#text[this.#at] === '{') {
      this.#at++
      const items: Value[] = []
      for (;;) {
        const { token, stop } = this.#until(',}')
        if (stop === undefined) throw bad(this.#text, 'a list is not closed')
        if (stop === '}' && token === '' && items.length === 0) break
        items.push(this.#typed(token))
        if (stop === '}') break
      }
      if (this.#text[this.#at] === ',') this.#at++
      return items
    }
    return this.#typed(this.#until(',').token)
  }

  #typed(token: string): Value {
    if (this.#asText) return token
    if (token === 'true') return true
    if (token === 'false') return false
    if (token === 'null') return null
    if (token === '0') return 0
    if (/^-?[1-9]\d*$/.test(token) && Number.isSafeInteger(Number(token))) return Number(token)
    return token
  }

  /** The text up to one of some characters; a backslash takes the meaning from what is behind it. */
  #until(stops: string): { token: string; stop: string | undefined } {
    let token = ''
    while (!this.done) {
      const character = this.#text[this.#at++] ?? ''
      if (stops.includes(character)) return { token, stop: character }
      if (character === '\\' && !this.done) token += this.#text[this.#at++] ?? ''
      else token += character
    }
    return { token, stop: undefined }
  }
}

/** What is behind the first `=` is a value, and where it holds a comma keys may be parts of one. */
function bad(text: string, why: string) {
  const name = /^(?:\\[^]|[^\\=])*/.exec(text)?.[0].slice(0, 80) ?? ''
  return inputError(`the setting ${name}=… is none that Helm takes: ${why}`, {
    hint: 'Write a backslash before each comma, bracket and equals sign that belongs to the value.',
  })
}
