import type { Level, PageData } from '../page-data.ts'
import { h } from './dom.ts'
import type { Show, View } from './view.ts'
import { remember, remembered } from './view.ts'

export interface Toolbar {
  readonly element: HTMLElement
  readonly search: HTMLInputElement
  /** Shows a status text: how many objects are shown. */
  tell(text: string): void
  toggleTheme(): void
  toggleSides(): void
  toggleHelp(): void
}

/**
 * Returns the controls of the page. `filtered` is called when a filter changes, `turned` when the sides are toggled.
 */
export function toolbar(data: PageData, view: View, filtered: () => void, turned: () => void): Toolbar {
  const search = h('input', {
    type: 'search',
    placeholder: 'Search names and diffs',
    'aria-label': 'Search names and diffs',
    'aria-keyshortcuts': '/',
  })
  const risk = select('Risk', [
    ['none', 'any risk'],
    ['low', 'low or higher'],
    ['medium', 'medium or higher'],
    ['high', 'high'],
  ])
  const environments = [...new Set(data.apps.map(({ environment }) => environment))].toSorted()
  const environment = select('Environment', [
    ['*', 'all environments'],
    ...environments.map((name, i): [string, string] => [String(i), name === '' ? 'no environment' : name]),
  ])
  const show = select('Show', [
    ['all', 'all changes'],
    ['new', 'not viewed'],
    ['added', 'added'],
    ['changed', 'changed'],
    ['removed', 'removed'],
    ['restarts', 'restarts'],
    ['failed', 'not compared'],
  ])
  const status = h('output', { 'aria-live': 'polite', class: 'quiet' })
  const sides = h(
    'button',
    { 'aria-pressed': String(view.sideBySide), 'aria-keyshortcuts': 's' },
    'Side by side',
  )
  const theme = h('button', { 'aria-keyshortcuts': 't', 'aria-label': 'Light or dark' }, '◐')
  const help = h('button', { 'aria-keyshortcuts': '?', 'aria-label': 'Keys' }, '?')
  const dialog = helpDialog()

  let timer: ReturnType<typeof setTimeout> | undefined
  search.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      view.search = search.value.trim().toLowerCase()
      filtered()
    }, 80)
  })
  risk.addEventListener('change', () => {
    view.level = risk.value as Level
    filtered()
  })
  show.addEventListener('change', () => {
    view.show = show.value as Show
    filtered()
  })
  environment.addEventListener('change', () => {
    view.environment = environment.value === '*' ? undefined : environments[Number(environment.value)]
    filtered()
  })
  const toggleSides = () => {
    view.sideBySide = !view.sideBySide
    sides.setAttribute('aria-pressed', String(view.sideBySide))
    remember('sides', view.sideBySide ? 'split' : 'inline')
    turned()
  }
  sides.addEventListener('click', toggleSides)
  theme.addEventListener('click', toggleTheme)
  const toggleHelp = () => (dialog.open ? dialog.close() : dialog.showModal())
  help.addEventListener('click', toggleHelp)
  const kept = remembered('theme')
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset['theme'] = kept

  return {
    element: h(
      'header',
      { class: 'bar' },
      h('h1', {}, data.title),
      h('span', { class: 'sides' }, h('code', {}, data.base), ' → ', h('code', {}, data.head)),
      h(
        'div',
        { class: 'tools', role: 'search' },
        search,
        show,
        risk,
        environment,
        sides,
        theme,
        help,
        status,
      ),
      dialog,
    ),
    search,
    tell: (text) => (status.textContent = text),
    toggleTheme,
    toggleSides,
    toggleHelp,
  }
}

function toggleTheme(): void {
  const root = document.documentElement
  const dark =
    root.dataset['theme'] === 'dark' ||
    (root.dataset['theme'] === undefined && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset['theme'] = dark ? 'light' : 'dark'
  remember('theme', root.dataset['theme'])
}

function select(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
): HTMLSelectElement {
  return h('select', { 'aria-label': label }, ...options.map(([value, text]) => h('option', { value }, text)))
}

function helpDialog(): HTMLDialogElement {
  const keys: [key: string, what: string][] = [
    ['j', 'next object'],
    ['k', 'previous object'],
    ['Enter', 'collapse or expand'],
    ['v', 'mark as viewed or not viewed'],
    ['/', 'search'],
    ['Esc', 'exit search'],
    ['s', 'toggle inline or side by side'],
    ['t', 'toggle light or dark'],
    ['?', 'show these keys'],
  ]
  return h(
    'dialog',
    { 'aria-label': 'Keys' },
    h('dl', {}, ...keys.flatMap(([key, what]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, what)])),
    h('form', { method: 'dialog' }, h('button', {}, 'Close')),
  )
}
