import { inputError } from '../../errors.ts'
import { saysNothing } from '../../inventory/argocd/normal.ts'
import { isThisRepository } from '../../inventory/context.ts'
import { plainAddress } from '../../net/repositories.ts'
import { joinPath } from '../../tree/paths.ts'
import type { Json } from '../../yaml/value.ts'
import { isObject, textAt, valueAt } from '../../yaml/value.ts'
import type { Place } from '../places.ts'
import { gitPlace, placeOf } from '../places.ts'
import type { InfraRepo } from '../plan.ts'
import { checkSubmodule } from '../submodules.ts'
import { KUSTOMIZATION_FILES } from '../../inventory/kustomize/kustomization.ts'

/**
 * Returns the sources of an Application.
 *
 * Rule: argo-cd pkg/apis/application/v1alpha1/types.go (GetSources, HasMultipleSources)
 */
export function sourcesOf(application: Json): readonly Json[] {
  const dry = valueAt(application, 'spec', 'sourceHydrator', 'drySource')
  if (isObject(dry)) return [dry]
  const many = valueAt(application, 'spec', 'sources')
  if (Array.isArray(many) && many.length > 0) return many as readonly Json[]
  const one = valueAt(application, 'spec', 'source')
  return isObject(one) ? [one] : []
}

/** Reports whether `$name` in a values path may refer to another source. */
export function hasManySources(application: Json): boolean {
  const many = valueAt(application, 'spec', 'sources')
  return !isObject(valueAt(application, 'spec', 'sourceHydrator')) && Array.isArray(many) && many.length > 0
}

/**
 * Reports whether a revision is the branch of the infra repo's tree.
 *
 * Rule: argo-cd util/git/client.go (lsRemote); util/webhook/webhook.go (sourceRevisionHasChanged)
 */
export function followsBranch(repo: InfraRepo, revision: string): boolean {
  if (revision === '' || revision === 'HEAD') return repo.isDefaultBranch
  const branch = revision.replace(/^refs\/heads\//, '')
  return branch === repo.branch || repo.alsoFollowed?.includes(branch) === true
}

/**
 * Returns the files of a source.
 *
 * Rule: argo-cd reposerver/repository/repository.go (runRepoOperation)
 *
 * @throws FairleadError if they cannot be read
 */
export async function locate(repo: InfraRepo, source: Json, notes: Set<string>): Promise<Place> {
  const url = textAt(source, 'repoURL') ?? ''
  const revision = textAt(source, 'targetRevision') ?? ''
  const chart = textAt(source, 'chart')
  // If this repo's own address is not known either, a path in it is assumed to be meant.
  if (url === '' && repo.context.addresses !== undefined)
    throw inputError('its source has no repoURL, so its files are not known', {
      hint: 'Set repoURL, also if the chart that creates the Application has a default for it.',
    })
  if (url.startsWith('oci://') && !chart) {
    const found = await repo.remoteSources.artifact(url, revision || 'latest')
    notes.add(`it is rendered from ${url} at ${revision || 'latest'}`)
    return placeOf(found.tree, found.digest)
  }
  if (chart) {
    const repository = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `oci://${url}`
    const found = await repo.remoteSources.chart(repository, chart, revision || '*')
    return placeOf(found.tree, found.version)
  }
  return gitPlace(
    repo,
    {
      url,
      revision: revision || 'HEAD',
      follows: followsBranch(repo, revision),
      path: textAt(source, 'path') ?? '',
    },
    notes,
  )
}

/**
 * Returns the path of a source in its files.
 *
 * Rule: argo-cd util/app/path/path.go (Path)
 *
 * @throws FairleadError (input) if it is absolute, leaves the files or does not exist
 */
export function pathIn(place: Place, source: Json): string {
  if (textAt(source, 'chart')) return ''
  const path = textAt(source, 'path') ?? ''
  if (path.startsWith('/'))
    throw inputError(`its path ${path} is absolute, which Argo CD rejects`, {
      hint: 'Remove the leading slash.',
    })
  const joined = joinPath('', path || '.')
  if (joined === undefined) throw inputError(`its path ${path} leaves the repository`)
  checkSubmodule(place, joined)
  if (!place.files.isFolder(joined))
    throw inputError(`its path ${path} is not a folder in ${place.tree.name}`)
  return joined
}

export type Tool = 'helm' | 'kustomize' | 'directory' | 'plugin'

/**
 * Returns the tool that renders a source: the one that the source sets, otherwise the one detected from the files
 * directly in its folder. If the folder contains a chart and a kustomization, the kustomization wins.
 *
 * Rules: argo-cd pkg/apis/application/v1alpha1/types.go (ExplicitType), util/app/discovery/discovery.go (Discover:
 * the last file of the walk is used, and `Chart.yaml` sorts before every name of a kustomization)
 *
 * @throws FairleadError (input) if the source sets two tools
 */
export function toolOf(source: Json, place: Place, path: string): Tool {
  const explicit = (['kustomize', 'helm', 'directory', 'plugin'] as const).filter(
    (type) => isObject(valueAt(source, type)) && !saysNothing(type, valueAt(source, type)),
  )
  const [tool, second] = explicit
  if (second !== undefined)
    throw inputError(`its source is both ${explicit.join(' and ')}, which Argo CD rejects`, {
      hint: 'Keep one of these blocks.',
    })
  if (tool !== undefined) return tool
  // Argo CD's walk does not follow the folder itself if it is a link.
  if (place.files.isLink(path)) return 'directory'
  const names = place.files
    .children(path)
    .filter((child) => place.files.has(child))
    .map((child) => child.split('/').pop() ?? '')
  const last = names
    .filter((name) => name.endsWith('Chart.yaml') || KUSTOMIZATIONS.has(name))
    .toSorted()
    .pop()
  if (last === undefined) return 'directory'
  return KUSTOMIZATIONS.has(last) ? 'kustomize' : 'helm'
}

const KUSTOMIZATIONS = new Set<string>(KUSTOMIZATION_FILES)

/**
 * Checks that two sources of one repository use the same revision.
 *
 * Rule: argo-cd reposerver/repository/repository.go (runManifestGenAsync)
 *
 * @throws FairleadError (input) if they do not
 */
export function checkSameRevision(repo: InfraRepo, source: Json, ref: Json): void {
  const [one, two] = [source, ref].map((part) => plainAddress(textAt(part, 'repoURL') ?? ''))
  if (one !== two || textAt(source, 'chart')) return
  const [a, b] = [source, ref].map((part) => textAt(part, 'targetRevision') ?? '')
  if (a === b || a === undefined || b === undefined) return
  const here = isThisRepository(repo.context, textAt(source, 'repoURL')) !== false
  if (here && followsBranch(repo, a) === followsBranch(repo, b)) return
  if (!here && [a, b].every((revision) => revision === '' || revision === 'HEAD')) return
  throw inputError(
    `its sources name ${textAt(ref, 'repoURL')} at ${a || 'HEAD'} and at ${b || 'HEAD'}; Argo CD rejects two revisions of one repository`,
  )
}
