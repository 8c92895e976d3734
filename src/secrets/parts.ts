import type { Json } from '../yaml/value.ts'
import { isObject } from '../yaml/value.ts'

/** A value within another one, with its key. */
export interface Part {
  readonly key: string
  readonly value: string
}

const MAX_LENGTH = 200_000
const MAX_DEPTH = 3

/** `user:password@` in an address. A password may itself contain an @: the last one before the host ends it. */
const IN_URL = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"']*:([^\s/?#'"]+)@/gi
/** `key=value` and `key: value`, as in properties, INI files, YAML, queries and connection strings. */
const PAIR =
  /(?:^|[\s;&?,{])["']?([A-Za-z][\w.-]{0,80})["']?[ \t]*[=:][ \t]*("[^"\n]*"|'[^'\n]*'|[^\s;&,"'{}]+)/g

/**
 * Finds the parts of a value: passwords in addresses, the leaves of JSON, pairs of a key and a value,
 * `user:password`.
 */
export function* partsOf(text: string, depth = 0): Generator<Part> {
  if (text.length > MAX_LENGTH || depth > MAX_DEPTH) return
  for (const [, password = ''] of text.matchAll(IN_URL)) {
    yield { key: 'password', value: password }
    yield { key: 'password', value: decoded(password) }
  }
  const json = jsonOf(text)
  if (json !== undefined) {
    for (const part of leavesOf(json, '')) {
      yield part
      yield* partsOf(part.value, depth + 1)
      if (part.key === 'auth') yield* partsOf(Buffer.from(part.value, 'base64').toString(), depth + 1)
    }
    return
  }
  for (const [, key = '', quoted = ''] of text.matchAll(PAIR)) {
    const value = /^["']/.test(quoted) ? quoted.slice(1, -1) : quoted
    yield { key, value }
    if (value.includes('%')) yield { key, value: decoded(value) }
  }
  const pair = /^[^\s:/]{1,100}:([^\s/]+)$/.exec(text.trim())?.[1]
  if (pair !== undefined) yield { key: 'password', value: pair }
}

function jsonOf(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function* leavesOf(value: Json, key: string): Generator<Part> {
  if (typeof value === 'string') yield { key, value }
  else if (typeof value === 'number') yield { key, value: String(value) }
  else if (Array.isArray(value)) for (const item of value as readonly Json[]) yield* leavesOf(item, key)
  else if (isObject(value)) for (const [name, inner] of Object.entries(value)) yield* leavesOf(inner, name)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
