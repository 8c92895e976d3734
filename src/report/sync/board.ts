import type { AppRef } from '../../affected/app-ref.ts'
import { alignedRows, cutTo } from '../../text/columns.ts'
import { visibleLine } from '../../text/visible.ts'
import type { Told } from './text.ts'
import { placeOf, seconds, tallyOf } from './words.ts'

/** The table that a terminal shows during the wait. It is drawn again after each change. */
export class Board {
  readonly #rows = new Map<string, Told>()

  /** @param apps the apps that are waited for */
  constructor(apps: readonly AppRef[]) {
    for (const app of apps)
      this.#rows.set(keyOf(app), { app, state: 'nothing is known about it yet', seconds: 0 })
  }

  tell(told: Told): void {
    this.#rows.set(keyOf(told.app), told)
  }

  /**
   * Returns the current lines. The apps that are still waited for come first, with the time since their last change.
   *
   * @param now seconds since the wait began
   * @param screen the part of the screen that is available; one row is left free
   */
  lines(now: number, screen: { readonly rows: number; readonly columns: number }): string[] {
    const all = [...this.#rows.values()]
    const open = all.filter(({ outcome }) => outcome === undefined)
    const ended = all.flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]))
    const head = `${seconds(now)}: ${open.length} of ${all.length} waited for${ended.length === 0 ? '' : `, ${tallyOf(ended)}`}`
    const sorted = [...open, ...all.filter(({ outcome }) => outcome !== undefined)]
    const room = Math.max(1, screen.rows - 2)
    const shown = sorted.length <= room ? sorted : sorted.slice(0, room - 1)
    const more = sorted.length - shown.length
    const rows = shown.map(({ app, state, outcome, seconds: since }) => [
      cutTo(placeOf(app), Math.floor(screen.columns / 3)),
      seconds(outcome === undefined ? now - since : since),
      outcome ?? 'waits',
      visibleLine(state),
    ])
    const lines = [head, ...alignedRows(rows), ...(more === 0 ? [] : [`… and ${more} more`])]
    return lines.map((line) => cutTo(line, screen.columns - 1))
  }
}

/** Returns a key for an app, because at a later commit the same app is a different `AppRef` object. */
function keyOf({ kind, name, controlPlane, ownNamespace }: AppRef): string {
  return JSON.stringify([kind, name, controlPlane, ownNamespace])
}
