import type { Files } from '../../yaml/files.ts'
import type { Unresolved } from '../model.ts'
import type { OpenInventory } from '../open.ts'

/** What Helm renders, or renders by, where a chart is around it. */
const TEMPLATE = /(^|\/)templates\/.*\.(ya?ml|tpl)$/
/** Objects that lead to apps. */
const LEADS =
  /^[ \t]*(?:-[ \t]*)?kind:[ \t]*["']?(Application|ApplicationSet|HelmRelease|Kustomization)["']?[ \t\r]*(#.*)?$/gm
/** The APIs of these: kustomize has a Kustomization of its own. */
const GROUPS: Readonly<Record<string, string>> = {
  Application: 'argoproj.io/',
  ApplicationSet: 'argoproj.io/',
  HelmRelease: 'helm.toolkit.fluxcd.io/',
  Kustomization: 'kustomize.toolkit.fluxcd.io/',
}
/** Only a text with one of these words can declare one. */
export const CONTROLLER_WORDS = /argoproj\.io\/|fluxcd\.(controlplane\.)?io\//
const CHART = /(^|\/)Chart\.yaml$/
/** The usual names of templates of what runs by itself. */
const WORKLOAD = /(^|[-_./])(deployment|statefulset|daemonset|cronjob)s?[^/]*$/i

/** Whether a file is a template of a chart: what it declares is known only when the chart is rendered. */
export function isTemplateFile(files: Files, path: string): boolean {
  if (!TEMPLATE.test(path)) return false
  const folders = path.split('/')
  return folders.some(
    (folder, i) => folder === 'templates' && files.has([...folders.slice(0, i), 'Chart.yaml'].join('/')),
  )
}

/**
 * The template as something that is not known yet, where it declares what leads to apps.
 *
 * @param isOfChart whether the chart is here that it is part of; otherwise nobody here can fill it in
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

/** Whether it is a template of a chart that declares apps. */
export function isTemplate({ isTemplate: is }: Unresolved): boolean {
  return is === true
}

/** Whether it is one that declares apps of Argo CD. */
export function isArgoTemplate({ isTemplate: is, kind }: Unresolved): boolean {
  return is === true && (kind === 'Application' || kind === 'ApplicationSet')
}

/**
 * Where reading costs requests, templates are not read with all the other files. Of the charts of this repo those are read
 * here that may lead to apps: by the names of their files they deploy nothing that runs by itself.
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
