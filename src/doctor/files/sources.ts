import { FairleadError } from '../../errors.ts'
import { mask } from '../../git/mask.ts'
import { isThisRepository } from '../../inventory/context.ts'
import type { Source } from '../../inventory/model.ts'
import type { Check, Found } from '../check.ts'
import { atMost, ok, orOk, sentence, unknown, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'

/** The maximum number of repositories that are read; each may take seconds. */
const MOST_ASKED = 20

/**
 * Checks that diff and render can read the charts and manifests that apps use from other Git repositories, with the
 * permissions of this job.
 */
export const sourcesAreReadable: Check<FilesPorts> = {
  id: 'files/sources',
  title: 'Charts and manifests in other repositories',
  level: 'warning',
  description: 'A Git repository that an app uses cannot be read with the credentials of this job.',
  async run({ inventory, config, files, addresses, git }) {
    const context = { files: await files(), config: await config(), addresses }
    const wanted = new Map<string, { url: string; revision: string; app: string }>()
    for (const { name, sources } of (await inventory()).apps)
      for (const source of sources.filter(isOfGit)) {
        const { repoURL: url = '', targetRevision: revision = '' } = source
        if (source.inThisRepository || isThisRepository(context, url) === true) continue
        wanted.set(JSON.stringify([url, revision]), { url, revision, app: name })
      }
    if (wanted.size === 0)
      return [
        (await inventory()).apps.length === 0
          ? unknown('There are no apps, so the repositories they use were not checked.')
          : ok('No app uses another Git repository.'),
      ]
    if (git === undefined) return [unknown('Access to the repositories that apps use was not checked.')]
    const asked = [...wanted.values()].slice(0, MOST_ASKED)
    const found = await Promise.all(
      asked.map(async ({ url, revision, app }): Promise<readonly Found[]> => {
        try {
          await git(url, revision)
          return []
        } catch (error) {
          if (!(error instanceof FairleadError)) throw error
          const [{ message, hint }] = error.faults
          return [warning(sentence(`diff and render cannot render ${app}: ${message}`), hint)]
        }
      }),
    )
    const left = wanted.size - asked.length
    const rest = left > 0 ? [unknown(`${left} more repositories and revisions were not checked.`)] : []
    const names = [...new Set(asked.map(({ url }) => mask(url)))]
    return orOk(
      [...atMost(found.flat()), ...rest],
      `${names.length === 1 ? `The repository ${names[0]}` : `Each of ${names.length} repositories`} that apps use can be read.`,
    )
  },
}

/**
 * Reports whether a source is in Git. Charts of Helm repositories, OCI artifacts, and sources that only their
 * controller knows are not.
 */
function isOfGit({ repoURL, chart, path }: Source): boolean {
  // Flux identifies a chart in Git by its folder.
  const isFolder = chart === undefined || path !== undefined || chart.includes('/')
  return repoURL !== undefined && !/^oci:/i.test(repoURL) && isFolder
}
