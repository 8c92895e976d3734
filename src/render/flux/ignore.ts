import { posix } from 'node:path'
import ignore from 'ignore'
import type { Ignore } from 'ignore'
import type { Files } from '../../inventory/files.ts'

/**
 * What Flux leaves out of every artifact.
 *
 * Source: fluxcd/pkg sourceignore (ExcludeVCS, ExcludeExt, ExcludeCI, ExcludeExtra)
 */
const DEFAULTS = `
.git/
.gitignore
.gitmodules
.gitattributes
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

/**
 * Which files are not in the artifact of a source: by `spec.ignore` of the source where it has one, otherwise by
 * the defaults and the `.sourceignore` files of the repository, of which a deeper one counts more.
 *
 * Rule: fluxcd/pkg sourceignore; source-controller internal/controller/gitrepository_controller.go
 */
export async function sourceIgnore(
  files: Files,
  specIgnore: string | undefined,
): Promise<(path: string) => boolean> {
  const rules: { folder: string; patterns: Ignore }[] = []
  const add = (folder: string, text: string) =>
    rules.push({ folder, patterns: ignore({ allowRelativePaths: true }).add(text) })
  if (specIgnore === undefined) add('', DEFAULTS)
  const own = files.entries
    .map((entry) => entry.path)
    .filter((path) => posix.basename(path) === '.sourceignore')
    .toSorted((a, b) => a.split('/').length - b.split('/').length)
  await files.load(own)
  for (const path of own) {
    const folder = posix.dirname(path)
    add(folder === '.' ? '' : folder, files.text(path) ?? '')
  }
  if (specIgnore !== undefined) add('', specIgnore)
  return (path) => {
    let isIgnored = false
    for (const { folder, patterns } of rules) {
      if (folder !== '' && !path.startsWith(`${folder}/`)) continue
      const { ignored, unignored } = patterns.test(folder === '' ? path : path.slice(folder.length + 1))
      if (ignored) isIgnored = true
      else if (unignored) isIgnored = false
    }
    return isIgnored
  }
}
