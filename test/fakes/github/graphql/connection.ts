/** Pages of a list, in the format and with the limits of GitHub's connections. */
import { ApiError } from '../errors.ts'

export interface PageArguments {
  readonly first?: number | null
  readonly last?: number | null
  readonly after?: string | null
  readonly before?: string | null
}

const largestPage = 100

const toCursor = (index: number) => Buffer.from(`cursor:${index}`).toString('base64')
const fromCursor = (cursor: string) => Number(Buffer.from(cursor, 'base64').toString().replace('cursor:', ''))

export function connection<T>(
  field: string,
  items: readonly T[],
  args: PageArguments,
  node: (item: T) => unknown,
): Record<string, unknown> {
  checkBounds(field, args)
  const from = typeof args.after === 'string' ? fromCursor(args.after) + 1 : 0
  const to = typeof args.before === 'string' ? fromCursor(args.before) : items.length
  const start = typeof args.last === 'number' ? Math.max(from, to - args.last) : from
  const end = typeof args.first === 'number' ? Math.min(to, from + args.first) : to
  const nodes = items.slice(start, end).map(node)
  return {
    nodes,
    edges: nodes.map((value, index) => ({ node: value, cursor: toCursor(start + index) })),
    totalCount: items.length,
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length === 0 ? null : toCursor(start),
      endCursor: nodes.length === 0 ? null : toCursor(end - 1),
    },
  }
}

function checkBounds(field: string, { first, last }: PageArguments): void {
  const size = first ?? last
  if (size === undefined || size === null) {
    const text = `You must provide a \`first\` or \`last\` value to properly paginate the \`${field}\` connection.`
    throw new ApiError(422, text, { graphqlType: 'MISSING_PAGINATION_BOUNDARIES' })
  }
  if (size <= largestPage) return
  const bound = typeof first === 'number' ? 'first' : 'last'
  const text = `Requesting ${size} records on the \`${field}\` connection exceeds the \`${bound}\` limit of 100 records.`
  throw new ApiError(422, text, { graphqlType: 'EXCESSIVE_PAGINATION' })
}
