import type { Given } from '../render/given.ts'
import type { Json } from '../yaml/value.ts'
import { isObject, textAt } from '../yaml/value.ts'
import type { Sought } from './finder.ts'
import { Finder, SHORTEST } from './finder.ts'
import { partsOf } from './parts.ts'

/** Secret values, in all forms that are searched for. */
export type SecretValues = ReadonlyMap<string, Sought>

/**
 * Keys of Secrets whose values are usually not secret: if they occur elsewhere (the address of a repository, the name
 * of a database), they are shown. A value with a password in a URL is still searched for.
 */
const PLAIN_KEY =
  /^(.*[._-])?(url|uri|host|hostname|port|user|username|login|name|type|project|db|database|dbname|schema|sslmode|region|bucket|endpoint|server|insecure|enableoci|namespace|email|realm|tenant|env|environment|stage|mode|level|role|cluster|zone|driver|provider|issuer|audience|scope|domain)$/i

/** Keys whose values are secret, wherever they are. */
const SECRET_KEY =
  /(pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|secret[-_]?key|credentials?|auth|signature|\bsig)$/i

/** Common default values. Hiding them would hide much that is not secret. */
const COMMON = new Set(
  [
    'default production staging development testing preview sandbox enabled disabled always never require required',
    'optional allow prefer preferred verify-full verify-ca changeme change-me placeholder example localhost cluster',
    'cluster.local internal external public private primary replica secondary master worker server client frontend',
    'backend database postgres postgresql mariadb mongodb rabbitmq password secret username administrator service',
    'system kubernetes docker latest stable release warning warnings notice information verbose standard premium basic',
    'global region eu-west-1 eu-west-2 eu-central-1 us-east-1 us-east-2 us-west-1 us-west-2 opaque undefined 123456',
    'ifnotpresent loadbalancer clusterip nodeport readwriteonce recreate rollingupdate application application/json',
    'https:// http:// 127.0.0.1 0.0.0.0 1000000 100000',
  ].flatMap((line) => line.split(' ')),
)

/** Returns the values of all unencrypted Secrets in some objects. */
export function secretsIn(objects: Iterable<Json>): {
  values: Map<string, Sought>
  texts: [string, string][]
} {
  const values = new Map<string, Sought>()
  const texts: [string, string][] = []
  const names = new Set<string>()
  const secrets: { readonly [key: string]: Json }[] = []
  for (const object of objects) gather(object, secrets, names)
  for (const secret of secrets)
    for (const field of ['data', 'stringData'])
      for (const [key, inner] of leaves(secret[field], field)) {
        const written = String(inner)
        if (written.startsWith('ENC[')) continue
        const plain = field === 'data' ? Buffer.from(written, 'base64').toString('utf8') : written
        const origin = `Secret ${[textAt(secret, 'metadata', 'namespace'), textAt(secret, 'metadata', 'name')].filter(Boolean).join('/')} (key ${key})`
        texts.push([plain, origin])
        const isPlain = PLAIN_KEY.test(key) && !/:\/\/[^/\s:]*:[^/\s@]*@/.test(plain)
        if (!isPlain) {
          add(values, plain, origin, names)
          if (field === 'data') addForm(values, written, origin, 'anywhere')
        }
        for (const part of partsOf(plain))
          if (isSecretPart(part.key, part.value)) add(values, part.value, origin, names)
      }
  return { values, texts }
}

/** Adds the given values that are used in a Secret: a Secret contains them, or their key has the name of a secret. */
export function addGiven({ values, texts }: ReturnType<typeof secretsIn>, given: Iterable<Given>): void {
  if (texts.length === 0) return
  const candidates = new Map<string, Sought>()
  const named: Given[] = []
  for (const { key, value } of given) {
    const name = key.slice(key.lastIndexOf('.') + 1)
    const plain = value.trim()
    if (!isSecretPart(name, plain)) continue
    candidates.set(plain, { origin: key, how: 'anywhere' })
    if (SECRET_KEY.test(name) && plain.length >= 8) named.push({ key, value: plain })
  }
  const finder = new Finder(candidates)
  for (const [text, origin] of texts)
    for (const { start, end } of finder.find(text)) add(values, text.slice(start, end), origin, new Set())
  for (const { key, value } of named) add(values, value, `the value ${key}`, new Set())
}

/** Reports whether a key has the name of a secret: its value is not shown if nothing else identifies what it is. */
export function isSecretName(key: string): boolean {
  return SECRET_KEY.test(key.replace(/s$/i, ''))
}

function isSecretPart(key: string, value: string): boolean {
  if (PLAIN_KEY.test(key)) return false
  return SECRET_KEY.test(key) || isRandom(value)
}

/** Reports whether a value is not a word, name, path, address, version or date. */
function isRandom(value: string): boolean {
  return (
    value.length >= 10 &&
    /^[^\s./:]+$/.test(value) &&
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    !/^[a-z]+(-[a-z0-9]+)+$/.test(value)
  )
}

/** Reports whether a map is an unencrypted Secret of Kubernetes. */
export function isSecret(value: { readonly [key: string]: Json }): boolean {
  return value['kind'] === 'Secret' && value['apiVersion'] === 'v1'
}

/**
 * Collects the Secrets and names in a whole object: Secrets may be in a `List`, or in an object that creates them.
 */
function gather(value: Json, into: { readonly [key: string]: Json }[], names: Set<string>): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) gather(item, into, names)
  if (!isObject(value)) return
  if (isSecret(value)) into.push(value)
  for (const key of ['name', 'namespace']) {
    const name = textAt(value, 'metadata', key)
    if (name !== undefined) names.add(name)
  }
  for (const inner of Object.values(value)) if (typeof inner === 'object') gather(inner, into, names)
}

function* leaves(value: Json | undefined, key: string): Generator<[string, string | number | boolean]> {
  if (value === undefined || value === null) return
  if (typeof value !== 'object') yield [key, value]
  else for (const [name, inner] of Object.entries(value)) yield* leaves(inner as Json, name)
}

/**
 * Adds a value in the forms in which it may occur: plain, in JSON, in a URL. The name of an object is not added,
 * because it is known anyway.
 */
function add(into: Map<string, Sought>, value: string, origin: string, names: ReadonlySet<string>): void {
  const trimmed = value.trim()
  if (trimmed.length < SHORTEST || COMMON.has(trimmed.toLowerCase()) || names.has(trimmed)) return
  const how = howOf(trimmed)
  for (const form of [trimmed, JSON.stringify(trimmed).slice(1, -1), ...urlForms(trimmed)])
    addForm(into, form, origin, how)
  // The lines of a key are as secret as the whole.
  for (const line of trimmed.split('\n').filter((text) => /^[A-Za-z0-9+/=_-]{40,}$/.test(text)))
    addForm(into, line, origin, 'anywhere')
}

function addForm(into: Map<string, Sought>, form: string, origin: string, how: Sought['how']): void {
  if (form.length >= SHORTEST && !into.has(form)) into.set(form, { origin, how })
}

/** A value that may be a word is not a leak within a sentence. */
function howOf(value: string): Sought['how'] {
  if (value.length < 10 && /^([A-Za-z]?[a-z]+|[A-Z]+|\d+)$/.test(value)) return 'whole'
  return value.length < 12 && /^[A-Za-z0-9]+$/.test(value) ? 'word' : 'anywhere'
}

/** Returns a value as encodeURIComponent and Go's QueryEscape and PathEscape encode it. */
function urlForms(value: string): string[] {
  if (/^[\w.~-]*$/.test(value)) return []
  const bytes = (text: string) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  const escaped = (safe: RegExp) =>
    [...value].map((character) => (safe.test(character) ? character : bytes(character))).join('')
  const forms = [/[\w.~-]/, /[\w.~!'()*-]/, /[\w.~$&+=:@-]/, /[\w.~!$&'()*+,;=:@-]/].map(escaped)
  const all = [...forms, ...forms.map((form) => form.replaceAll('%20', '+'))]
  return [...all, ...all.map((form) => form.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))]
}
