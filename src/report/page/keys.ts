import type { Entry } from './objects.ts'
import type { Toolbar } from './toolbar.ts'

/** The keys of the page. Enter folds an object since its button has the focus. */
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
      // By itself the browser would empty a search, and the page would still show what it let through.
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

/** Without a focus one goes on from what is on the screen. */
function nearest(entries: readonly Entry[], step: 1 | -1): Entry | undefined {
  const below = entries.findIndex(({ article }) => article.getBoundingClientRect().bottom > 120)
  return entries[below === -1 ? entries.length - 1 : Math.max(0, step === 1 ? below : below - 1)]
}
