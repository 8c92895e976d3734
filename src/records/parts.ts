import * as v from 'valibot'
import { maybe, text, whole } from '../shapes/json.ts'

/** What entries of all kinds are made of. */

/** It grows where an older reader would misunderstand. */
export const RECORD_VERSION = 1

/** A map of those keys; a reader takes others that it does not know. */
export const part = <E extends v.ObjectEntries>(description: string, entries: E) =>
  v.pipe(v.object(entries), v.description(description))

export const commit = (description: string) =>
  v.pipe(
    v.string(),
    v.regex(/^[0-9a-f]{40,64}$/, 'must be the whole id of a commit'),
    v.description(description),
  )

export const hash = (description: string) =>
  v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'must be a SHA-256'), v.description(description))

/** What all entries have, whatever their kind. */
export const envelope = {
  version: whole('The version of this form. It grows where an older reader would misunderstand.', 1),
  id: text('What tells this entry from all others: a UUID, made before the first try to write it.'),
  sequence: whole('Its number: 1 for the first entry, and one more for each. The name of its file, too.', 1),
  previous: v.pipe(
    v.nullable(hash('sha256: and the SHA-256 of the bytes of the entry before, in hex.')),
    v.description('sha256: and the SHA-256 of the bytes of the entry before, in hex; null for the first.'),
  ),
}

/** Who has written an entry. */
export const maker = {
  run: maybe(
    part('Who ran it, as the CI system tells its job; lacks outside of one.', {
      url: maybe(text('The page of the run.')),
      actor: maybe(text('Who started it.')),
      event: maybe(text('What started it.')),
    }),
  ),
  tool: part('What has written this.', { name: text('fairlead'), version: text('Its version.') }),
}
