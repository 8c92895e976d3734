import type { Source } from '../../src/forge/source.ts'

/** An app repo that nobody may read. */
export const noSource: Source = {
  compare: () => Promise.resolve({ order: 'unknown', reason: 'the app repo cannot be asked' }),
}
