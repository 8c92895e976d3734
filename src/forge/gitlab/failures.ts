/** What GitLab or the way to it said when something failed. */

type Headers = Readonly<Record<string, string | undefined>>

/** A request that failed for good, as the client throws it. */
export class GitlabFailure extends Error {
  /** Of the answer, one of success where it is no answer of GitLab; undefined where none came. */
  readonly status: number | undefined
  /** GitLab's own words, on one line. */
  readonly reason: string
  readonly headers: Headers
  /** OAuth's word for the kind of error, such as `insufficient_scope`. */
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

/** Whether the request may have been carried out, although no good answer came. */
export function isLost({ status }: GitlabFailure): boolean {
  return status === undefined || status >= 500 || status < 300
}

/**
 * Whether GitLab says that somebody else was first. Its own words, and those of Gitaly and git that come through:
 * of a file's lock, of a branch that was made meanwhile, and of a ref that is not where it was.
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

/** The words of a failure, for a warning. */
export function reasonFor(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * GitLab says what is wrong in many forms: a text, a list, lists by field, or `error` with a description.
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

/** A page of HTML is no explanation. */
function oneLine(text: string): string {
  const page = text.trimStart().startsWith('<') ? (/<title>([^<]*)/i.exec(text)?.[1] ?? 'an HTML page') : text
  const line = page.replaceAll(/\s+/g, ' ').trim()
  return line.length > 500 ? `${line.slice(0, 500)}…` : line
}
