import * as v from 'valibot'
import { maybe, text, whole } from '../shapes/json.ts'

/** The fields that entries of all kinds have in common. */

/** The version of the format. It increases if an older reader would misunderstand an entry. */
export const RECORD_VERSION = 1

/** Returns the schema of a map with these keys; a reader ignores other keys. */
export const part = <E extends v.ObjectEntries>(description: string, entries: E) =>
  v.pipe(v.object(entries), v.description(description))

export const commit = (description: string) =>
  v.pipe(v.string(), v.regex(/^[0-9a-f]{40,64}$/, 'must be a full commit id'), v.description(description))

export const hash = (description: string) =>
  v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'must be a SHA-256'), v.description(description))

/** The fields of all entries, of every kind. */
export const envelope = {
  version: whole('Version of this format. It increases if an older reader would misunderstand an entry.', 1),
  id: text('Unique id of this entry: a UUID, generated before the first attempt to write it.'),
  sequence: whole('Its number: 1 for the first entry, then increasing by 1. Also the name of its file.', 1),
  previous: v.pipe(
    v.nullable(hash('sha256: and the SHA-256 of the bytes of the previous entry, in hex.')),
    v.description('sha256: and the SHA-256 of the bytes of the previous entry, in hex; null for the first.'),
  ),
}

/** The run and the program that wrote an entry. */
export const maker = {
  run: maybe(
    part('The run, as reported by the CI system to its job; missing outside of CI.', {
      url: maybe(text('The page of the run.')),
      actor: maybe(text('Who started it.')),
      event: maybe(text('The event that started it.')),
    }),
  ),
  tool: part('The program that wrote this.', { name: text('fairlead'), version: text('Its version.') }),
}
