import type { Rendered, RenderJob } from './model.ts'

/**
 * Returns the CustomResourceDefinitions in the result of the job that renders them. For a job that reads the files of
 * `crds/`, this is the whole result; for Helm with `--include-crds`, the definitions that the release does not
 * contain.
 *
 * @param release the rendered manifests of the release
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
