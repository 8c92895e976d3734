/**
 * The contract of a vendor, an OpenAPI document in test/contracts/. It finds the operation of a request, and checks
 * that the request and the response of the fake have the documented shapes. Validators are compiled at their first
 * use and cached.
 */
import { Ajv, type ValidateFunction } from 'ajv'

type Schema = Readonly<Record<string, unknown>>

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly explode?: boolean
  readonly schema: Schema
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>

interface OperationObject {
  readonly operationId: string
  readonly parameters: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content; readonly $ref?: string }>>
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

interface Route {
  readonly method: string
  readonly template: string
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly operation: OperationObject
}

export interface Match {
  readonly operationId: string
  /** The path as it is written in the document. */
  readonly template: string
  readonly pathParameters: Readonly<Record<string, string>>
  readonly route: Route
}

export interface CheckedRequest {
  /** Path and query parameters and the members of the body, in one object as Octokit expects them. */
  readonly input: Readonly<Record<string, unknown>>
  readonly problems: readonly string[]
}

export interface ContractOptions {
  /** The path parameters that may contain slashes, which OpenAPI cannot express. */
  readonly multiSegment: ReadonlySet<string>
  /** Statuses that every operation may return, although the document lists them for some operations only. */
  readonly everywhere: ReadonlySet<number>
  /** True if any property of a response may be null, because the document does not specify which ones. */
  readonly nullableAnswers?: boolean
}

export class Contract {
  readonly #document: Document
  readonly #options: ContractOptions
  readonly #routes: readonly Route[]
  readonly #validators = new Map<string, ValidateFunction>()
  readonly #bodies = new Ajv(bodyOptions)
  readonly #answers = new Ajv(bodyOptions)
  readonly #parameters = new Ajv({ strict: false, coerceTypes: true, validateFormats: false })

  constructor(document: Document, options: ContractOptions) {
    this.#document = document
    this.#options = options
    this.#routes = makeRoutes(document, options.multiSegment)
    for (const ajv of [this.#bodies, this.#answers]) addFormats(ajv, document)
    for (const ajv of [this.#bodies, this.#answers, this.#parameters]) {
      const anyNull = ajv === this.#answers && options.nullableAnswers === true
      ajv.addSchema({ $id: 'contract', components: withoutNullable(document.components, anyNull) })
    }
  }

  match(method: string, path: string): Match | undefined {
    for (const route of this.#routes) {
      const found = route.method === method ? route.pattern.exec(path) : null
      if (found === null) continue
      const pairs = route.names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')])
      const { operationId } = route.operation
      return {
        operationId,
        template: route.template,
        route,
        pathParameters: Object.fromEntries(pairs) as Record<string, string>,
      }
    }
    return undefined
  }

  checkRequest(match: Match, query: URLSearchParams, body: unknown): CheckedRequest {
    const { operation } = match.route
    const values: Record<string, unknown> = { ...match.pathParameters }
    const declared = operation.parameters.map((parameter) => this.#resolve(parameter) as Parameter)
    Object.assign(values, queryValues(query, declared))
    const problems = this.#checkParameters(operation, declared, values)
    const members = typeof body === 'object' && body !== null ? body : {}
    problems.push(...this.#checkBody(operation, body, members))
    return { input: { ...members, ...values }, problems }
  }

  checkAnswer(match: Match, status: number, body: unknown): string[] {
    const { operation } = match.route
    const declared = operation.responses[String(status)]
    if (declared === undefined) {
      return this.#options.everywhere.has(status)
        ? []
        : [`${operation.operationId} does not document an answer ${status}`]
    }
    const content = (this.#resolve(declared) as { content?: Content }).content
    const schema = Object.entries(content ?? {}).find(([type]) => type.includes('json'))?.[1].schema
    if (schema === undefined) return []
    const key = `${operation.operationId} ${status}`
    return this.#validate(this.#answers, key, schema, body).map((problem) => `answer ${key}: ${problem}`)
  }

  #checkParameters(
    operation: OperationObject,
    declared: readonly Parameter[],
    values: Record<string, unknown>,
  ): string[] {
    const schema = {
      type: 'object',
      properties: Object.fromEntries(declared.map((parameter) => [parameter.name, ofText(parameter.schema)])),
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
    // A forge ignores an unknown member. In a test it is a misspelled one.
    const known = new Set(propertyNames(this.#resolve(schema) as Schema))
    for (const name of Object.keys(members)) if (!known.has(name)) problems.push(`/${name} is not documented`)
    return problems.map((problem) => `${key}: ${problem}`)
  }

  #validate(ajv: Ajv, key: string, schema: Schema, value: unknown): string[] {
    let validator = this.#validators.get(key)
    if (validator === undefined) {
      validator = ajv.compile(
        withoutNullable(schema, ajv === this.#answers && this.#options.nullableAnswers === true) as Schema,
      )
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

/**
 * Returns the routes, longer templates first: /branches/{branch}/protection must not match a branch named
 * "x/protection".
 */
function makeRoutes(document: Document, multiSegment: ReadonlySet<string>): Route[] {
  const templates = Object.keys(document.paths).toSorted((a, b) => b.split('/').length - a.split('/').length)
  return templates.flatMap((template) => {
    const names = [...template.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '')
    // The path of the root directory is empty, and the slash before it may then also be missing.
    const source = template
      .replace('/{path}', '(?:/{path})?')
      .replaceAll(/\{(\w+)\}/g, (_, name: string) => (multiSegment.has(name) ? '(.*)' : '([^/]+)'))
    return Object.entries(document.paths[template] ?? {}).map(([method, operation]) => ({
      method: method.toUpperCase(),
      template,
      pattern: new RegExp(`^${source}$`),
      names,
      operation,
    }))
  })
}

/**
 * Rewrites the `nullable` of OpenAPI 3.0, which JSON Schema does not have, and makes references absolute, to the name
 * of the components. If `anyNull` is set, every property may be null.
 */
function withoutNullable(node: unknown, anyNull = false): unknown {
  if (Array.isArray(node)) return node.map((entry) => withoutNullable(entry, anyNull))
  if (typeof node !== 'object' || node === null) return node
  const { nullable, ...rest } = node as Record<string, unknown>
  const schema = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, withoutNullable(value, anyNull)]),
  )
  if (typeof schema.$ref === 'string') schema.$ref = schema.$ref.replace(/^#/, 'contract#')
  if (anyNull && typeof schema.properties === 'object' && schema.properties !== null) {
    schema.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, value]) => [name, orNull(value)]),
    )
  }
  return nullable === true ? orNull(schema) : schema
}

/** A parameter arrives as text, which may match more than one of its types. */
const ofText = ({ oneOf, ...schema }: Schema) => (oneOf === undefined ? schema : { ...schema, anyOf: oneOf })

const orNull = (schema: unknown) => ({ anyOf: [{ type: 'null' }, schema] })

const bodyOptions = { strict: false, allErrors: true, validateFormats: true, logger: false } as const

/**
 * Returns the values of a query. A list is one comma-separated value if the document sets `explode: false`, and one
 * value for each entry if its name ends with `[]`. For any other parameter, the last value counts.
 */
function queryValues(query: URLSearchParams, declared: readonly Parameter[]): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, value] of query) {
    const parameter = declared.find((candidate) => candidate.name === name)
    if (name.endsWith('[]')) values[name] = query.getAll(name)
    else values[name] = parameter?.explode === false ? value.split(',') : value
  }
  return values
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
