/**
 * GitLab's own contract: test/contracts/gitlab.json, the excerpt of its OpenAPI document, and
 * test/contracts/gitlab-documented.json, what only its documentation tells: operations, parameters, bodies and
 * statuses that the document lacks or has wrong. It is wrong about
 * - lists in a query: it has `refs`, `iids` and `scope`, of which GitLab also takes `refs[]` and so on, as its
 *   documentation writes them;
 * - cancel_merge_when_pipeline_succeeds: it answers a merge request by its schema, a status by its own text.
 */
import { readFileSync } from 'node:fs'

import { Contract, type Document } from '../contract.ts'

interface Operation {
  readonly parameters?: readonly { readonly name?: string; readonly $ref?: string }[]
  readonly responses?: object
}

type Methods = Readonly<Record<string, Operation>>

let loaded: Contract | undefined

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../contracts/${name}`, import.meta.url), 'utf8')) as Document

/** What only the documentation tells joins the same operation: each of its answers, parameters, and its body. */
function merge(document: Document, documented: Document): Document {
  const paths: Record<string, Methods> = { ...document.paths }
  for (const [path, methods] of Object.entries(documented.paths)) {
    const known = (paths[path] ?? {}) as Methods
    const merged: Record<string, Methods[string]> = { ...known }
    for (const [method, operation] of Object.entries(methods)) {
      const responses = { ...known[method]?.responses, ...operation.responses }
      const more: NonNullable<Operation['parameters']> = operation.parameters ?? []
      const parameters = (known[method]?.parameters ?? []).filter(
        ({ name }) => name === undefined || more.every((parameter) => parameter.name !== name),
      )
      merged[method] = { ...known[method], ...operation, parameters: [...parameters, ...more], responses }
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
