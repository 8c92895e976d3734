/** The failures that GitLab or the connection to it reports. */

type Headers = Readonly<Record<string, string | undefined>>

/** A request that failed finally, as the client throws it. */
export class GitlabFailure extends Error {
  /**
   * The status of the response; a success status if the response is not from GitLab; undefined if there was no
   * response.
   */
  readonly status: number | undefined
  /** GitLab's own message, on one line. */
  readonly reason: string
  readonly headers: Headers
  /** OAuth's error code, such as `insufficient_scope`. */
  readonly code: string | undefined

  constructor(status: number | undefined, data: unknown, headers: Headers, options?: { cause?: unknown }) {
    const reason = oneLine(reasonOf(data))
    super(reason, options)
    this.status = status
    this.reason = reason
    this.headers = headers
    const { error } = (typeof data === 'object' && data !== null ? data : {}) as { error?: unknown }
    this.code = typeof error === 'string' && /^[a-z_]+$/.test(error) ? error : undefined
  }
}

/** Reports whether the request may have taken effect, although no usable response arrived. */
export function isLost({ status }: GitlabFailure): boolean {
  return status === undefined || status >= 500 || status < 300
}

/**
 * Reports whether GitLab refused because somebody else was first. The messages are GitLab's own, and those of Gitaly
 * and git that it passes on: for a changed file, for a branch that was created in the meantime, and for a ref that
 * has moved.
 */
export function isRace({ status, reason }: GitlabFailure): boolean {
  const isRefusal = status === 400 || status === 409 || status === 422
  return (
    isRefusal &&
    /changed since you started editing|incorrect old value|could not update refs\/|please refresh and try again|branch called .* already exists|branch already exists|cannot lock ref|failed to lock|reference already exists|file with this name (already exists|doesn't exist)|only create or edit files when you are on a branch/i.test(
      reason,
    )
  )
}

/** Returns the message of a failure, for a warning. */
export function reasonFor(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * Returns GitLab's error message, which has many forms: a text, a list, lists by field, or `error` with a
 * description.
 *
 * Source: https://docs.gitlab.com/api/rest/troubleshooting/
 */
function reasonOf(data: unknown): string {
  if (typeof data === 'string') return data
  if (Array.isArray(data)) return data.map(reasonOf).join(', ')
  if (typeof data !== 'object' || data === null) return ''
  const { message, error, error_description: description } = data as Record<string, unknown>
  if (message !== undefined) return reasonOf(message)
  if (description !== undefined) return reasonOf(description)
  if (error !== undefined) return reasonOf(error)
  return Object.entries(data)
    .map(([field, problems]) => (field === 'base' ? reasonOf(problems) : `${field} ${reasonOf(problems)}`))
    .join(', ')
}

/** Returns a message on one line. Only the title of an HTML page is used. */
function oneLine(text: string): string {
  const page = text.trimStart().startsWith('<') ? (/<title>([^<]*)/i.exec(text)?.[1] ?? 'an HTML page') : text
  const line = page.replaceAll(/\s+/g, ' ').trim()
  return line.length > 500 ? `${line.slice(0, 500)}…` : line
}
