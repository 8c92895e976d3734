import type { Level } from '../page-data.ts'

/** What a reader has chosen to see. */
export interface View {
  search: string
  /** The least risk. */
  level: Level
  /** undefined for all; an environment may have any name, an empty one too. */
  environment: string | undefined
  sideBySide: boolean
}

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
