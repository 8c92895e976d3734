import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'

/** The path of a value: keys of maps and positions in lists. */
export type Way = readonly (string | number)[]

/** An expression that selects fields of an object. */
export type JqPath = (object: Json) => Way[]

/** One step of an expression, which is applied to some paths. */
type Step = (ways: readonly Found[]) => Found[]

interface Found {
  readonly way: Way
  readonly value: Json
}

const LONGEST = 2000

/**
 * Reads a jq expression that is a path: keys, positions, all items, and `select` with `==`, `!=`, `and`, `or`,
 * `startswith` and `endswith`. Nearly all values of `jqPathExpressions` are such paths.
 *
 * Rule: https://jqlang.org/manual/ (Basic filters, select)
 *
 * @returns a function that returns the existing paths that the expression selects; undefined if it is not such a path
 */
export function jqPath(expression: string): JqPath | undefined {
  if (expression.length > LONGEST) return undefined
  const reader = new Reader(tokensOf(expression))
  const alternatives = reader.alternatives()
  if (!alternatives || !reader.isAtEnd()) return undefined
  return (object) => alternatives.flatMap((run) => run([{ way: [], value: object }]).map(({ way }) => way))
}

const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z0-9_]*|-?\d+(?:\.\d+)?|==|!=|[.[\]()|,?]|(.)/gy

/** Returns the tokens. A character that is not part of a token is a token by itself, which no rule accepts. */
function tokensOf(text: string): string[] {
  return [...text.matchAll(TOKEN)].map(([token]) => token).filter((token) => token.trim() !== '')
}

class Reader {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  isAtEnd(): boolean {
    return this.#at === this.#tokens.length
  }

  /** Reads `.a, .b`, which selects the fields of all alternatives. */
  alternatives(): Step[] | undefined {
    const all: Step[] = []
    do {
      const pipe = this.#pipe()
      if (!pipe) return undefined
      all.push(pipe)
    } while (this.#take(','))
    return all
  }

  #pipe(): Step | undefined {
    const steps: Step[] = []
    do {
      const step = this.#peek() === 'select' ? this.#select() : this.#path()
      if (!step) return undefined
      steps.push(step)
    } while (this.#take('|'))
    return (ways) => steps.reduce<Found[]>((found, step) => step(found), [...ways])
  }

  #path(): Step | undefined {
    if (this.#peek() !== '.') return undefined
    const steps: Step[] = []
    for (;;) {
      const dotted = this.#take('.')
      const next = this.#peek()
      if (next === '[') {
        const step = this.#brackets()
        if (!step) return undefined
        steps.push(step)
      } else if (dotted && next !== undefined && (/^[A-Za-z_]/.test(next) || next.startsWith('"'))) {
        const name = this.#name()
        if (name === undefined) return undefined
        steps.push(child(name))
      } else if (dotted && (steps.length > 0 || next === '.')) return undefined
      else break
      this.#take('?')
    }
    return (ways) => steps.reduce<Found[]>((found, step) => step(found), [...ways])
  }

  /** Reads `[]`, `[2]` or `["a"]`. */
  #brackets(): Step | undefined {
    this.#take('[')
    if (this.#take(']')) return each
    const token = this.#peek() ?? ''
    let step: Step | undefined
    if (token.startsWith('"')) {
      const name = this.#name()
      step = name === undefined ? undefined : child(name)
    } else if (/^-?\d+$/.test(token)) {
      this.#at += 1
      step = child(Number(token))
    }
    return step && this.#take(']') ? step : undefined
  }

  #name(): string | undefined {
    const token = this.#tokens[this.#at++] ?? ''
    return token.startsWith('"') ? textOf(token) : token
  }

  #select(): Step | undefined {
    this.#at += 1
    if (!this.#take('(')) return undefined
    const condition = this.#condition()
    if (!condition || !this.#take(')')) return undefined
    return (ways) => ways.filter(({ value }) => condition(value))
  }

  /** Reads a condition. In jq, `and` has a higher precedence than `or`. */
  #condition(): ((value: Json) => boolean) | undefined {
    const all: ((value: Json) => boolean)[][] = [[]]
    for (;;) {
      const test = this.#test()
      if (!test) return undefined
      all.at(-1)?.push(test)
      if (this.#take('or')) all.push([])
      else if (!this.#take('and')) break
    }
    return (value) => all.some((tests) => tests.every((test) => test(value)))
  }

  #test(): ((value: Json) => boolean) | undefined {
    const path = this.#path()
    if (!path) return undefined
    const valuesOf = (value: Json) => path([{ way: [], value }]).map((found) => found.value)
    if (this.#take('|')) {
      const name = this.#tokens[this.#at++]
      const text = this.#take('(') ? this.#literal() : undefined
      if ((name !== 'startswith' && name !== 'endswith') || typeof text !== 'string' || !this.#take(')'))
        return undefined
      return (value) =>
        valuesOf(value).some(
          (one) =>
            typeof one === 'string' && (name === 'startswith' ? one.startsWith(text) : one.endsWith(text)),
        )
    }
    const operator = this.#peek()
    if (operator !== '==' && operator !== '!=')
      return (value) => valuesOf(value).some((one) => one !== null && one !== false)
    this.#at += 1
    const wanted = this.#literal()
    if (wanted === undefined) return undefined
    // A missing value is null.
    return (value) => ((valuesOf(value)[0] ?? null) === wanted) === (operator === '==')
  }

  #literal(): string | number | boolean | null | undefined {
    const token = this.#tokens[this.#at++] ?? ''
    if (token.startsWith('"')) return textOf(token)
    if (token === 'true' || token === 'false') return token === 'true'
    if (token === 'null') return null
    return /^-?\d/.test(token) ? Number(token) : undefined
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at]
  }

  #take(token: string): boolean {
    if (this.#peek() !== token) return false
    this.#at += 1
    return true
  }
}

/** Returns the text of a quoted token; undefined if it contains an interpolation. */
function textOf(token: string): string | undefined {
  if (token.includes(String.raw`\(`)) return undefined
  try {
    return JSON.parse(token) as string
  } catch {
    return undefined
  }
}

function child(key: string | number): Step {
  return (ways) =>
    ways.flatMap(({ way, value }): Found[] => {
      if (typeof key === 'number') {
        if (!Array.isArray(value)) return []
        const at = key < 0 ? value.length + key : key
        return at in value ? [{ way: [...way, at], value: value[at] as Json }] : []
      }
      return isObject(value) && Object.hasOwn(value, key)
        ? [{ way: [...way, key], value: value[key] as Json }]
        : []
    })
}

const each: Step = (ways) =>
  ways.flatMap(({ way, value }) =>
    Array.isArray(value)
      ? (value as readonly Json[]).map((item, i) => ({ way: [...way, i], value: item }))
      : isObject(value)
        ? Object.entries(value).map(([key, item]) => ({ way: [...way, key], value: item }))
        : [],
  )
