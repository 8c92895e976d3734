import type { Refused } from '../../controllers/argocd/faults/failure.ts'
import { oneLine } from '../../controllers/argocd/said.ts'
import type { Homeless } from '../../controllers/argocd/verdict/facts.ts'

/** What is read out of words that servers say. */

/**
 * What is wrong with what is rendered; undefined where it could not be rendered for another reason: the cluster was not
 * reached, or lets the server ask nothing, a repository gives no answer.
 *
 * Source: server/application/application.go, GetManifests, and util/grpc/errors.go: what the repo server says comes as
 * it is, and what fails before it with the name of the step.
 */
export function renderFault({ code, message }: Pick<Refused, 'code' | 'message'>): string | undefined {
  const said = oneLine(message)
  const isOfStep = /^(?:error (?!generating)\w+ing|failed to (?:get|list)) /.test(said)
  return isOfStep || PASSING_CODES.has(code ?? 0) || isPassing(message) ? undefined : said
}

/** gRPC's: cancelled, deadline exceeded, permission denied, resource exhausted, unavailable, unauthenticated. */
const PASSING_CODES = new Set([1, 4, 7, 8, 14, 16])

/** Whether a rendering failed for a reason that has nothing to do with what is rendered, and may pass. */
function isPassing(message: string): boolean {
  return /connection re(?:fused|set)|unable to resolve|context (?:deadline|canceled)|failed to (?:list refs|fetch)|dial tcp|i\/o timeout|no such host|TLS handshake|unexpected EOF|signal: killed|exit status 137|no space left|too many requests|\b(?:429|50[0234])\b|authentication required|could not read Username/i.test(
    message,
  )
}

/**
 * What the events of a pod without a node say.
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
