import type { InputDescriptions } from '../commands/describe.ts'
import { ownNames } from '../commands/describe.ts'

// A password may contain an @, so the last one before the host counts.
const userAndPassword = /\b[a-z][a-z0-9+.-]{0,30}:\/\/([^\s/:@]*):([^\s/?#'"]+)@/gi
const passwordInUrl = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/:@]*:[^\s/?#'"]+@/gi
const knownToken = /\b(?:gh[a-z]_|github_pat_|glpat-|gl[a-z]{2,4}-)[\w.-]{16,}/g

/**
 * Returns the texts in the raw inputs that must never be printed: the values of secret inputs, and in all other
 * inputs everything that looks like a token or like the password in a repository's address.
 */
export function secretsIn(
  inputs: InputDescriptions,
  texts: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const secrets = new Set<string>()
  const names = ownNames(inputs)
  for (const [name, values] of texts) {
    const isSecret = inputs[names.get(name) ?? '']?.secret === true
    for (const text of values) {
      if (isSecret) secrets.add(text.trim())
      for (const [, user = '', password = ''] of text.matchAll(userAndPassword)) {
        secrets.add(password).add(decode(password))
        // `x-access-token:…` and `oauth2:…` start with a user; `https://TOKEN:x-oauth-basic@…` starts with the token.
        if (user.length >= 20) secrets.add(user)
      }
      for (const [token] of text.matchAll(knownToken)) secrets.add(token)
    }
  }
  secrets.delete('')
  return [...secrets]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Removes secrets from everything that is printed. */
export class Mask {
  readonly #secrets = new Set<string>()

  /**
   * Hides secrets. Secrets shorter than four characters are not hidden, because that would only hide the rest of the
   * log.
   */
  hide(secrets: Iterable<string>): void {
    for (const secret of secrets) if (secret.length > 3) this.#secrets.add(secret)
  }

  /** Returns a text without the secrets, and without the user and password of any URL. */
  text(text: string): string {
    let masked = text.includes('@') ? text.replace(passwordInUrl, '$1***@') : text
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, '***')
    return masked
  }

  /**
   * Does the same for every text in a value that is to become JSON, including the keys of objects. Returns the same
   * value if it contains no secret.
   */
  data(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (typeof value !== 'object' || value === null) return value
    // Most values contain no secret, and then nothing is copied.
    if (Array.isArray(value)) {
      let masked: unknown[] | undefined
      for (const [i, item] of value.entries()) {
        const own = this.data(item)
        if (own !== item) masked ??= value.slice(0, i)
        masked?.push(own)
      }
      return masked ?? value
    }
    const keys = Object.keys(value)
    let masked: [string, unknown][] | undefined
    for (const [i, key] of keys.entries()) {
      const item = (value as Record<string, unknown>)[key]
      const [name, own] = [this.text(key), this.data(item)]
      if (name !== key || own !== item) masked ??= Object.entries(value).slice(0, i)
      masked?.push([name, own])
    }
    return masked ? Object.fromEntries(masked) : value
  }
}
