/**
 * GitLab's own contract: test/contracts/gitlab.json, the excerpt of its OpenAPI document, and
 * test/contracts/gitlab-documented.json, what only its documentation tells: operations and statuses that the
 * document lacks, and bodies it has wrong.
 */
import { readFileSync } from 'node:fs'

import { Contract, type Document } from '../contract.ts'

type Methods = Readonly<Record<string, { readonly responses?: object }>>

let loaded: Contract | undefined

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../contracts/${name}`, import.meta.url), 'utf8')) as Document

/** Each answer that only the documentation tells joins those of the same operation; the rest is taken as it is. */
function merge(document: Document, documented: Document): Document {
  const paths: Record<string, Methods> = { ...document.paths }
  for (const [path, methods] of Object.entries(documented.paths)) {
    const known = (paths[path] ?? {}) as Methods
    const merged: Record<string, Methods[string]> = { ...known }
    for (const [method, operation] of Object.entries(methods)) {
      const responses = { ...known[method]?.responses, ...operation.responses }
      merged[method] = { ...known[method], ...operation, responses }
    }
    paths[path] = merged
  }
  const schemas = { ...textLists(document.components.schemas ?? {}), ...documented.components.schemas }
  return { paths: paths as Document['paths'], components: { ...document.components, schemas } }
}

/** Labels come as text with commas by the documentation, as arrays by the document; GitLab takes both. */
function textLists(schemas: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const both = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] }
  const changed = Object.entries(schemas).map(([name, schema]) => {
    const { properties } = schema as { properties?: Record<string, unknown> }
    if (!name.startsWith('RequestBody_') || properties === undefined) return [name, schema]
    const lists = ['labels', 'add_labels', 'remove_labels'].filter((property) => property in properties)
    const texts = Object.fromEntries(lists.map((property) => [property, both]))
    return [name, { ...(schema as object), properties: { ...properties, ...texts } }]
  })
  return Object.fromEntries(changed) as Record<string, unknown>
}

export function gitlabContract(): Contract {
  loaded ??= new Contract(merge(read('gitlab.json'), read('gitlab-documented.json')), {
    // GitLab wants a slash in a parameter as %2F.
    multiSegment: new Set(),
    everywhere: new Set([401, 403, 404, 429, 500, 502, 503]),
    nullableAnswers: true,
  })
  return loaded
}
