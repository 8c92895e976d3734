import type { Rendered, RenderJob } from './model.ts'

/**
 * The definitions among what a job gave that renders them: all of it where it reads the files of `crds/`; where it is
 * Helm with `--include-crds`, those that the release itself has not.
 *
 * @param release what the release renders to
 */
export function definitionsIn(job: RenderJob, result: Rendered, release: Rendered | undefined): Rendered {
  if (job.kind !== 'helm') return result
  const kind = 'CustomResourceDefinition'
  const own = new Set(release?.manifests.flatMap((one) => (one.kind === kind ? one.name : [])))
  return {
    ...result,
    manifests: result.manifests.filter((one) => one.kind === kind && !own.has(one.name)),
  }
}
