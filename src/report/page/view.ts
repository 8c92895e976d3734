import type { Level } from '../page-data.ts'

/** The reader's current choices. */
export interface View {
  search: string
  /** The minimum risk. */
  level: Level
  /** Undefined for all. An environment may have any name, including an empty one. */
  environment: string | undefined
  sideBySide: boolean
  /** The kind of change. */
  show: Show
}

export type Show = 'all' | 'added' | 'changed' | 'removed' | 'restarts' | 'failed' | 'new'

export const levels: readonly Level[] = ['none', 'low', 'medium', 'high']

/** Stores a choice for later visits, if the browser allows it. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`fairlead-${key}`, value)
  } catch {
    // A page that is opened from a file may not have any storage.
  }
}

export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(`fairlead-${key}`) ?? undefined
  } catch {
    return undefined
  }
}

/** The marks of the viewed objects. If the change of an object differs, its mark also differs. */
const viewed = new Set<string>((remembered('viewed') ?? '').split(' ').filter((mark) => mark !== ''))
/** The maximum number of stored marks. Older marks belong to pull requests that are long closed. */
const MOST = 5_000

export function isViewed(mark: string): boolean {
  return viewed.has(mark)
}

export function setViewed(mark: string, is: boolean): void {
  viewed.delete(mark)
  if (is) viewed.add(mark)
  remember('viewed', [...viewed].slice(-MOST).join(' '))
}
