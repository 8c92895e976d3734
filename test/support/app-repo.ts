import type { AppRepo } from '../../src/forge/app-repo.ts'

/** An app repo that cannot be read. */
export const noSource: AppRepo = {
  compare: () => Promise.resolve({ order: 'unknown', reason: 'the app repo cannot be asked' }),
}
