import type { PageApp, PageObject } from '../page-data.ts'
import { diffTable, isBelow, lengthOf } from './diff.ts'
import { badge, h } from './dom.ts'
import { markFound } from './found.ts'
import type { View } from './view.ts'
import { isViewed, setViewed } from './view.ts'

/** An object of the report with its elements on the page. */
export interface Entry {
  readonly app: PageApp
  readonly object: PageObject
  readonly article: HTMLElement
  /** Collapses the object. It has the focus while the reader moves through the objects. */
  readonly button: HTMLButtonElement
  readonly link: HTMLAnchorElement
  /** The text that a search uses, in lower case. */
  readonly haystack: string
  readonly body: HTMLElement
  readonly viewed: HTMLInputElement
  drawn: boolean
}

export const marks = { added: '+', removed: '−', changed: '~' } as const

/** Returns the article of an object, whose diff is not drawn yet, and its line in the tree. */
export function entryOf(app: PageApp, object: PageObject, id: string): Entry {
  const { kind, name, action, level, was, noise, risks, diff, sameAs, restarts } = object
  const isOpen = sameAs === '' && !isViewed(object.mark)
  const mark = h('span', { class: `mark ${action}`, title: action }, marks[action])
  const button = h(
    'button',
    { class: 'fold', 'aria-expanded': String(isOpen), 'aria-controls': `${id}-body` },
    mark,
    h('span', { class: 'kind' }, kind),
    h('span', { class: 'name', title: `${kind} ${name}` }, name),
  )
  const viewed = h('input', { type: 'checkbox', checked: isViewed(object.mark) })
  const head = h(
    'div',
    { class: 'head' },
    h('h3', {}, button),
    h('span', { class: 'quiet' }, was === '' ? action : `${action}, was ${was}`),
    ...(level === 'none' ? [] : [badge(level, level)]),
    ...(restarts ? [badge('restarts', 'plain')] : []),
    ...(noise > 0 ? [h('span', { class: 'quiet' }, `${noise} ignored`)] : []),
    ...(sameAs === '' ? [] : [h('a', { href: `#o-${sameAs}`, class: 'equal' }, 'same change, shown once')]),
    h('a', { href: `#o-${object.key}`, class: 'anchor', title: 'Link to this object' }, '#'),
    h('label', { class: 'viewed' }, viewed, ' Viewed'),
  )
  const reasons = risks.map(({ level: grave, rule, reason }) =>
    h('li', {}, badge(grave, grave), ' ', h('code', {}, rule), ` ${reason}`),
  )
  const body = h('div', { class: 'body', id: `${id}-body`, hidden: !isOpen })
  const article = h(
    'article',
    { id, class: 'object' },
    head,
    ...(reasons.length > 0 ? [h('ul', { class: 'risks' }, ...reasons)] : []),
    body,
  )
  article.style.setProperty('--lines', String(isOpen ? lengthOf(diff) : 0))
  const link = h(
    'a',
    { href: `#${id}`, title: `${kind} ${name}`, class: isViewed(object.mark) ? 'seen' : '' },
    h('span', { class: `mark ${action}`, title: action }, marks[action]),
    h('span', { class: 'kind' }, kind),
    ' ',
    h('span', { class: 'name' }, name),
    ...(level === 'none' ? [] : [h('span', { class: `dot ${level}`, title: `risk ${level}` })]),
  )
  const unfold = (open: boolean) => {
    button.setAttribute('aria-expanded', String(open))
    body.hidden = !open
    article.style.setProperty('--lines', String(open ? lengthOf(diff) : 0))
  }
  button.addEventListener('click', () => unfold(button.getAttribute('aria-expanded') !== 'true'))
  viewed.addEventListener('change', () => {
    setViewed(object.mark, viewed.checked)
    link.classList.toggle('seen', viewed.checked)
    unfold(!viewed.checked)
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
    viewed,
    drawn: false,
  }
}

/** Draws the diff of an object, unless it is already drawn. */
export function draw(entry: Entry, view: View): void {
  if (entry.drawn) return
  entry.drawn = true
  entry.body.replaceChildren(diffTable(entry.object, view.sideBySide, isFoundBelow(entry, view)))
  markFound(entry.article, view.search)
}

/**
 * Marks the results of a search in an object that is already drawn, and shows more lines if they contain a result.
 */
export function findIn(entry: Entry, view: View): void {
  if (!entry.drawn) return
  if (!isFoundBelow(entry, view)) return markFound(entry.article, view.search)
  erase(entry)
  draw(entry, view)
}

/** Reports whether a search found something in the lines that are not shown at first. */
function isFoundBelow({ object: { diff } }: Entry, { search }: View): boolean {
  if (search === '') return false
  const at = diff.toLowerCase().lastIndexOf(search)
  return at !== -1 && isBelow(diff, at)
}

/** Removes what was drawn, so that it is drawn again when it becomes visible. */
export function erase(entry: Entry): void {
  entry.drawn = false
  entry.body.replaceChildren()
}
