import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { git, remoteRefs } from './git.ts'
import type { ReleaseState } from './plan.ts'

/** Reads the state that a release of the checked-out commit depends on. Without a remote, the local tags are used. */
export function readState(folder: string, remote: string | undefined): ReleaseState {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  const changelog = join(folder, 'CHANGELOG.md')
  return {
    commit: git(folder, 'rev-parse', 'HEAD'),
    manifestVersion: manifest.version,
    changelog: existsSync(changelog) ? readFileSync(changelog, 'utf8').replaceAll('\r\n', '\n') : '',
    tags: remoteRefs(folder, remote ?? '.', 'tags'),
    changedFiles: git(folder, 'status', '--porcelain')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.slice(3)),
  }
}
