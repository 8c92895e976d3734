import { isUnknown } from '../../review/failures.ts'
import type { GatedChange } from '../model.ts'
import { denied, holds } from './rule.ts'
import type { GateRule } from './rule.ts'

/** What has to be known of a change before anybody can approve it. */

export const merges: GateRule = {
  id: 'merges',
  description: 'The change can be merged into its base without a conflict.',
  isHard: true,
  judge: ({ change: { conflict } }) =>
    conflict === undefined
      ? []
      : [
          denied(
            'The change conflicts with its base, so nobody knows what a merge makes of it.',
            'Resolve the conflict; what comes of that is reviewed and approved anew.',
          ),
        ],
}

export const known: GateRule = {
  id: 'known',
  description:
    'All that it does to the environment is known: each of its apps could be rendered as it is and as it would be.',
  isHard: true,
  judge({ change, policy: { environment } }) {
    const unknown = unknownIn(change, environment)
    if (unknown === undefined) return [holds('All that the change does here is known.')]
    return [denied(unknown, 'Mend that first: fairlead diff shows why it is not known.')]
  },
}

/** That nobody can tell what a change does, and why, as a sentence; undefined where it is known. */
export function unknownIn({ apps, digest }: GatedChange, environment: string): string | undefined {
  const failed = apps.filter(isUnknown)
  if (failed.length === 0 && digest !== undefined) return undefined
  const names = [...new Set(failed.map(({ app }) => app.name))]
  const shown = `${names.slice(0, 5).join(', ') || environment}${names.length > 5 ? ' and others' : ''}`
  const why = failed[0]?.failures[0]?.message
  return `Nobody can tell what the change does to ${shown}${why === undefined ? '' : `: ${why}`}.`
}
