import { inputError } from '../../errors.ts'
import type { ApplicationName } from '../../controllers/argocd/api/server.ts'
import { noSuch } from '../../inventory/filter.ts'

/** The Applications that the input `argocd-app` names, by app. */
export type NamedApplications = ReadonlyMap<string, readonly ApplicationName[]>

/**
 * Reads which Applications belong to the apps: `application` or `app=application`, with `namespace/` before the name
 * of an Application that is in a namespace of its own.
 *
 * @param given the entries of the input
 * @param awaited the names of the awaited apps
 * @param known the names of all apps
 * @throws FairleadError (input) for a name without an app if several apps are awaited, for an unknown app, and for an
 *   invalid name
 */
export function namedApplications(
  given: readonly string[],
  awaited: readonly string[],
  known: readonly string[],
): NamedApplications {
  const names = [...new Set(awaited)].toSorted()
  // If no app is awaited, no name has to be matched.
  if (names.length === 0) return new Map()
  const found = new Map<string, ApplicationName[]>()
  for (const text of given) {
    const [, app, application = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(text) ?? []
    const whose = app === undefined ? onlyOf(names, application) : app.trim()
    if (!known.includes(whose)) throw noSuch('app', whose, known)
    found.set(whose, [...(found.get(whose) ?? []), nameIn(application.trim(), text)])
  }
  return found
}

/** Returns the name as Argo CD's command line shows it: `namespace/name`, or the name alone. */
export function fullName({ name, namespace }: ApplicationName): string {
  return namespace === undefined ? name : `${namespace}/${name}`
}

function onlyOf(names: readonly string[], application: string): string {
  const [only, ...others] = names
  if (only !== undefined && others.length === 0) return only
  throw inputError(
    `argocd-app: the Application ${JSON.stringify(application)} is given without its app, but ${names.length} apps are waited for: ${names.join(', ')}`,
    {
      hint: `Write app=application, such as ${only ?? 'web'}=${application}, or select one app with the input app.`,
    },
  )
}

/** Parses a name, or a namespace and a name. */
function nameIn(text: string, entry: string): ApplicationName {
  const [, namespace, name] = /^(?:([a-z0-9][a-z0-9.-]*)\/)?([a-z0-9][a-z0-9.-]*)$/.exec(text) ?? []
  if (name !== undefined) return { name, namespace }
  throw inputError(`argocd-app: ${JSON.stringify(entry)} is not a valid Application name`, {
    hint: 'Write application, app=application or app=namespace/application, with the name that Argo CD shows.',
  })
}
