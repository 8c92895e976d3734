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

/** No name of a path without one of these is left out where nobody says anything; it saves looking closer. */
const SUSPECT =
  /\.(git|jpe?g|gif|png|wmv|flv|tar\.gz|zip|circleci|travis|drone|goreleaser|sops|flux)|appveyor|cloudbuild|codeship/

/** Whether a path is not in the artifact of a source. */
export type IsIgnored = (path: string, isFolder: boolean) => boolean

/**
 * Which files are not in the artifact of a source: those that the `.sourceignore` files of the repository and
 * `spec.ignore` name, the last of which counts most. Where there is none of either, the defaults.
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
