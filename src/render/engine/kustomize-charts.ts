import { inputError } from '../../errors.ts'
import type { YamlNode } from '../../yaml/nodes.ts'
import type { Closure, Source } from './kustomize-closure.ts'
import { fields, items, reference } from './kustomize-closure.ts'

/**
 * Adds the charts that kustomize inflates (`helmCharts`), which must be in the repository or be fetched.
 *
 * Rule: kustomize's api/internal/builtins/HelmChartInflationGenerator.go.
 *
 * @param only the chart, if the node itself is a generator
 * @throws FairleadError (input) if charts are not enabled, or one is neither in the repository nor fetched
 */
export function takeCharts(
  root: YamlNode,
  source: Source,
  closure: Closure,
  enabled: boolean,
  only?: YamlNode,
): void {
  const charts = only ? [only] : [...items(root, 'helmCharts'), ...items(root, 'helmChartInflationGenerator')]
  const globals = [...fields(root, 'helmGlobals'), ...(only ? [only] : [])]
  for (const home of globals.flatMap((node) => fields(node, 'configHome'))) {
    const at = reference(home, source)?.at
    throw inputError('the Helm settings folder (configHome) is not used', at ? { at } : {})
  }
  const homes = globals.flatMap((node) => fields(node, 'chartHome')).map((node) => reference(node, source))
  for (const chart of charts) {
    const text = (name: string) => fields(chart, name).flatMap((node) => reference(node, source) ?? [])[0]
    const name = text('name') ?? text('chartName')
    const at = name?.at ?? { file: source.yaml.path }
    if (!enabled)
      throw inputError('this kustomization inflates charts (helmCharts), which is not enabled', {
        at,
        hint: 'Argo CD requires --enable-helm in its kustomize options (kustomize.buildOptions in argocd-cm). If it is set there, also set it in fairlead.yaml: argocd: {kustomizeBuildOptions: "--enable-helm"}. Flux does not support it: use a HelmRelease to install the chart.',
      })
    for (const field of [
      'name',
      'chartName',
      'version',
      'releaseName',
      'namespace',
      'nameTemplate',
      'kubeVersion',
      'repo',
      'chartRepo',
      'chartVersion',
    ])
      if (text(field)?.text.startsWith('-'))
        throw inputError(`${field} begins with "-", so Helm would treat it as an option`, { at })
    const template = text('nameTemplate')
    if (template?.text.includes('{{'))
      throw inputError(
        'nameTemplate is a template, which Helm allows to read the environment and query DNS',
        {
          at: template.at,
          hint: 'Set the name of the release (releaseName).',
        },
      )
    for (const item of items(chart, 'apiVersions'))
      if (reference(item, source)?.text.startsWith('-'))
        throw inputError('apiVersions has an entry that begins with "-"', { at })
    const [version, repository] = [text('version')?.text, text('repo')?.text]
    const home = homes[0]?.text ?? 'charts'
    const versioned = version !== undefined && repository !== undefined
    const folder = versioned
      ? `${home}/${name?.text ?? ''}-${version}/${name?.text ?? ''}`
      : `${home}/${name?.text ?? ''}`
    if (name && repository !== undefined && closure.wantsChart(name, repository, version ?? '', folder))
      continue
    const found = closure.take(
      { text: folder, at, folder: source.folder },
      repository === undefined ? 'the chart' : `the chart of ${repository}, looked for in`,
    )
    if (found.kind === 'folder') closure.charts.add(found.path)
    const files = [
      ...fields(chart, 'valuesFile'),
      ...fields(chart, 'values'),
      ...items(chart, 'additionalValuesFiles'),
    ]
    for (const file of files) {
      const from = reference(file, source)
      if (from) closure.take(from, 'the values file')
    }
  }
}
