/** An error response with GitHub's messages. REST and GraphQL each format it in their own way. */

export interface ValidationProblem {
  readonly resource: string
  readonly field?: string
  readonly code: 'custom' | 'invalid' | 'missing' | 'missing_field' | 'already_exists' | 'unprocessable'
  readonly message?: string
}

export type GraphqlErrorType =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'STALE_DATA'
  | 'UNPROCESSABLE'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'EXCESSIVE_PAGINATION'

interface Details {
  readonly errors?: readonly ValidationProblem[]
  readonly headers?: Readonly<Record<string, string>>
  readonly graphqlType?: GraphqlErrorType
  /** The message in GraphQL, if it differs. */
  readonly graphqlMessage?: string
}

export class ApiError extends Error {
  readonly status: number
  readonly details: Details

  constructor(status: number, message: string, details: Details = {}) {
    super(message)
    this.status = status
    this.details = details
  }

  get restBody(): Record<string, unknown> {
    const { errors } = this.details
    return {
      message: this.message,
      ...(errors === undefined ? {} : { errors }),
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    }
  }

  get graphqlType(): GraphqlErrorType {
    if (this.details.graphqlType !== undefined) return this.details.graphqlType
    if (this.status === 404) return 'NOT_FOUND'
    return this.status === 403 ? 'FORBIDDEN' : 'UNPROCESSABLE'
  }

  get graphqlMessage(): string {
    const problems = this.details.errors
      ?.map((problem) => problem.message)
      .filter((text) => text !== undefined)
    return this.details.graphqlMessage ?? (problems?.length ? problems.join(', ') : this.message)
  }
}

export const notFound = () => new ApiError(404, 'Not Found')

export const invalid = (...errors: ValidationProblem[]) => new ApiError(422, 'Validation Failed', { errors })
