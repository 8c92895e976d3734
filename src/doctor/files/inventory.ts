import { CONFIG_FILE } from '../../config/config.ts'
import { identityOf } from '../../inventory/control-planes/identity.ts'
import { groupBy } from '../../group-by.ts'
import type { App } from '../../inventory/model.ts'
import type { Check, Found } from '../check.ts'
import { atMost, count, few, note, ok, orOk, orOkOf, sentence, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'
import { nameOf } from './ports.ts'
import { capitalised } from '../../text/capitalised.ts'

export const appsAreFound: Check<FilesPorts> = {
  id: 'files/apps',
  title: 'The apps',
  level: 'warning',
  description: 'No apps are found, or none in production.',
  async run({ inventory }) {
    const { apps } = await inventory()
    if (apps.length === 0)
      return [
        warning(
          'No apps found.',
          'Check that this is the root of the infra repo. Apps are Argo CD Applications, Flux HelmReleases and Kustomizations, or charts and overlays in a common layout.',
        ),
      ]
    const found: Found[] = []
    const byController = tally(apps, ({ controller }) => controllers[controller])
    found.push(ok(`${count(apps.length, 'app')} found: ${byController}.`))
    found.push(ok(`By environment: ${tally(apps, ({ environment }) => environment ?? 'none')}.`))
    if (!apps.some(({ production }) => production))
      found.push(
        note(
          'No app is in production, so the rules for production apply to none.',
          'If some are in production, set it in fairlead.yaml: environments: {<name>: {production: true, paths: […]}}.',
        ),
      )
    return orOk(found, '')
  },
}

const controllers = { argocd: 'Argo CD', flux: 'Flux', none: 'by convention' } as const

/** Returns the number of apps for each key: `Argo CD 2, Flux 1`. */
function tally(apps: readonly App[], key: (app: App) => string): string {
  const counts = new Map<string, number>()
  for (const app of apps) counts.set(key(app), (counts.get(key(app)) ?? 0) + 1)
  return [...counts].map(([name, number]) => `${name} ${number}`).join(', ')
}

export const objectsAreResolved: Check<FilesPorts> = {
  id: 'files/unresolved',
  title: 'Unresolved objects',
  level: 'warning',
  description:
    'An Argo CD or Flux object is not resolved, so its apps are not known; or another tool deploys (Helmfile, Jsonnet, values files that no app reads …).',
  async run({ inventory, passedOver }) {
    const [{ apps, unresolved }, passed] = [await inventory(), await passedOver()]
    const alike = groupBy(unresolved, ({ kind, reason }) => JSON.stringify([kind, reason]))
    const lost = [...alike.values()].flatMap((same) => {
      const [first] = same
      if (!first) return []
      const { file, line, kind, reason, hint } = first
      const names = [...new Set(same.map(({ name, file: own }) => name ?? own))]
      const one = same.length === 1
      const named = [kind, one ? first.name : few(names)].filter((part) => part !== undefined).join(' ')
      // The same object in several folders, such as one folder per cluster.
      const isOneName = names.length === 1
      const what = isOneName && !one ? `${named} (${same.length} objects)` : named
      return [
        warning(
          sentence(`${what} ${isOneName ? 'is' : 'are'} not resolved: ${reason}`),
          `${hint === undefined ? '' : `${sentence(hint)} `}${one ? 'Its' : 'Their'} apps are not listed. Bump their images by values-file and key.`,
          { file, ...(line === undefined ? {} : { line }) },
        ),
      ]
    })
    const others = passed
      .filter(({ file }) => file !== CONFIG_FILE)
      .map(({ file, line, kind, reason, count: files = 1, hint }) =>
        note(
          sentence(`${capitalised(kind)}${files > 1 ? ` (${files} files)` : ''}: ${reason}`),
          hint ?? 'Bump images that are set there by values-file and key.',
          { file, ...(line === undefined ? {} : { line }) },
        ),
      )
    const declared = apps.filter(({ kind }) => kind !== 'Convention')
    return orOkOf(declared.length, [...atMost(lost), ...atMost(others)], {
      right: 'Every controller object is resolved, and no other deployment tools were found.',
      nothing: 'No Argo CD or Flux objects found, so none were resolved.',
    })
  },
}

export const environmentsAreKnown: Check<FilesPorts> = {
  id: 'files/environments',
  title: 'The environment of each app',
  level: 'warning',
  description: 'The environment of an app is not known, so the rules for production do not apply to it.',
  async run({ inventory }) {
    const { apps } = await inventory()
    const unknown = apps.filter(({ environment }) => environment === undefined)
    const found = [...groupBy(unknown, ({ declaredAt }) => topFolder(declaredAt.file)).values()].flatMap(
      (same) => {
        const [first] = same
        const names = [...new Set(same.map(({ name }) => name))]
        const rules = names.length === 1 ? 'it' : 'any of them'
        return first
          ? [
              warning(
                `The environment of ${few(names)} is not known, so the rules for production do not apply to ${rules}.`,
                'Set it in fairlead.yaml (environments: {<name>: {paths: […]}}), or with a label "environment" on the object.',
                first.declaredAt,
              ),
            ]
          : []
      },
    )
    return orOkOf(apps.length, atMost(found), {
      right: 'Every app has an environment.',
      nothing: 'There are no apps, so no environments were checked.',
    })
  },
}

function topFolder(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : ''
}

export const appsAreDeclaredOnce: Check<FilesPorts> = {
  id: 'files/duplicates',
  title: 'Apps declared twice',
  level: 'warning',
  description: 'Two objects in one control plane have the same kind, namespace and name.',
  async run({ inventory }) {
    const seen = new Map<string, App>()
    const found: Found[] = []
    for (const app of (await inventory()).apps) {
      if (app.kind === 'Convention') continue
      const key = identityOf(app)
      const first = seen.get(key)
      if (first === undefined) seen.set(key, app)
      else if (isElsewhere(first, app))
        found.push(
          warning(
            `${app.kind} ${nameOf(app)} is declared a second time; the first is at ${first.declaredAt.file}:${first.declaredAt.line}.`,
            `Objects with the same name overwrite each other in one control plane (${app.controlPlane ?? ''}). Remove one, or, if these are two control planes, define them in fairlead.yaml (controlPlanes).`,
            app.declaredAt,
          ),
        )
    }
    for (const { fault, declaredAt } of (await inventory()).apps)
      if (fault !== undefined)
        found.push(warning(`${capitalised(fault)}.`, 'Give each Application a unique name.', declaredAt))
    return orOkOf(seen.size, atMost(found), {
      right: 'Every app is declared once.',
      nothing: 'No object declares an app, so none were checked.',
    })
  },
}

function isElsewhere(a: App, b: App): boolean {
  return a.declaredAt.file !== b.declaredAt.file || a.declaredAt.line !== b.declaredAt.line
}
