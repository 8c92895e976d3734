import type { Files } from '../../yaml/files.ts'
import type { Unresolved } from '../model.ts'
import type { OpenInventory } from '../open.ts'

/** Matches the files that Helm renders, or includes when it renders, if they belong to a chart. */
const TEMPLATE = /(^|\/)templates\/.*\.(ya?ml|tpl)$/
/** Matches the kinds of objects that lead to apps. */
const LEADS =
  /^[ \t]*(?:-[ \t]*)?kind:[ \t]*["']?(Application|ApplicationSet|HelmRelease|Kustomization)["']?[ \t\r]*(#.*)?$/gm
/** The APIs of these kinds, because kustomize also has a Kustomization. */
const GROUPS: Readonly<Record<string, string>> = {
  Application: 'argoproj.io/',
  ApplicationSet: 'argoproj.io/',
  HelmRelease: 'helm.toolkit.fluxcd.io/',
  Kustomization: 'kustomize.toolkit.fluxcd.io/',
}
/** Only a text with one of these words can declare one. */
export const CONTROLLER_WORDS = /argoproj\.io\/|fluxcd\.(controlplane\.)?io\//
const CHART = /(^|\/)Chart\.yaml$/
/** The usual names of templates of workloads. */
const WORKLOAD = /(^|[-_./])(deployment|statefulset|daemonset|cronjob)s?[^/]*$/i

/** Reports whether a file is a template of a chart. Its declarations are known only when the chart is rendered. */
export function isTemplateFile(files: Files, path: string): boolean {
  if (!TEMPLATE.test(path)) return false
  const folders = path.split('/')
  return folders.some(
    (folder, i) => folder === 'templates' && files.has([...folders.slice(0, i), 'Chart.yaml'].join('/')),
  )
}

/**
 * Returns an unresolved entry for a template that declares objects that lead to apps.
 *
 * @param isOfChart whether its chart is in this repo; otherwise nothing here can render it
 */
export function unrenderedTemplate(path: string, text: string, isOfChart = true): Unresolved | undefined {
  const kinds = CONTROLLER_WORDS.test(text) ? [...text.matchAll(LEADS)].map(([, kind = '']) => kind) : []
  const kind = kinds.find((one) => text.includes(GROUPS[one] ?? ''))
  return kind === undefined
    ? undefined
    : {
        file: path,
        line: undefined,
        kind,
        name: undefined,
        ...(isOfChart
          ? {
              reason:
                'it is a template of a chart; its declarations are known only when the chart is rendered',
              isTemplate: true as const,
            }
          : {
              reason:
                'it is a template without a Chart.yaml next to its templates folder; its declarations are known only to the tool that fills it in',
            }),
      }
}

/** Reports whether it is a template of a chart that declares apps. */
export function isTemplate({ isTemplate: is }: Unresolved): boolean {
  return is === true
}

/** Reports whether it is a template that declares apps of Argo CD. */
export function isArgoTemplate({ isTemplate: is, kind }: Unresolved): boolean {
  return is === true && (kind === 'Application' || kind === 'ApplicationSet')
}

/**
 * Reads chart templates that may lead to apps if reading costs requests, because templates are then not read with all
 * other files. It reads those of charts of this repo that, by their file names, deploy no workload.
 */
export async function withLeadingTemplates(open: OpenInventory): Promise<OpenInventory> {
  const { inventory, context } = open
  const { files } = context
  if (!files.costly) return open
  const wanted = files.entries
    .flatMap(({ path }) => (CHART.test(path) ? [path.replace(CHART, '')] : []))
    .map((chart) => files.below(chart === '' ? 'templates' : `${chart}/templates`))
    .filter((templates) => !templates.some((path) => WORKLOAD.test(path)))
    .flat()
    .filter((path) => TEMPLATE.test(path) && !files.isLoaded(path))
  if (wanted.length === 0) return open
  await files.load(wanted)
  const found = [...new Set(wanted)].flatMap((path) => unrenderedTemplate(path, files.text(path) ?? '') ?? [])
  if (found.length === 0) return open
  const templates = [...open.templates, ...found.filter(isTemplate).map(({ file }) => file)]
  return {
    ...open,
    templates: new Set(templates),
    inventory: { ...inventory, unresolved: [...inventory.unresolved, ...found] },
  }
}
