import type { Decision } from '../gate/model.ts'
import { gateJson } from '../report/gate/json.ts'
import { gateMarkdown } from '../report/gate/markdown.ts'
import { mergeJson, mergeText } from '../report/gate/merge.ts'
import { gateText } from '../report/gate/text.ts'
import { recordText } from '../report/record.ts'
import { escapeMarkdown } from '../text/markdown.ts'
import type { Result } from './describe.ts'
import { lastEntry } from './gate-merge.ts'
import type { MergeOutcome } from './gate-merge.ts'
import { failureOf } from './gate-setup.ts'
import type { GateOutputs } from './gate-setup.ts'
import type { Recorded } from './recording.ts'

/**
 * Returns the result for a decision, with its record and its merge, in all output formats.
 *
 * @param width the maximum width of a line in columns
 */
export function resultOf(
  decision: Decision,
  environment: string,
  width: number,
  {
    recorded = {},
    outcome,
    unkept = [],
    isLeft = false,
    merged = outcome?.result.outcome === 'merged' ? outcome.result.commit : undefined,
  }: {
    readonly recorded?: Recorded
    readonly outcome?: MergeOutcome | undefined
    /** Why the hashes of records are not stored outside of the records. */
    readonly unkept?: readonly (string | undefined)[]
    /** Whether the change is not merged because it needs no approval. */
    readonly isLeft?: boolean
    /** The merge commit of the change. */
    readonly merged?: string | undefined
  },
): Result<GateOutputs> {
  const unmet = decision.decision === 'approved' ? [] : decision.reasons.filter((one) => !one.satisfied)
  const failure = failureOf(unmet) ?? outcome?.result.failure
  const all = [recorded, ...(outcome ? [outcome.recorded] : [])]
  const last = lastEntry(...all)
  const told = (escape: (text: string) => string) => [
    ...recordText(recorded.entry),
    ...(outcome ? mergeText(outcome).map(escape) : []),
    ...(isLeft
      ? ['It needs no approval, so the gate does not merge it. Merge it as you would without a gate.']
      : []),
    ...recordText(outcome?.recorded.entry),
  ]
  return {
    outputs: {
      decision: decision.decision,
      digest: decision.digest ?? '',
      recorded: last?.commit ?? '',
      merged: merged ?? '',
      'plan-digest': '',
    },
    data: {
      ...gateJson(decision, environment, last?.commit),
      merged: merged ?? null,
      merge: outcome ? mergeJson(outcome) : null,
    },
    text: [...gateText(decision, environment, width), ...told((text) => text)],
    summary: [gateMarkdown(decision, environment), ...told(escapeMarkdown)].join('\n'),
    warnings: [
      ...all.flatMap(({ entry, reason }) => [
        ...(entry?.warnings ?? []),
        ...(reason === undefined ? [] : [reason]),
      ]),
      // The same permission is missing for both.
      ...new Set(unkept.filter((text) => text !== undefined)),
    ],
    ...(failure && { failure }),
  }
}
