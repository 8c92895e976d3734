import { mask } from '../../git/mask.ts'

/** Drafts that Helm's validators know without fetching them. */
const DRAFTS = /^https?:\/\/json-schema\.org\/(draft-0[34567]|draft\/(2019-09|2020-12))\/(hyper-)?schema#?$/

/** Keywords of JSON Schema whose values are fetched. */
const REFERENCES = new Set(['$ref', '$dynamicRef', '$recursiveRef'])

/**
 * Returns a reference of a JSON schema to something outside of it. Helm fetches `http://…` and reads `file:///…`.
 *
 * @returns the reference in a form that may be shown, or undefined if there is none
 */
export function foreignReference(content: Uint8Array): string | undefined {
  let schema: unknown
  try {
    schema = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content))
  } catch {
    // Helm's parser may be more tolerant, and find references that cannot be seen here.
    return 'something that cannot be read because it is not valid JSON'
  }
  const pending: unknown[] = [schema]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null) continue
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string') {
        const local = key === '$schema' ? DRAFTS.test(item) : !REFERENCES.has(key) || item.startsWith('#')
        if (!local) return JSON.stringify(mask(item))
      }
      pending.push(item)
    }
  }
  return undefined
}
