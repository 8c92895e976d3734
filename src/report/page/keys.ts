import type { Entry } from './objects.ts'
import type { Toolbar } from './toolbar.ts'

/** Handles the keys of the page. Enter collapses an object, because its button has the focus. */
export function listenToKeys(
  bar: Toolbar,
  visible: () => readonly Entry[],
  go: (entry: Entry) => void,
): void {
  const move = (step: 1 | -1) => {
    const entries = visible()
    const at = entries.findIndex((entry) => entry.article.contains(document.activeElement))
    const next = at === -1 ? nearest(entries, step) : entries[at + step]
    if (next) go(next)
  }
  const actions: Record<string, () => void> = {
    j: () => move(1),
    k: () => move(-1),
    v: () =>
      visible()
        .find((entry) => entry.article.contains(document.activeElement))
        ?.viewed.click(),
    s: bar.toggleSides,
    t: bar.toggleTheme,
    '?': bar.toggleHelp,
    '/': () => bar.search.select(),
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    const { target } = event
    if (
      (target instanceof HTMLInputElement && target.type !== 'checkbox') ||
      target instanceof HTMLSelectElement
    ) {
      if (event.key !== 'Escape') return
      // By default, the browser would clear a search, but the page would still show the filtered entries.
      event.preventDefault()
      target.blur()
      return
    }
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined
    if (!action || (document.querySelector('dialog[open]') && event.key !== '?')) return
    event.preventDefault()
    action()
  })
}

/** Returns the entry to continue from if nothing has the focus: the nearest one on the screen. */
function nearest(entries: readonly Entry[], step: 1 | -1): Entry | undefined {
  const below = entries.findIndex(({ article }) => article.getBoundingClientRect().bottom > 120)
  return entries[below === -1 ? entries.length - 1 : Math.max(0, step === 1 ? below : below - 1)]
}
