import type { Refused } from '../../controllers/argocd/faults/failure.ts'
import { oneLine } from '../../controllers/argocd/said.ts'
import type { Homeless } from '../../controllers/argocd/verdict/facts.ts'

/** Facts that are read from messages of servers. */

/**
 * Returns the error in what is rendered; undefined if rendering failed for another reason: the cluster was not
 * reached or denies the server's requests, or a repository does not answer.
 *
 * Source: server/application/application.go, GetManifests, and util/grpc/errors.go: a message of the repo server is
 * passed on unchanged, and an earlier failure has the name of the step in front.
 */
export function renderFault({ code, message }: Pick<Refused, 'code' | 'message'>): string | undefined {
  const said = oneLine(message)
  const isOfStep = /^(?:error (?!generating)\w+ing|failed to (?:get|list)) /.test(said)
  return isOfStep || PASSING_CODES.has(code ?? 0) || isPassing(message) ? undefined : said
}

/** gRPC codes: cancelled, deadline exceeded, permission denied, resource exhausted, unavailable, unauthenticated. */
const PASSING_CODES = new Set([1, 4, 7, 8, 14, 16])

/** Reports whether rendering failed for a temporary reason that has nothing to do with what is rendered. */
function isPassing(message: string): boolean {
  return /connection re(?:fused|set)|unable to resolve|context (?:deadline|canceled)|failed to (?:list refs|fetch)|dial tcp|i\/o timeout|no such host|TLS handshake|unexpected EOF|signal: killed|exit status 137|no space left|too many requests|\b(?:429|50[0234])\b|authentication required|could not read Username/i.test(
    message,
  )
}

/**
 * Reads from its events why a pod has no node.
 *
 * Source: the reasons of kube-scheduler, of the cluster autoscaler and of Karpenter
 *
 * @param events the newest last
 */
export function homelessBy(
  events: readonly { readonly reason?: string | null; readonly message?: string | null }[],
): Homeless {
  const last = (...reasons: string[]) => events.findLastIndex(({ reason }) => reasons.includes(reason ?? ''))
  const [scaling, refused] = [last('TriggeredScaleUp', 'Nominated'), last('NotTriggerScaleUp')]
  const isScaling = scaling > refused
  const at = isScaling ? scaling : last('FailedScheduling')
  return { message: events[at]?.message || 'it is waiting to be scheduled', isScaling }
}
