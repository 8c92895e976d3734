/**
 * The contract of GitLab. test/contracts/gitlab.json is the excerpt of its OpenAPI document;
 * test/contracts/gitlab-documented.json contains operations, parameters, bodies and statuses that are described only
 * in its documentation, because the document lacks them or is wrong. The document is also wrong about:
 *
 * - Lists in a query: it has `refs`, `iids` and `scope`. GitLab also accepts `refs[]` and so on, as in its
 *   documentation.
 * - cancel_merge_when_pipeline_succeeds: by the schema it returns a merge request, by its own text a status.
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

/** Adds the documented responses, parameters and body to the same operation of the OpenAPI document. */
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

/** Labels are comma-separated text in the documentation and arrays in the OpenAPI document; GitLab accepts both. */
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
    // GitLab requires a slash in a parameter to be encoded as %2F, except in the path of a file in artifacts: its route
    // is `*artifact_path` (lib/api/job_artifacts.rb).
    multiSegment: new Set(['artifact_path']),
    everywhere: new Set([401, 403, 404, 429, 500, 502, 503]),
    nullableAnswers: true,
  })
  return loaded
}
