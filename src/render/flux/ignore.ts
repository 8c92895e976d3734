import { posix } from 'node:path'
import type { Files } from '../../yaml/files.ts'
import { ignorePatterns, isLeftOut } from './gitignore.ts'

/** Source: fluxcd/pkg sourceignore (ExcludeVCS) */
const VERSION_CONTROL = `
.git/
.gitignore
.gitmodules
.gitattributes
`

/** Source: fluxcd/pkg sourceignore (ExcludeExt, ExcludeCI, ExcludeExtra) */
const OTHERS = `
*.jpg
*.jpeg
*.gif
*.png
*.wmv
*.flv
*.tar.gz
*.zip
.github/
.circleci/
.travis.yml
.gitlab-ci.yml
appveyor.yml
.drone.yml
cloudbuild.yaml
codeship-services.yml
codeship-steps.yml
**/.goreleaser.yml
**/.sops.yaml
**/.flux.yaml
`

/** Matches every path that the default patterns can exclude. Other paths need no further check. */
const SUSPECT =
  /\.(git|jpe?g|gif|png|wmv|flv|tar\.gz|zip|circleci|travis|drone|goreleaser|sops|flux)|appveyor|cloudbuild|codeship/

/** Reports whether a path is left out of the artifact of a source. */
export type IsIgnored = (path: string, isFolder: boolean) => boolean

/**
 * Returns a check for the files that are left out of the artifact of a source: those that match the `.sourceignore`
 * files of the repository and `spec.ignore`, which takes precedence. If there is neither, the default patterns apply.
 *
 * Rule: fluxcd/pkg artifact/storage/archive.go (SourceIgnoreFilter), sourceignore/sourceignore.go
 * (LoadIgnorePatterns); source-controller internal/controller/gitrepository_controller.go (reconcileArtifact)
 */
export async function sourceIgnore(files: Files, specIgnore: string | undefined): Promise<IsIgnored> {
  const own = files.entries
    .filter(
      ({ path, mode }) => mode !== '160000' && (path === '.sourceignore' || path.endsWith('/.sourceignore')),
    )
    .map(({ path }) => path)
    .toSorted((a, b) => a.split('/').length - b.split('/').length)
  await files.load(own)
  const given = own.flatMap((path) => {
    const folder = posix.dirname(path)
    return ignorePatterns(files.text(path) ?? '', folder === '.' ? '' : folder)
  })
  if (specIgnore !== undefined) given.push(...ignorePatterns(specIgnore, ''))
  const patterns = [
    ...ignorePatterns(VERSION_CONTROL, ''),
    ...(given.length > 0 ? given : ignorePatterns(OTHERS, '')),
  ]
  return (path, isFolder) => (given.length > 0 || SUSPECT.test(path)) && isLeftOut(patterns, path, isFolder)
}
