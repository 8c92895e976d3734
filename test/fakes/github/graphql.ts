/** GraphQL: only its place so far. */
import type { Token } from './accounts.ts'
import type { RestApi } from './rest-api.ts'
import type { Answer } from './rest/operation.ts'

export function operationName(_body: unknown): string {
  return 'unknown'
}

export async function answerGraphql(
  api: RestApi,
  _body: unknown,
  _token: Token | undefined,
  _stale: boolean,
): Promise<Answer> {
  api.violation('the fake has no GraphQL yet')
  return { status: 501 }
}
