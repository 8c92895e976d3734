import type { PageApp, PageObject } from '../page-data.ts'
import { diffTable, isBelow, lengthOf } from './diff.ts'
import { badge, h } from './dom.ts'
import { markFound } from './found.ts'
import type { View } from './view.ts'

/** An object of the report with its places on the page. */
export interface Entry {
  readonly app: PageApp
  readonly object: PageObject
  readonly article: HTMLElement
  /** Folds it; also what has the focus while one goes through the objects. */
  readonly button: HTMLButtonElement
  readonly link: HTMLAnchorElement
  /** In lower case: where a search looks. */
  readonly haystack: string
  readonly body: HTMLElement
  drawn: boolean
}

export const marks = { added: '+', removed: '−', changed: '~' } as const

/** The article of an object, its diff not yet drawn, and its line in the tree. */
export function entryOf(app: PageApp, object: PageObject, id: string): Entry {
  const { kind, name, action, level, was, noise, risks, diff } = object
  const mark = h('span', { class: `mark ${action}`, title: action }, marks[action])
  const button = h(
    'button',
    { class: 'fold', 'aria-expanded': 'true', 'aria-controls': `${id}-body` },
    mark,
    h('span', { class: 'kind' }, kind),
    h('span', { class: 'name' }, name),
  )
  const head = h(
    'div',
    { class: 'head' },
    h('h3', {}, button),
    h('span', { class: 'quiet' }, was === '' ? action : `${action}, was ${was}`),
    ...(level === 'none' ? [] : [badge(level, level)]),
    ...(noise > 0 ? [h('span', { class: 'quiet' }, `${noise} noise`)] : []),
  )
  const reasons = risks.map(({ level: grave, rule, reason }) =>
    h('li', {}, badge(grave, grave), ' ', h('code', {}, rule), ` ${reason}`),
  )
  const body = h('div', { class: 'body', id: `${id}-body` })
  const article = h(
    'article',
    { id, class: 'object' },
    head,
    ...(reasons.length > 0 ? [h('ul', { class: 'risks' }, ...reasons)] : []),
    body,
  )
  article.style.setProperty('--lines', String(lengthOf(diff)))
  const link = h(
    'a',
    { href: `#${id}` },
    h('span', { class: `mark ${action}`, title: action }, marks[action]),
    h('span', { class: 'kind' }, kind),
    ' ',
    h('span', { class: 'name' }, name),
    ...(level === 'none' ? [] : [h('span', { class: `dot ${level}`, title: `risk ${level}` })]),
  )
  button.addEventListener('click', () => {
    const open = button.getAttribute('aria-expanded') !== 'true'
    button.setAttribute('aria-expanded', String(open))
    body.hidden = !open
  })
  const words = [
    app.name,
    app.environment,
    app.cluster,
    kind,
    name,
    was,
    action,
    ...risks.map(({ rule }) => rule),
    diff,
  ]
  return {
    app,
    object,
    article,
    button,
    link,
    haystack: words.join('\n').toLowerCase(),
    body,
    drawn: false,
  }
}

/** Draws the diff of an object, once. */
export function draw(entry: Entry, view: View): void {
  if (entry.drawn) return
  entry.drawn = true
  entry.body.replaceChildren(diffTable(entry.object.diff, view.sideBySide, isFoundBelow(entry, view)))
  markFound(entry.article, view.search)
}

/** Marks what a search found in what is drawn already, with more lines of it where they hold it. */
export function findIn(entry: Entry, view: View): void {
  if (!entry.drawn) return
  if (!isFoundBelow(entry, view)) return markFound(entry.article, view.search)
  erase(entry)
  draw(entry, view)
}

/** Whether a search found something in the lines that are not shown at first. */
function isFoundBelow({ object: { diff } }: Entry, { search }: View): boolean {
  if (search === '') return false
  const at = diff.toLowerCase().lastIndexOf(search)
  return at !== -1 && isBelow(diff, at)
}

/** Forgets what was drawn, so that it is drawn anew where it is seen. */
export function erase(entry: Entry): void {
  entry.drawn = false
  entry.body.replaceChildren()
}
