import { folderOf, joinPath } from '../../tree/paths.ts'
import { itemsAt, stringAt } from '../../yaml/at.ts'
import type { Files } from '../../yaml/files.ts'
import type { Context } from '../context.ts'
import { isInput } from '../inputs.ts'
import type { App } from '../model.ts'
import type { OpenInventory } from '../open.ts'

/** The charts that declare apps and that nothing in the repo leads to. */

/** Reports whether a chart declares apps and nothing seems to lead to it. */
export function hasUnledTemplates({ inventory }: OpenInventory): boolean {
  return unledTemplates(inventory).length > 0
}

/** Returns the templates of apps that are not part of any app. */
function unledTemplates({ unresolved, apps }: OpenInventory['inventory']): string[] {
  return unresolved.flatMap(({ file, kind, isTemplate }) =>
    isTemplate === true && (kind === 'Application' || kind === 'ApplicationSet') && !isLed(file, apps)
      ? [file]
      : [],
  )
}

/** Returns the charts with such templates. If other charts depend on the chart, it returns those instead. */
export async function rootCharts({ context, inventory }: OpenInventory): Promise<string[]> {
  const { files } = context
  const templates = unledTemplates(inventory)
  if (templates.length === 0) return []
  const own = new Set(templates.flatMap((file) => chartOf(files, file) ?? []))
  const manifests = files.entries.map(({ path }) => path).filter((path) => /(^|\/)Chart\.yaml$/.test(path))
  await files.load(manifests)
  const users = new Map<string, string[]>()
  for (const manifest of manifests) {
    const folder = folderOf(manifest)
    for (const dependency of itemsAt(files.yaml(manifest)?.documents[0]?.root, 'dependencies')) {
      const repository = stringAt(dependency, 'repository') ?? ''
      const used = repository.startsWith('file://')
        ? joinPath(folder, repository.slice('file://'.length))
        : undefined
      if (used !== undefined) users.set(used, [...(users.get(used) ?? []), folder])
    }
  }
  const found = new Set<string>()
  for (const chart of own) {
    const isLibrary =
      stringAt(files.yaml(joinPath(chart, 'Chart.yaml') ?? '')?.documents[0]?.root, 'type') === 'library'
    const others = users.get(chart) ?? []
    if (others.length === 0 && !isLibrary) found.add(chart)
    for (const other of others)
      if (!isLed(joinPath(other, 'Chart.yaml') ?? '', inventory.apps)) found.add(other)
  }
  return [...found]
}

/**
 * Returns the charts that no other of them names. What a chart leads to is known once it is rendered. Returns all of
 * them if each names another.
 */
export async function topmost(charts: readonly string[], { files }: Context): Promise<readonly string[]> {
  if (charts.length < 2) return charts
  const texts = charts.map((chart) =>
    files.below(chart).filter((path) => /\/templates\/|\/values[^/]*\.ya?ml$/.test(`/${path}`)),
  )
  await files.load(texts.flat())
  const isNamed = (chart: string) =>
    charts.some(
      (other, i) =>
        other !== chart &&
        !chart.startsWith(`${other}/`) &&
        texts[i]?.some((path) => namesPath(files.text(path) ?? '', chart)),
    )
  const top = charts.filter((chart) => !isNamed(chart))
  return top.length > 0 ? top : charts
}

/** Reports whether a text contains a path as a whole value, not as part of a longer one. */
function namesPath(text: string, path: string): boolean {
  if (path === '') return false
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    const [before = '', after = ''] = [text[at - 1], text[at + path.length]]
    const isWhole = /[\s"':=]/.test(before || ' ') || (before === '/' && /[\s"'.]/.test(text[at - 2] ?? ' '))
    if (isWhole && /[\s"',/}]/.test(after || ' ')) return true
  }
  return false
}

/** Returns the outermost chart that a template is part of. */
function chartOf(files: Files, template: string): string | undefined {
  const folders = template.split('/')
  for (let i = 0; i < folders.length; i += 1) {
    const folder = folders.slice(0, i).join('/')
    if (!files.has(joinPath(folder, 'Chart.yaml') ?? '')) continue
    const rest = folders.slice(i)
    if (rest[0] === 'templates' || rest[0] === 'charts') return folder
  }
  return undefined
}

/** Reports whether a file is part of an app that an object declares. */
function isLed(file: string, apps: readonly App[]): boolean {
  return apps.some(({ kind, inputs }) => kind !== 'Convention' && isInput(inputs, file))
}
