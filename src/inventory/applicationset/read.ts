import { contained } from '../../errors.ts'
import { readApplication } from '../argocd/application.ts'
import type { Context } from '../context.ts'
import type { Reading } from '../../yaml/files.ts'
import { textAt } from '../../yaml/value.ts'
import { asUnresolved, guarded } from '../guarded.ts'
import type { App, Unresolved } from '../model.ts'
import { specOf } from '../../kube/objects.ts'
import { at } from '../../yaml/at.ts'
import type { KubeObject } from '../../kube/objects.ts'
import type { GeneratedApplication, Problem, Shared } from './expansion.ts'
import { expand, objectOf } from './expansion.ts'
import { Templates } from './template.ts'
import { trace } from './trace.ts'

/** The expanded ApplicationSets of a repo, to be read together with its Applications. */
export interface ApplicationSets {
  /** Reads the generated Applications, in order; undefined for one that cannot be read. */
  readonly readings: readonly Reading<App | undefined>[]
  readonly unresolved: readonly Unresolved[]
  /** The files that their generators read. */
  readonly generating: ReadonlySet<string>
  /** Sets the file and key of the images of the apps that were read. */
  trace(apps: readonly (App | undefined)[]): Promise<App[]>
}

/**
 * Expands ApplicationSets to the Applications that their generators produce.
 *
 * @param sets the ApplicationSet objects
 * @param parent the app whose output contains them
 */
export async function readApplicationSets(
  context: Context,
  sets: readonly KubeObject[],
  parent?: App,
): Promise<ApplicationSets> {
  const generating = new Set<string>()
  const shared: Shared = {
    context,
    templates: new Templates(),
    load: (paths) => {
      for (const path of paths) generating.add(path)
      return context.files.load(paths)
    },
  }
  const expanded = await Promise.all(sets.map((set) => expand(set, shared)))
  const generated = expanded.flatMap(({ applications, refused }, i) => {
    const set = sets[i]
    return set ? applications.map((application) => ({ set, application, refused })) : []
  })
  const unresolved = expanded.flatMap(({ problems }, i) => {
    const set = sets[i]
    return set ? problems.map((problem) => unresolvedSet(set, problem)) : []
  })
  return {
    readings: generated.map(({ set, application, refused }) =>
      guarded(
        function* () {
          const fault = faultOf(set, application, refused)
          const object = objectOf(set, application.application)
          return yield* readApplication(context, object, {
            generatedBy: set.name,
            element: application.environment,
            clusterName: application.cluster,
            ...(parent ? { parent, isRendered: true as const } : {}),
            ...(fault === undefined ? {} : { fault }),
          })
        },
        asUnresolved(set, unresolved),
      ),
    ),
    unresolved,
    generating,
    async trace(apps) {
      const bySet = new Map<KubeObject, { generated: GeneratedApplication; app: App }[]>()
      for (const [i, { set, application }] of generated.entries()) {
        const app = apps[i]
        if (app)
          bySet.set(set, [...(bySet.get(set) ?? []), { generated: application, app: stepped(app, set) }])
      }
      const traced = [...bySet].map(async ([set, own]) => {
        try {
          return await trace(set, own, shared)
        } catch (error) {
          const note = `the locations of its images cannot be determined: ${contained(error).faults[0].message}`
          return own.map(({ app }) => ({ ...app, images: [], notes: [...app.notes, note] }))
        }
      })
      return (await Promise.all(traced)).flat()
    },
  }
}

/** Returns the reason why Argo CD does not update the Application, if there is one. */
function faultOf(
  set: KubeObject,
  { application, isTwice }: GeneratedApplication,
  refused: string | undefined,
): string | undefined {
  if (refused !== undefined)
    return `the ApplicationSet ${set.name} generates nothing because ${refused}: Argo CD reports an error and leaves all its Applications unchanged`
  if (!isTwice) return undefined
  const name = textAt(application, 'metadata', 'name') ?? ''
  return `the ApplicationSet ${set.name} generates two Applications with the name ${name}: Argo CD reports an error and leaves the Application of that name unchanged`
}

/** Adds a note to an app whose set rolls out changes in steps; the ApplicationSet controller then syncs it. */
function stepped(app: App, set: KubeObject): App {
  if (at(specOf(set), 'strategy', 'rollingSync') === undefined) return app
  return { ...app, notes: [...app.notes, `${set.name} rolls changes out in steps (RollingSync)`] }
}

function unresolvedSet(set: KubeObject, { reason, hint }: Problem): Unresolved {
  const isPatch = at(specOf(set), 'generators') === undefined
  const { file, line, kind, name } = set
  return {
    file,
    line,
    kind,
    name,
    reason,
    ...(hint === undefined ? {} : { hint }),
    ...(isPatch ? { isPatch } : {}),
  }
}
