import type { AppChange } from './model.ts'

/**
 * Whether an app could be rendered before the change and cannot be after it; of a new app, whether it cannot be. What
 * only the controller can render is not broken: nobody knows.
 */
export function isBrokenByChange({ failures }: Pick<AppChange, 'failures'>): boolean {
  return (
    failures.some(({ side, isOutOfReach }) => side === 'after' && isOutOfReach !== true) &&
    !failures.some(({ side }) => side === 'before')
  )
}
