import { inputError } from '../../errors.ts'
import { apply, Budget } from './envsubst-functions.ts'

/**
 * The variables of `postBuild`: `${name}` and the bash operators that Flux supports. `$name` stays unchanged, and
 * `$$` is a literal dollar sign.
 *
 * Rule: https://github.com/fluxcd/pkg/tree/main/envsubst (parse/parse.go, parse/scan.go, template.go); the scanner is
 * the same here, because users see its peculiarities.
 */

type Node =
  | { readonly text: string }
  | { readonly name: string; readonly operator: string; readonly args: readonly Node[] }

/**
 * Returns the value of a variable; undefined if it is not set, which is an error unless there is a default.
 *
 * @param hasDefault whether the text contains a default
 */
export type Lookup = (name: string, hasDefault: boolean) => string | undefined

/**
 * Substitutes the variables of a text.
 *
 * @throws FairleadError (input) if the text is not a valid template, a variable is not set, or the result is too
 *   large
 */
export function substitute(text: string, lookup: Lookup): string {
  return evaluateAll(new Parser(text).all(), lookup, new Budget())
}

function evaluateAll(nodes: readonly Node[], lookup: Lookup, budget: Budget): string {
  return nodes.map((node) => evaluateNode(node, lookup, budget)).join('')
}

/** The operators with a default, for which an unset variable is not an error. */
const DEFAULTS = new Set(['-', '+', '=', '?', ':-', ':+', ':=', ':?'])

function evaluateNode(node: Node, lookup: Lookup, budget: Budget): string {
  if ('text' in node) return node.text
  const args = node.args.map((argument) => evaluateNode(argument, lookup, budget))
  const value = lookup(node.name, DEFAULTS.has(node.operator))
  if (value === undefined && !DEFAULTS.has(node.operator))
    throw inputError(`the variable ${node.name} is not set`, {
      hint: 'Set it in postBuild, give it a default as in ${name:=value}, or escape it as $${name} if it is not a variable.',
    })
  const result = apply(node.operator, value ?? '', args, budget)
  budget.spend(result.length)
  return result
}

type Accept = (character: string, index: number) => boolean
type Token = 'ident' | 'open' | 'close' | 'end' | 'other'

const IDENT = 1
const OPEN = 2
const CLOSE = 4
const ESCAPE = 8

/** The depth limit of nested variables, as in `${a:-${b}}`. Real templates are less deep. */
const MAX_DEPTH = 200

const notClosing: Accept = (character) => character !== '}'
const isName: Accept = (character) => /[\p{L}\p{Nd}_]/u.test(character)

class Parser {
  readonly #characters: readonly string[]
  #at = 0
  #token = ''
  #accept: Accept = () => true
  #mode = 0
  #escapes = ''
  #depth = 0

  constructor(text: string) {
    this.#characters = [...text]
  }

  all(): Node[] {
    const nodes: Node[] = []
    for (;;) {
      this.#accept = () => true
      this.#mode = IDENT | OPEN | ESCAPE
      this.#escapes = '$'
      const token = this.#scan()
      if (token === 'end') return nodes
      if (token === 'ident') nodes.push({ text: this.#token })
      else if (token === 'open') nodes.push(this.#variable())
      else throw bad()
    }
  }

  #variable(): Node {
    if (++this.#depth > MAX_DEPTH) throw inputError('variables are nested too deeply')
    this.#escapes = '$\\'
    const node = this.#peek() === '#' ? this.#length() : this.#named()
    this.#depth--
    return node
  }

  #named(): Node {
    const name = this.#expect(isName, 'the name of a variable is not valid')
    switch (this.#peek()) {
      case ':': {
        const next = this.#characters[this.#at + 1] ?? ''
        // Flux's scanner steps back by the width of this character, so it fails on a multi-byte one.
        if (Buffer.byteLength(next) > 1) throw bad()
        return /[=\-?+]/.test(next) ? this.#default(name) : this.#part(name)
      }
      case '=':
        return this.#default(name)
      case ',':
      case '^':
        return this.#casing(name)
      case '/':
        return this.#replace(name)
      case '#':
      case '%':
        return this.#remove(name)
      default:
        this.#mode = CLOSE
        if (this.#scan() !== 'close') throw bad('a closing brace is missing')
        return { name, operator: '', args: [] }
    }
  }

  /** `${#name}` */
  #length(): Node {
    const operator = this.#expect((character, i) => character === '#' && i === 1)
    const name = this.#expect(isName)
    return this.#closed({ name, operator, args: [] })
  }

  /** `${name:-value}` and similar. */
  #default(name: string): Node {
    const short = this.#peek() === '='
    const operator = this.#expect((character, i) =>
      short
        ? i === 1 && character === '='
        : (i === 1 && character === ':') || (i === 2 && /[=\-?+]/.test(character)),
    )
    const args: Node[] = []
    while (this.#peek() !== '}') args.push(this.#parameter(notClosing, IDENT))
    return this.#closed({ name, operator, args })
  }

  /** `${name:offset:length}` */
  #part(name: string): Node {
    const operator = this.#expect((character, i) => i === 1 && character === ':')
    const args = [this.#parameter((character) => character !== ':' && character !== '}', IDENT)]
    this.#accept = (character) => character === ':'
    this.#mode = IDENT | CLOSE
    const token = this.#scan()
    if (token === 'close') return { name, operator, args }
    if (token !== 'ident') throw bad()
    args.push(this.#parameter(notClosing, IDENT))
    return this.#closed({ name, operator, args })
  }

  /** `${name%pattern}`, `${name##pattern}` */
  #remove(name: string): Node {
    const sign = this.#peek()
    const operator = this.#expect((character, i) => character === sign && i < 3)
    return this.#closed({ name, operator, args: [this.#parameter(notClosing, IDENT)] })
  }

  /** `${name/text/other}` */
  #replace(name: string): Node {
    const operator = this.#expect(
      (character, i) => (i === 1 && character === '/') || (i === 2 && /[/#%]/.test(character)),
    )
    const args = [this.#parameter((character) => character !== '/', IDENT | ESCAPE)]
    this.#expect((character) => character === '/')
    if (this.#peek() !== '}') args.push(this.#parameter(notClosing, IDENT | ESCAPE))
    return this.#closed({ name, operator, args })
  }

  /** `${name^^}`, `${name,}` */
  #casing(name: string): Node {
    const operator = this.#expect((character, i) => /[,^]/.test(character) && i < 3)
    return this.#closed({ name, operator, args: [] })
  }

  #closed(node: Node): Node {
    this.#mode = CLOSE
    if (this.#scan() !== 'close') throw bad()
    return node
  }

  #parameter(accept: Accept, mode: number): Node {
    this.#accept = accept
    this.#mode = mode | OPEN
    const token = this.#scan()
    if (token === 'open') return this.#variable()
    if (token === 'ident' || token === 'close') return { text: this.#token }
    throw bad()
  }

  #expect(accept: Accept, message?: string): string {
    this.#accept = accept
    this.#mode = IDENT
    if (this.#scan() !== 'ident') throw bad(message)
    return this.#token
  }

  #peek(): string | undefined {
    return this.#characters[this.#at]
  }

  #scan(): Token {
    this.#token = ''
    const first = this.#peek()
    if (first === undefined || first === '\0') return 'end'
    if (this.#isOpen()) {
      this.#at += 2
      return 'open'
    }
    if (this.#mode & CLOSE && first === '}') {
      this.#take()
      return 'close'
    }
    if (!(this.#mode & IDENT) || !this.#takeOne()) return 'other'
    while (this.#peek() !== undefined && this.#peek() !== '\0' && !this.#isOpen() && this.#takeOne());
    return 'ident'
  }

  /** Reads one character, or an escaped one without its escape character; false if it is not accepted. */
  #takeOne(): boolean {
    const [character = '', next] = [this.#characters[this.#at], this.#characters[this.#at + 1]]
    const isEscaped =
      (this.#mode & ESCAPE) !== 0 &&
      this.#escapes.includes(character) &&
      (character === '$' ? next === '$' : character === '\\' && (next === '/' || next === '\\'))
    if (isEscaped) this.#at++
    else if (!this.#accept(character, this.#token.length + 1)) return false
    this.#take()
    return true
  }

  #take(): void {
    this.#token += this.#characters[this.#at++] ?? ''
  }

  #isOpen(): boolean {
    return (this.#mode & OPEN) !== 0 && this.#peek() === '$' && this.#characters[this.#at + 1] === '{'
  }
}

function bad(message = 'the syntax of a variable is not valid') {
  return inputError(message, { hint: 'Escape text that is not a variable as $${…}.' })
}
