import type { PageData } from '../page-data.ts'
import { groupOf } from './apps.ts'
import { h } from './dom.ts'
import { clearFound, markFound } from './found.ts'
import { listenToKeys } from './keys.ts'
import type { Entry } from './objects.ts'
import { draw, erase, findIn } from './objects.ts'
import { overview } from './overview.ts'
import { toolbar } from './toolbar.ts'
import type { View } from './view.ts'
import { isViewed, levels, remembered } from './view.ts'

/** Draws the page from the data that it contains. */
const data = JSON.parse(document.querySelector('#data')?.textContent ?? '{}') as PageData
const view: View = {
  search: '',
  level: 'none',
  environment: undefined,
  show: 'all',
  sideBySide: remembered('sides') === 'split',
}
const groups = data.apps.map(groupOf)
const entries = groups.flatMap((group) => group.entries)
const byArticle = new Map<Element, Entry>(entries.map((entry) => [entry.article, entry]))
let shown: readonly Entry[] = entries

const bar = toolbar(data, view, filter, turn)
const nothing = h('p', { class: 'nothing', hidden: true }, 'Nothing matches.')
document.body.append(
  bar.element,
  h(
    'div',
    { class: 'page' },
    h('nav', { 'aria-label': 'Apps and objects' }, ...groups.map(({ branch }) => branch)),
    h('main', {}, overview(data), ...groups.map(({ section }) => section), nothing),
  ),
)

/** Draws diffs when they come near the screen, so that a page with thousands of them opens quickly. */
const observer = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) {
      const entry = byArticle.get(target)
      if (isIntersecting && entry) draw(entry, view)
    }
  },
  { rootMargin: '1000px' },
)
for (const { article } of entries) observer.observe(article)

/** Shows the apps and objects that match the filters. */
function filter(): void {
  const least = levels.indexOf(view.level)
  const matched: Entry[] = []
  let apps = 0
  for (const { app, section, branch, entries: own, haystack } of groups) {
    const here = view.environment === undefined || app.environment === view.environment
    const bare = own.length === 0 || haystack.includes(view.search)
    let some = false
    for (const entry of own) {
      const fits =
        here &&
        levels.indexOf(entry.object.level) >= least &&
        entry.haystack.includes(view.search) &&
        isWanted(entry)
      entry.article.hidden = !fits
      if (entry.link.parentElement) entry.link.parentElement.hidden = !fits
      if (fits) {
        some = true
        matched.push(entry)
      }
    }
    // An app can match by itself: a failed app has no objects, and some risks belong to the app itself.
    const self =
      here &&
      bare &&
      haystack.includes(view.search) &&
      appLevel(app.risks) >= least &&
      isWantedApp(app) &&
      (least > 0 || own.length === 0 || view.show === 'failed' || view.show === 'restarts')
    section.hidden = branch.hidden = !some && !self
    if (!section.hidden) apps++
  }
  shown = matched
  tellFound()
  nothing.hidden = apps > 0 || groups.length === 0
  const all = entries.length.toLocaleString('en')
  bar.tell(`${shown.length.toLocaleString('en')} of ${all} ${entries.length === 1 ? 'object' : 'objects'}`)
}

/** Reports whether an object matches the selected kind of change. */
function isWanted({ object, app }: Entry): boolean {
  const { show } = view
  if (show === 'all') return true
  if (show === 'new') return !isViewed(object.mark)
  if (show === 'restarts') return object.restarts
  return show === 'failed' ? app.status === 'failed' || app.isPartial : object.action === show
}

/** Reports whether an app without such an object matches the selected kind of change. */
function isWantedApp(app: PageData['apps'][number]): boolean {
  const { show } = view
  if (show === 'failed') return app.status === 'failed' || app.isPartial
  if (show === 'restarts') return app.restarts.length > 0
  return show === 'all' || show === 'new'
}

/** The text that is marked. It is marked in everything that is already drawn, and in the rest when that is drawn. */
let found = ''
function tellFound(): void {
  if (view.search === found) return
  found = view.search
  markTree()
  for (const entry of shown) findIn(entry, view)
}

function markTree(): void {
  clearFound()
  for (const { app, section, branch } of groups) {
    if (section.hidden) continue
    markFound(branch, found)
    if (app.objects.length === 0) markFound(section, found)
  }
}

function appLevel(risks: PageData['apps'][number]['risks']): number {
  return Math.max(0, ...risks.map(({ level }) => levels.indexOf(level)))
}

/** Switches between inline and side by side. */
function turn(): void {
  markTree()
  for (const entry of entries) {
    erase(entry)
    // When it is observed again, it is reported immediately if it is on the screen.
    observer.unobserve(entry.article)
    observer.observe(entry.article)
  }
}

function go(entry: Entry): void {
  if (entry.body.hidden && !isViewed(entry.object.mark)) entry.button.click()
  draw(entry, view)
  entry.button.focus({ preventScroll: true })
  entry.article.scrollIntoView({ block: 'start' })
}

/** The line of the tree that is highlighted because its object has the focus. */
let current: Element | undefined
document.addEventListener('focusin', ({ target }) => {
  const article = target instanceof Element ? target.closest('article') : null
  const entry = article ? byArticle.get(article) : undefined
  if (!entry) return
  current?.removeAttribute('aria-current')
  current = entry.link
  current.setAttribute('aria-current', 'true')
  current.scrollIntoView({ block: 'nearest' })
})
for (const entry of entries)
  entry.link.addEventListener('click', (event) => {
    event.preventDefault()
    go(entry)
  })

/** The targets of links to apps and objects, by keys that stay the same in other reports. */
const linked = new Map<string, () => void>([
  ...groups.map(({ app, section }): [string, () => void] => [
    `#a-${app.key}`,
    () => section.scrollIntoView(),
  ]),
  ...entries.map((entry): [string, () => void] => [`#o-${entry.object.key}`, () => go(entry)]),
])
const follow = () => linked.get(location.hash)?.()
addEventListener('hashchange', follow)

// A printed page contains everything that matches the filters, collapsed or expanded as on the screen.
addEventListener('beforeprint', () => {
  for (const entry of shown) draw(entry, view)
})
listenToKeys(bar, () => shown, go)
filter()
follow()
