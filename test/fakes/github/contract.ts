/**
 * GitHub's own contract, from test/contracts/github-openapi.json: which operation a request is, and whether the
 * request and the fake's answer have the documented shapes. Validators are compiled at their first use and kept.
 */
import { readFileSync } from 'node:fs'

import { Ajv, type ValidateFunction } from 'ajv'

type Schema = Readonly<Record<string, unknown>>

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>

interface OperationObject {
  readonly operationId: string
  readonly parameters: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content; readonly $ref?: string }>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

interface Route {
  readonly method: string
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly operation: OperationObject
}

export interface Match {
  readonly operationId: string
  readonly pathParameters: Readonly<Record<string, string>>
  readonly route: Route
}

export interface CheckedRequest {
  /** Path and query parameters and the members of the body, in one object as Octokit takes them. */
  readonly input: Readonly<Record<string, unknown>>
  readonly problems: readonly string[]
}

/** Parameters that may hold slashes, although OpenAPI cannot say so. */
const multiSegment = new Set(['ref', 'path', 'branch', 'basehead'])

/** GitHub answers these from everywhere; its description names them only here and there. */
const everywhere = new Set([304, 401, 403, 404, 429, 500, 502, 503])

class Contract {
  readonly #document: Document
  readonly #routes: readonly Route[]
  readonly #validators = new Map<string, ValidateFunction>()
  readonly #bodies = new Ajv({ strict: false, allErrors: true, validateFormats: true, logger: false })
  readonly #parameters = new Ajv({ strict: false, coerceTypes: true, validateFormats: false })

  constructor(document: Document) {
    this.#document = document
    this.#routes = makeRoutes(document)
    addFormats(this.#bodies, document)
    for (const ajv of [this.#bodies, this.#parameters]) {
      ajv.addSchema({ $id: 'github', components: withoutNullable(document.components) })
    }
  }

  match(method: string, path: string): Match | undefined {
    for (const route of this.#routes) {
      const found = route.method === method ? route.pattern.exec(path) : null
      if (found === null) continue
      const pairs = route.names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')])
      const { operationId } = route.operation
      return { operationId, route, pathParameters: Object.fromEntries(pairs) as Record<string, string> }
    }
    return undefined
  }

  checkRequest(match: Match, query: URLSearchParams, body: unknown): CheckedRequest {
    const { operation } = match.route
    const values: Record<string, unknown> = { ...match.pathParameters }
    for (const [name, value] of query) values[name] = value
    const problems = this.#checkParameters(operation, values)
    const members = typeof body === 'object' && body !== null ? body : {}
    problems.push(...this.#checkBody(operation, body, members))
    return { input: { ...members, ...values }, problems }
  }

  checkAnswer(match: Match, status: number, body: unknown): string[] {
    const { operation } = match.route
    const declared = operation.responses[String(status)]
    if (declared === undefined) {
      return everywhere.has(status) ? [] : [`${operation.operationId} does not document an answer ${status}`]
    }
    const content = (this.#resolve(declared) as { content?: Content }).content
    const schema = Object.entries(content ?? {}).find(([type]) => type.includes('json'))?.[1].schema
    if (schema === undefined) return []
    const key = `${operation.operationId} ${status}`
    return this.#validate(this.#bodies, key, schema, body).map((problem) => `answer ${key}: ${problem}`)
  }

  #checkParameters(operation: OperationObject, values: Record<string, unknown>): string[] {
    const declared = operation.parameters.map((parameter) => this.#resolve(parameter) as Parameter)
    const schema = {
      type: 'object',
      properties: Object.fromEntries(declared.map((parameter) => [parameter.name, parameter.schema])),
      required: declared.filter((parameter) => parameter.required === true).map(({ name }) => name),
      additionalProperties: false,
    }
    const key = `${operation.operationId} parameters`
    return this.#validate(this.#parameters, key, schema, values).map((problem) => `${key}: ${problem}`)
  }

  #checkBody(operation: OperationObject, body: unknown, members: object): string[] {
    const key = `${operation.operationId} body`
    const { requestBody } = operation
    if (requestBody === undefined) {
      return Object.keys(members).length === 0 ? [] : [`${key}: the operation takes none`]
    }
    if (body === undefined) return requestBody.required === true ? [`${key}: is missing`] : []
    const schema = requestBody.content['application/json']?.schema ?? {}
    const problems = this.#validate(this.#bodies, key, schema, body)
    // GitHub ignores a member it does not know. In a test it is a misspelt one.
    const known = new Set(propertyNames(schema))
    for (const name of Object.keys(members)) if (!known.has(name)) problems.push(`/${name} is not documented`)
    return problems.map((problem) => `${key}: ${problem}`)
  }

  #validate(ajv: Ajv, key: string, schema: Schema, value: unknown): string[] {
    let validator = this.#validators.get(key)
    if (validator === undefined) {
      validator = ajv.compile(withoutNullable(schema) as Schema)
      this.#validators.set(key, validator)
    }
    if (validator(value)) return []
    return (validator.errors ?? []).map(
      (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
    )
  }

  #resolve(node: object): unknown {
    if (!('$ref' in node) || typeof node.$ref !== 'string') return node
    const [section = '', name = ''] = node.$ref.replace('#/components/', '').split('/')
    return this.#document.components[section]?.[name]
  }
}

/** Longer templates first: /branches/{branch}/protection must not be a branch called "x/protection". */
function makeRoutes(document: Document): Route[] {
  const templates = Object.keys(document.paths).toSorted((a, b) => b.split('/').length - a.split('/').length)
  return templates.flatMap((template) => {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '')
    // The path of the root directory is empty, and then the slash before it may be missing too.
    const source = template
      .replace('/{path}', '(?:/{path})?')
      .replaceAll(/\{(\w+)\}/g, (_, name: string) => (multiSegment.has(name) ? '(.*)' : '([^/]+)'))
    return Object.entries(document.paths[template] ?? {}).map(([method, operation]) => ({
      method: method.toUpperCase(),
      pattern: new RegExp(`^${source}$`),
      names,
      operation,
    }))
  })
}

/** OpenAPI 3.0 says `nullable`, which JSON Schema does not know. References get the name the components have. */
function withoutNullable(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutNullable)
  if (typeof node !== 'object' || node === null) return node
  const { nullable, ...rest } = node as Record<string, unknown>
  const schema = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withoutNullable(value)]))
  if (typeof schema.$ref === 'string') schema.$ref = schema.$ref.replace(/^#/, 'github#')
  return nullable === true ? { anyOf: [{ type: 'null' }, schema] } : schema
}

function addFormats(ajv: Ajv, document: Document): void {
  for (const [, name = ''] of JSON.stringify(document).matchAll(/"format":"([^"]+)"/g))
    ajv.addFormat(name, true)
  ajv.addFormat('uri', (text: string) => URL.canParse(text))
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
}

function propertyNames(schema: Schema): string[] {
  const alternatives = [schema.oneOf, schema.anyOf, schema.allOf].flatMap((list) =>
    Array.isArray(list) ? list : [],
  )
  const nested = alternatives.flatMap((alternative: Schema) => propertyNames(alternative))
  return [...Object.keys((schema.properties as object | undefined) ?? {}), ...nested]
}

let loaded: Contract | undefined

export function githubContract(): Contract {
  const file = new URL('../../contracts/github-openapi.json', import.meta.url)
  loaded ??= new Contract(JSON.parse(readFileSync(file, 'utf8')) as Document)
  return loaded
}
