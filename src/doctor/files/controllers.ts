import type { App } from '../../inventory/model.ts'
import type { Check, Found } from '../check.ts'
import { atMost, note, ok, orOkOf, unknown, warning } from '../check.ts'
import type { FilesPorts } from './ports.ts'
import { nameOf } from './ports.ts'

export const productionSyncs: Check<FilesPorts> = {
  id: 'files/sync',
  title: 'Production that is suspended',
  level: 'note',
  description: 'An app of production that Flux deploys is suspended.',
  async run({ inventory }) {
    // Whether production should sync by itself is a choice that no check makes.
    const own = (await inventory()).apps.filter(
      ({ production, controller }) => production && controller === 'flux',
    )
    const found = own
      .filter(({ autoSync }) => autoSync === false)
      .map((app) =>
        note(
          `${nameOf(app)} is suspended: a merge changes nothing of it until somebody resumes it.`,
          'Its spec.suspend is true, or that of a Kustomization above it.',
          app.declaredAt,
        ),
      )
    return orOkOf(own.length, atMost(found), {
      right: 'No app of production that Flux deploys is suspended.',
      nothing: 'Flux deploys no app of production, so none was looked at.',
    })
  },
}

export const revisionsAreTheBase: Check<FilesPorts> = {
  id: 'files/revisions',
  title: 'The revision that each app follows',
  level: 'warning',
  description: 'An app follows another branch than the base branch: a merge does not reach it.',
  async run({ inventory, base }) {
    const { apps } = await inventory()
    if (base === undefined) {
      const named = [...new Set(apps.flatMap(revisionsOf))]
      if (!apps.some(isHere)) return [unknown(NONE_HERE)]
      return named.length === 0
        ? [ok('Each app whose files are here follows HEAD.')]
        : [
            unknown(
              `Apps follow ${named.join(', ')} of this repo, and which branch is changed is not known.`,
              'Give base, or repository: then the two are compared.',
            ),
          ]
    }
    const found = apps.flatMap((app) =>
      revisionsOf(app)
        .filter((revision) => revision.replace(/^refs\/heads\//, '') !== base)
        .map((revision) =>
          warning(
            `${nameOf(app)} follows the revision ${revision} of this repo: a merge into ${base} does not reach it.`,
            `Set targetRevision to HEAD or ${base}, or change that branch: base: ${revision}.`,
            app.declaredAt,
          ),
        ),
    )
    return orOkOf(apps.filter(isHere).length, atMost(found), {
      right: `Each app whose files are here follows ${base}.`,
      nothing: NONE_HERE,
    })
  },
}

const NONE_HERE = 'No app has its files in this repo, so no revision was looked at.'

function isHere({ sources }: App): boolean {
  return sources.some(({ inThisRepository }) => inThisRepository)
}

/** Revisions of this repo that are named and not HEAD. */
function revisionsOf({ sources }: App): string[] {
  const named = sources.flatMap(({ inThisRepository, targetRevision }) =>
    inThisRepository && targetRevision !== undefined && !['', 'HEAD'].includes(targetRevision)
      ? [targetRevision]
      : [],
  )
  return [...new Set(named)]
}

/** argo-cd reposerver/repository/repository.go, mergeSourceParameters: lists of the file replace those of the object. */
export const overrides: Check<FilesPorts> = {
  id: 'files/overrides',
  title: 'Overrides by .argocd-source files',
  level: 'note',
  description: 'A `.argocd-source` file overrides what an Application says.',
  async run({ files, inventory }) {
    const argo = (await inventory()).apps.filter(({ controller }) => controller === 'argocd')
    const found = (await files()).entries
      .filter(({ path }) => /(^|\/)\.argocd-source[^/]*\.yaml$/.test(path))
      .map(({ path: file }): Found =>
        note(
          'This file overrides what the Application says: its lists of parameters and images replace the whole list.',
          'argocd-image-updater writes such files. If nobody means to, move its content into the Application.',
          { file },
        ),
      )
    return orOkOf(argo.length, atMost(found), {
      right: 'No .argocd-source file overrides an Application.',
      nothing: 'There is no Application, so no override of one was looked for.',
    })
  },
}
