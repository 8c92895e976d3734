/** An error response with GitLab's messages. */

export class ApiError extends Error {
  readonly status: number
  /** The value of `message`: a text, a list of texts, or lists of texts by attribute. */
  readonly reason: unknown
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, reason: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(typeof reason === 'string' ? reason : JSON.stringify(reason))
    this.status = status
    this.reason = reason
    this.headers = headers
  }

  get body(): Record<string, unknown> {
    return { message: this.reason }
  }
}

/** A valid token without the required scope. */
export class InsufficientScope extends ApiError {
  readonly #scope: string

  constructor(scope: string) {
    super(403, 'insufficient_scope')
    this.#scope = scope
  }

  override get body(): Record<string, unknown> {
    return {
      error: 'insufficient_scope',
      error_description: 'The request requires higher privileges than provided by the access token.',
      scope: this.#scope,
    }
  }
}

export const notFound = (resource?: string) =>
  new ApiError(404, ['404', ...(resource === undefined ? [] : [resource]), 'Not Found'].join(' '))

export const unauthorized = () => new ApiError(401, '401 Unauthorized')

export const forbidden = (reason?: string) =>
  new ApiError(403, reason === undefined ? '403 Forbidden' : `403 Forbidden - ${reason}`)

export const badRequest = (reason: unknown) => new ApiError(400, reason)

/** A missing or invalid parameter: GitLab's API framework responds to it, in its own format. */
class ParameterError extends ApiError {
  override get body(): Record<string, unknown> {
    return { error: this.reason }
  }
}

export const badParameter = (reason: string) => new ParameterError(400, reason)
