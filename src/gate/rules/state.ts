import { isUnknown } from '../../review/failures.ts'
import type { GatedChange } from '../model.ts'
import { denied, holds } from './rule.ts'
import type { GateRule } from './rule.ts'

/** The rules about what must be known of a change before it can be approved. */

export const merges: GateRule = {
  id: 'merges',
  description: 'The change can be merged into its base without a conflict.',
  isHard: true,
  judge: ({ change: { conflict } }) =>
    conflict === undefined
      ? []
      : [
          denied(
            'The change conflicts with its base, so the result of a merge is not known.',
            'Resolve the conflict. The result needs a new review and approval.',
          ),
        ],
}

export const known: GateRule = {
  id: 'known',
  description:
    'The complete effect on the environment is known: each of its apps could be rendered before and after the change.',
  isHard: true,
  judge({ change, policy: { environment } }) {
    const unknown = unknownIn(change, environment)
    if (unknown === undefined) return [holds('The complete effect of the change is known.')]
    return [denied(unknown, 'Fix that first: fairlead diff shows why it is not known.')]
  },
}

/** Returns why the effect of a change is not known, as a sentence; undefined if it is known. */
export function unknownIn({ apps, digest }: GatedChange, environment: string): string | undefined {
  const failed = apps.filter(isUnknown)
  if (failed.length === 0 && digest !== undefined) return undefined
  const names = [...new Set(failed.map(({ app }) => app.name))]
  const shown = `${names.slice(0, 5).join(', ') || environment}${names.length > 5 ? ' and others' : ''}`
  const why = failed[0]?.failures[0]?.message
  return `The effect of the change on ${shown} cannot be determined${why === undefined ? '' : `: ${why}`}.`
}
