/** GraphQL with GitHub's real schema: every query is validated against it, and every response has its types. */
import { readFileSync } from 'node:fs'

import {
  buildSchema,
  type DocumentNode,
  execute,
  getOperationAST,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql'

import type { Token } from './accounts.ts'
import { ApiError } from './errors.ts'
import { pullMutations } from './graphql/pull-mutations.ts'
import { nodeMakers, queries } from './graphql/queries.ts'
import { refMutations } from './graphql/ref-mutations.ts'
import { Session } from './graphql/session.ts'
import type { RestApi } from './rest-api.ts'
import type { Answer } from '../server.ts'

interface GraphqlBody {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}

interface Prepared {
  readonly document: DocumentNode
  readonly errors: readonly GraphQLError[]
}

let loadedSchema: GraphQLSchema | undefined
const prepared = new Map<string, Prepared>()

function schema(): GraphQLSchema {
  if (loadedSchema === undefined) {
    // The package does not export a path to the schema itself.
    const file = new URL('../../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url)
    loadedSchema = buildSchema(readFileSync(file, 'utf8'), { assumeValidSDL: true })
  }
  return loadedSchema
}

function prepare(query: string): Prepared {
  const known = prepared.get(query)
  if (known !== undefined) return known
  const document = parse(query)
  const result = { document, errors: validate(schema(), document) }
  prepared.set(query, result)
  return result
}

/** Returns the operation's name, or its root fields if it does not have a name. */
export function operationName(body: unknown): string {
  const { query, operationName: name } = body as GraphqlBody
  try {
    const operation = getOperationAST(prepare(query).document, name)
    const fields = operation?.selectionSet.selections.map((field) =>
      'name' in field ? field.name.value : '',
    )
    return operation?.name?.value ?? fields?.join(' ') ?? 'unknown'
  } catch {
    return 'unknown'
  }
}

/** A field that the fake does not implement must not look like a null from GitHub: it throws an error. */
const resolveField: GraphQLFieldResolver<unknown, Session> = (source, args, session, info) => {
  const node = source as Readonly<Record<string, unknown>> | undefined
  if (node === undefined || !(info.fieldName in node)) {
    throw new Error(`the fake GitHub has no field ${info.parentType.name}.${info.fieldName}`)
  }
  const value: unknown = node[info.fieldName]
  return typeof value === 'function' ? (value(args, session, info) as unknown) : value
}

export async function answerGraphql(
  api: RestApi,
  body: unknown,
  token: Token | undefined,
  stale: boolean,
): Promise<Answer> {
  if (token === undefined) {
    return {
      status: 401,
      body: new ApiError(401, 'This endpoint requires you to be authenticated.').restBody,
    }
  }
  const { query, variables = {}, operationName: name } = body as GraphqlBody
  const { document, errors } = prepare(query)
  if (errors.length > 0)
    return broken(
      api,
      errors.map((error) => error.message),
    )
  const isMutation = getOperationAST(document, name)?.operation === 'mutation'
  const { data, errors: failures = [] } = await execute({
    schema: schema(),
    document,
    rootValue: isMutation ? { ...refMutations, ...pullMutations } : queries,
    contextValue: new Session({
      world: api.world,
      urls: api.urls,
      token,
      stale: stale && !isMutation,
      make: nodeMakers,
    }),
    variableValues: variables,
    operationName: name,
    fieldResolver: resolveField,
  })
  const unexpected = failures.filter((failure) => !(failure.originalError instanceof ApiError))
  if (unexpected.length > 0)
    return broken(
      api,
      unexpected.map((error) => error.stack ?? error.message),
    )
  if (failures.length === 0) return { status: 200, body: { data } }
  return { status: 200, body: { data, errors: failures.map(errorShape) } }
}

function errorShape(failure: GraphQLError) {
  const cause = failure.originalError as ApiError
  const { path, locations } = failure
  return { type: cause.graphqlType, path, locations, message: cause.graphqlMessage }
}

function broken(api: RestApi, problems: readonly string[]): Answer {
  for (const problem of problems) api.violation(`GraphQL: ${problem}`)
  return { status: 500, body: { message: `Contract violation: ${problems.join('; ')}` } }
}
