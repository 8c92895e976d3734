import type { PageApp } from '../page-data.ts'
import { badge, folded, h, riskItem } from './dom.ts'
import type { Entry } from './objects.ts'
import { entryOf } from './objects.ts'

/** An app of the report with its elements on the page. */
export interface Group {
  readonly app: PageApp
  readonly section: HTMLElement
  readonly branch: HTMLElement
  readonly entries: readonly Entry[]
  /** The text that a search for the app itself uses. */
  readonly haystack: string
}

/** Returns the section of an app, and its branch in the tree. */
export function groupOf(app: PageApp, index: number): Group {
  const id = `app-${index}`
  const entries = app.objects.map((object, i) => entryOf(app, object, `${id}-${i}`))
  const section = h(
    'section',
    { id, class: 'app', 'aria-labelledby': `${id}-title` },
    h(
      'h2',
      { id: `${id}-title`, tabindex: '-1' },
      app.name,
      ' ',
      ...badges(app),
      ' ',
      h('a', { href: `#a-${app.key}`, class: 'anchor', title: 'Link to this app' }, '#'),
    ),
    ...facts(app),
    ...entries.map(({ article }) => article),
  )
  const leaves = h('ul', {}, ...entries.map(({ link }) => h('li', {}, link)))
  leaves.style.setProperty('--items', String(entries.length))
  const branch = h(
    'details',
    { open: true },
    h(
      'summary',
      {},
      h('span', { class: 'name', title: app.name }, app.name),
      ...(app.word === '' ? [] : [h('span', { class: 'quiet' }, app.word)]),
      ...(app.environment === '' ? [] : [h('span', { class: 'quiet' }, app.environment)]),
      h('span', { class: 'amount' }, app.status === 'failed' ? 'failed' : String(app.objects.length)),
      ...(app.level === 'none' ? [] : [h('span', { class: `dot ${app.level}`, title: `risk ${app.level}` })]),
    ),
    leaves,
  )
  const failures = app.failures.map(({ message }) => message)
  const words = [
    app.name,
    app.kind,
    app.environment,
    app.cluster,
    ...app.notes,
    ...app.restarts,
    ...app.files,
    ...app.images,
    ...failures,
  ]
  return { app, section, branch, entries, haystack: words.join('\n').toLowerCase() }
}

function badges(app: PageApp): HTMLElement[] {
  const word = {
    added: 'new',
    removed: 'removed',
    failed: 'not compared',
    rerendered: 're-rendered',
    changed: '',
  }[app.status]
  return [
    ...(app.environment === '' ? [] : [badge(app.environment, 'plain')]),
    ...(app.cluster === '' ? [] : [badge(app.cluster, 'plain')]),
    badge(app.kind, 'plain'),
    ...(word === ''
      ? []
      : [badge(word, app.status === 'added' || app.status === 'rerendered' ? 'plain' : 'high')]),
    ...(app.isPartial ? [badge('only partly compared', 'high')] : []),
    ...(app.level === 'none' ? [] : [badge(`risk ${app.level}`, app.level)]),
  ]
}

function facts(app: PageApp): HTMLElement[] {
  const items = [
    ...app.risks.map(riskItem),
    ...app.images.map((image) => h('li', {}, h('code', {}, image))),
    ...(app.onMerge === '' ? [] : [h('li', {}, `It ${app.onMerge}.`)]),
    ...app.restarts.map((text) => h('li', {}, text)),
    ...app.notes.map((note) => h('li', {}, note)),
    ...(app.url === '' ? [] : [h('li', {}, h('a', { href: app.url, rel: 'noreferrer' }, 'Open in Argo CD'))]),
  ]
  return [
    ...(items.length > 0 ? [h('ul', { class: 'facts' }, ...items)] : []),
    ...folded('Changed files that this app uses', app.files),
    ...app.failures.map(({ where, message, hint }) =>
      h(
        'div',
        { class: 'failure' },
        h('p', {}, `Failed to render ${where}:`),
        h('pre', { tabindex: '0' }, message),
        ...(hint === '' ? [] : [h('p', {}, hint)]),
      ),
    ),
  ]
}
