import { plannerFor } from '../../src/render/planners.ts'
import type { WorldOptions } from './world.ts'
import { objectOf, shown, worldOf } from './world.ts'

/** Returns the plan of an Application with this spec (YAML) over some files. */
export async function planOf(
  spec: string,
  files: Readonly<Record<string, string>>,
  options: WorldOptions = {},
) {
  const indented = spec.replaceAll(/^(?=.)/gm, '  ')
  const application = objectOf(
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: web, namespace: argocd}\nspec:\n  destination: {namespace: shop}\n${indented}`,
  )
  const world = await worldOf(files, options)
  const plan = await plannerFor(application)?.(application, world, [], 'apps/web.yaml')
  if (!plan) throw new Error('an Application has a planner')
  return { plan, jobs: plan.jobs.map(shown) as Record<string, unknown>[], world }
}

/** Returns a source of this repo. `more` has its further lines. */
export const source = (more: string, revision = 'HEAD') =>
  `source:\n  repoURL: https://github.com/acme/infra.git\n  targetRevision: ${revision}\n${more.replaceAll(/^(?=.)/gm, '  ')}`
