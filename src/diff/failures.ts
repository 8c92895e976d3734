import type { AppChange } from './model.ts'

/** Whether an app could be rendered before the change and cannot be after it; of a new app, whether it cannot be. */
export function isBrokenByChange({ failures }: Pick<AppChange, 'failures'>): boolean {
  return failures.some(({ side }) => side === 'after') && !failures.some(({ side }) => side === 'before')
}
