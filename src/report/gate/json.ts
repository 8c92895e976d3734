import type { Decision } from '../../gate/model.ts'

/**
 * Returns a decision as data.
 *
 * @param recorded the commit that contains its record
 */
export function gateJson(
  { decision, digest, reasons, approvals, override }: Decision,
  environment: string,
  recorded?: string,
) {
  return {
    decision,
    environment,
    digest: digest ?? null,
    reasons: reasons.map(({ rule, satisfied, message, cure }) => ({
      rule,
      satisfied,
      message,
      cure: cure ?? null,
    })),
    approvals: approvals.map(({ approval, why }) => ({
      by: approval.by.name,
      at: new Date(approval.at).toISOString(),
      atFrom: approval.atFrom ?? null,
      head: approval.head ?? null,
      digest: approval.digest,
      counts: why === undefined,
      why: why ?? null,
    })),
    override: override
      ? {
          by: override.by,
          reason: override.reason,
          reviewUntil: new Date(override.reviewUntil).toISOString(),
        }
      : null,
    recorded: recorded ?? null,
  }
}
