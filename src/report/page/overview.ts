import type { PageApp, PageData } from '../page-data.ts'
import { badge, folded, h, riskItem } from './dom.ts'

/** Returns the first part of the page: the table of apps, and everything that has no diff. */
export function overview(data: PageData): HTMLElement {
  return h(
    'section',
    { class: 'overview', 'aria-label': 'Overview' },
    h(
      'p',
      { class: 'headline' },
      data.headline,
      ' ',
      ...(data.level === 'none' ? [] : [badge(`risk ${data.level}`, data.level)]),
    ),
    ...data.warnings.map((warning) => h('p', { class: 'warning' }, warning)),
    ...(data.risks.length > 0 ? [h('ul', { class: 'facts' }, ...data.risks.map(riskItem))] : []),
    ...(data.apps.length > 0 ? [appTable(data.apps)] : []),
    ...folded('Same change in several apps', data.same),
    ...folded('Re-rendered, no changes', data.rerendered),
    ...folded('Charts whose version changes without any other change', data.charts),
    ...folded('Ignored fields, not shown', data.noise),
    ...folded('Changed files that no app uses', data.unclaimed),
    ...folded(
      'Digests of the changes',
      data.digests.map(([environment, digest]) => `${environment}: ${digest}`),
    ),
    ...(data.digestMeaning === '' ? [] : [h('p', { class: 'quiet' }, data.digestMeaning)]),
    h('p', { class: 'quiet' }, data.footer),
  )
}

function appTable(apps: readonly PageApp[]): HTMLElement {
  const head = ['App', 'Environment', 'Cluster', 'Added', 'Changed', 'Removed', 'Images', 'Risk']
  const table = h(
    'table',
    { class: 'apps' },
    h('thead', {}, h('tr', {}, ...head.map((title) => h('th', { scope: 'col' }, title)))),
    h('tbody', {}, ...apps.map(appRow)),
  )
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Apps' }, table)
}

function appRow(app: PageApp, index: number): HTMLElement {
  const sum = (action: string) => app.objects.filter((object) => object.action === action).length
  const failed = app.status === 'failed' && app.objects.length === 0
  const number = (action: string) => {
    const of = sum(action)
    const kind = of === 0 && !failed ? 'amount zero' : 'amount'
    return h('td', { class: kind, 'data-label': action }, failed ? '?' : of.toLocaleString('en'))
  }
  const images = app.images.map((image) => image.slice(image.lastIndexOf('/') + 1))
  return h(
    'tr',
    {},
    h('td', {}, h('a', { href: `#app-${index}` }, app.name), ...(app.word === '' ? [] : [` ${app.word}`])),
    h('td', { class: 'place', title: app.environment }, app.environment),
    h('td', { class: 'place', title: app.cluster }, app.cluster),
    ...['added', 'changed', 'removed'].map(number),
    h('td', { 'data-label': images.length > 0 && 'images' }, ...images.map((image) => h('div', {}, image))),
    h(
      'td',
      {},
      ...(app.status === 'rerendered' ? [badge('re-rendered', 'plain')] : []),
      ...(app.status === 'failed' ? [badge('not compared', 'high')] : []),
      ...(app.isPartial ? [badge('only partly compared', 'high')] : []),
      ...(app.level === 'none' ? [] : [badge(app.level, app.level)]),
    ),
  )
}
