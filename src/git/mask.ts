/** Removes credentials from texts that a person or a log may see. */

const userInUrl = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@'"]*(?:@[^\s/@'"]*)*@/gi

/**
 * Replaces `user:token@` in every URL of a text, and each of the given secrets, with `***`.
 *
 * Also replaces the user name of `ssh://git@host`, because a user name alone may be a token.
 */
export function mask(text: string, secrets: readonly string[] = []): string {
  let masked = text.replace(userInUrl, '$1***@')
  for (const secret of secrets) if (secret.length > 3) masked = masked.replaceAll(secret, '***')
  return masked
}
