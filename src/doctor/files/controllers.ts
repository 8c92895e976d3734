import type { App } from '../../inventory/model.ts'
import type { Check, Found } from '../check.ts'
import { atMost, note, ok, orOkOf, unknown, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'
import { nameOf } from './ports.ts'

export const productionSyncs: Check<FilesPorts> = {
  id: 'files/sync',
  title: 'Suspended production apps',
  level: 'note',
  description: 'A production app that Flux deploys is suspended.',
  async run({ inventory }) {
    // Automatic sync in production is a choice of the user, so it is not checked.
    const own = (await inventory()).apps.filter(
      ({ production, controller }) => production && controller === 'flux',
    )
    const found = own
      .filter(({ autoSync }) => autoSync === false)
      .map((app) =>
        note(
          `${nameOf(app)} is suspended: merged changes have no effect on it until somebody resumes it.`,
          'spec.suspend is true in it or in a Kustomization above it.',
          app.declaredAt,
        ),
      )
    return orOkOf(own.length, atMost(found), {
      right: 'No production app that Flux deploys is suspended.',
      nothing: 'Flux deploys no production apps, so none were checked.',
    })
  },
}

export const revisionsAreTheBase: Check<FilesPorts> = {
  id: 'files/revisions',
  title: 'The revision that each app follows',
  level: 'warning',
  description: 'An app follows a branch other than the base branch: a merge does not reach it.',
  async run({ inventory, base }) {
    const { apps } = await inventory()
    if (base === undefined) {
      const named = [...new Set(apps.flatMap(revisionsOf))]
      if (!apps.some(isHere)) return [unknown(NONE_HERE)]
      return named.length === 0
        ? [ok('Every app with files in this repo follows HEAD.')]
        : [
            unknown(
              `Apps follow ${named.join(', ')} of this repo, but the branch that changes are merged into is not known.`,
              'Set base or repository to compare the two.',
            ),
          ]
    }
    const found = apps.flatMap((app) =>
      revisionsOf(app)
        .filter((revision) => revision.replace(/^refs\/heads\//, '') !== base)
        .map((revision) =>
          warning(
            `${nameOf(app)} follows the revision ${revision} of this repo: a merge into ${base} does not reach it.`,
            `Set targetRevision to HEAD or ${base}, or change that branch instead: base: ${revision}.`,
            app.declaredAt,
          ),
        ),
    )
    return orOkOf(apps.filter(isHere).length, atMost(found), {
      right: `Every app with files in this repo follows ${base}.`,
      nothing: NONE_HERE,
    })
  },
}

const NONE_HERE = 'No app has its files in this repo, so no revisions were checked.'

function isHere({ sources }: App): boolean {
  return sources.some(({ inThisRepository }) => inThisRepository)
}

/** Returns the revisions of this repo that an app names, except HEAD. */
function revisionsOf({ sources }: App): string[] {
  const named = sources.flatMap(({ inThisRepository, targetRevision }) =>
    inThisRepository && targetRevision !== undefined && !['', 'HEAD'].includes(targetRevision)
      ? [targetRevision]
      : [],
  )
  return [...new Set(named)]
}

/**
 * Rule: argo-cd reposerver/repository/repository.go, mergeSourceParameters: lists in the file replace those in the
 * object.
 */
export const overrides: Check<FilesPorts> = {
  id: 'files/overrides',
  title: 'Overrides in .argocd-source files',
  level: 'note',
  description: 'A `.argocd-source` file overrides an Application.',
  async run({ files, inventory }) {
    const argo = (await inventory()).apps.filter(({ controller }) => controller === 'argocd')
    const found = (await files()).entries
      .filter(({ path }) => /(^|\/)\.argocd-source[^/]*\.yaml$/.test(path))
      .map(({ path: file }): Found =>
        note(
          'This file overrides the Application: its lists of parameters and images replace the whole list.',
          'argocd-image-updater writes such files. If this is not intended, move the content into the Application.',
          { file },
        ),
      )
    return orOkOf(argo.length, atMost(found), {
      right: 'No .argocd-source file overrides an Application.',
      nothing: 'No Applications found, so no overrides were checked.',
    })
  },
}
