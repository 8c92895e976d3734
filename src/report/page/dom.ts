/** Creates elements. All content is inserted as text, never as HTML. */
import type { PageRisk } from '../page-data.ts'

type Attributes = Readonly<Record<string, string | boolean>>
type Child = Node | string

/** Returns an element with its attributes and children. `true` is an attribute without a value; `false` omits it. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) element.setAttribute(name, value === true ? '' : value)
  element.append(...children)
  return element
}

/** Returns a small label, such as a risk. */
export function badge(text: string, kind: string): HTMLElement {
  return h('span', { class: `badge ${kind}` }, text)
}

/** Returns a risk as an item of a list. */
export function riskItem({ level, rule, reason }: PageRisk): HTMLElement {
  return h('li', {}, badge(level, level), ' ', h('code', {}, rule), ` ${reason}`)
}

/** Returns a list that can be expanded; nothing if it is empty. */
export function folded(title: string, items: readonly string[]): HTMLElement[] {
  if (items.length === 0) return []
  return [
    h(
      'details',
      { class: 'folded' },
      h('summary', {}, `${title} (${items.length.toLocaleString('en')})`),
      h('ul', {}, ...items.map((item) => h('li', {}, item))),
    ),
  ]
}
