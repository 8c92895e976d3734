import type { Level } from '../page-data.ts'

/** What a reader has chosen to see. */
export interface View {
  search: string
  /** The least risk. */
  level: Level
  /** undefined for all; an environment may have any name, an empty one too. */
  environment: string | undefined
  sideBySide: boolean
  /** What kind of change. */
  show: Show
}

export type Show = 'all' | 'added' | 'changed' | 'removed' | 'restarts' | 'failed' | 'new'

export const levels: readonly Level[] = ['none', 'low', 'medium', 'high']

/** Remembers a choice over visits, where the browser allows it. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`fairlead-${key}`, value)
  } catch {
    // A page from a file may not have any storage.
  }
}

export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(`fairlead-${key}`) ?? undefined
  } catch {
    return undefined
  }
}

/** The marks of what was viewed: of an object that changes in another way, it is another one. */
const viewed = new Set<string>((remembered('viewed') ?? '').split(' ').filter((mark) => mark !== ''))
/** More marks are of pull requests that are long gone. */
const MOST = 5_000

export function isViewed(mark: string): boolean {
  return viewed.has(mark)
}

export function setViewed(mark: string, is: boolean): void {
  viewed.delete(mark)
  if (is) viewed.add(mark)
  remember('viewed', [...viewed].slice(-MOST).join(' '))
}
