import { isUnknown } from '../../review/failures.ts'
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
  judge({ change: { apps, digest }, policy: { environment } }) {
    const failed = apps.filter(isUnknown)
    if (failed.length === 0 && digest !== undefined) return [holds('All that the change does here is known.')]
    const names = [...new Set(failed.map(({ app }) => app.name))]
    const shown = `${names.slice(0, 5).join(', ') || environment}${names.length > 5 ? ' and others' : ''}`
    const why = failed[0]?.failures[0]?.message
    return [
      denied(
        `Nobody can tell what the change does to ${shown}${why === undefined ? '' : `: ${why}`}.`,
        'Mend that first: fairlead diff shows why it is not known.',
      ),
    ]
  },
}
