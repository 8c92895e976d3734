import type { AppOutcome } from '../../sync/model.ts'
import { appName, shortCommit, words } from '../text.ts'
import { seconds } from './words.ts'

/** A column of the table of apps. Its cells are not escaped. */
export interface Column {
  readonly head: string
  readonly of: (one: AppOutcome) => string
  /** If a line is too long, the columns with the highest number are removed first. Those with 0 stay. */
  readonly goes: number
}

const phase = (name: keyof AppOutcome['phases']) => (one: AppOutcome) => {
  const value = one.phases[name]
  return value === undefined ? '' : seconds(value)
}

/** The columns of the table of apps in a log, a summary and a comment. */
export const COLUMNS: readonly Column[] = [
  { head: 'App', of: ({ app }) => nameOf(app), goes: 0 },
  { head: 'Environment', of: ({ app }) => app.environment ?? '', goes: 1 },
  { head: 'Control plane', of: ({ app }) => app.controlPlane ?? '', goes: 7 },
  { head: 'Cluster', of: ({ app }) => app.cluster ?? '', goes: 2 },
  { head: 'Outcome', of: ({ outcome }) => outcome, goes: 0 },
  { head: 'Sync', of: ({ sync }) => sync ?? '', goes: 3 },
  { head: 'Health', of: ({ health }) => health ?? '', goes: 3 },
  { head: 'Revision', of: ({ observed }) => (observed === undefined ? '' : shortCommit(observed)), goes: 5 },
  { head: 'Noticed', of: phase('noticed'), goes: 6 },
  { head: 'Synced', of: phase('synced'), goes: 6 },
  { head: 'Healthy', of: phase('healthy'), goes: 6 },
  { head: 'Ended', of: phase('ended'), goes: 4 },
  { head: 'Images', of: ({ images }) => images.join(' '), goes: 8 },
  { head: 'Reason', of: ({ reason }) => reason, goes: 9 },
]

/**
 * Returns the name of an app, with the text that distinguishes it from others of that name unless its environment or
 * cluster already does.
 */
function nameOf(app: AppOutcome['app']): string {
  const { environment, cluster, toldApartBy, ...rest } = app
  const own = words(environment, cluster)
  const apart = toldApartBy !== undefined && !own.includes(toldApartBy) ? { toldApartBy } : {}
  return appName({ ...rest, environment: undefined, cluster: undefined, toldApartBy: undefined, ...apart })
}

/**
 * Returns the columns that are not empty for all apps. The control plane is omitted if it is always the same as the
 * cluster.
 */
export function columnsFor(apps: readonly AppOutcome[]): Column[] {
  const isSame = apps.every(({ app }) => app.controlPlane === app.cluster)
  return COLUMNS.filter(
    ({ head, of }) => apps.some((one) => of(one) !== '') && !(isSame && head === 'Control plane'),
  )
}
