import type { KubeObject } from '../../kube/objects.ts'
import type { Context } from '../context.ts'
import { readObjects } from '../controller-objects.ts'
import { isProduction } from '../environments/judge.ts'
import { unbuilt } from '../kustomize/kustomization.ts'
import type { App, Unresolved } from '../model.ts'
import { withFields } from '../with-fields.ts'
import { isFluxKustomization, isHelmRelease } from './kinds.ts'
import { readBelow } from './read.ts'
import { Sources } from './sources.ts'

/**
 * Reads the Flux apps that the output of another app declares, and everything that they lead to. An app that does not
 * identify its own environment is in the parent's environment. If the parent is production, so is the app.
 *
 * @param declared all objects of the output
 */
export async function readDeclaredFlux(
  context: Context,
  declared: readonly KubeObject[],
  parent: App,
): Promise<{ readonly apps: readonly App[]; readonly unresolved: readonly Unresolved[] }> {
  const objects = declared.flatMap((object): KubeObject[] =>
    isFluxKustomization(object) || isHelmRelease(object)
      ? // One line of a template may produce several.
        [
          {
            ...object,
            madeOf: [object.scope.file.path, object.kind, object.namespace, object.name].join('\0'),
          },
        ]
      : [],
  )
  if (objects.length === 0) return { apps: [], unresolved: [] }
  const unresolved: Unresolved[] = []
  const sources = new Sources([...(await readObjects(context.files, [])), ...declared], context.files)
  const [read = []] = await context.files.run([
    readBelow(context, sources, objects.map(unbuilt), parent, unresolved),
  ])
  return { apps: read.map((app) => placedIn(app, parent, context)), unresolved }
}

function placedIn(app: App, parent: App, { config }: Context): App {
  const environment = app.environment ?? parent.environment
  const production = parent.production || isProduction(environment, config)
  if (environment === app.environment && production === app.production) return app
  return withFields(app, {
    environment,
    production,
    ...(app.environment === undefined ? { environmentBy: `its parent ${parent.name}` } : {}),
  })
}
