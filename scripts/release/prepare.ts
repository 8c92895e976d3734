import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes a version to package.json, its lock file and the sources, and moves the content of "Unreleased" in
 * CHANGELOG.md under that version and a date.
 */
export function prepareRelease(folder: string, version: string, date: Date): void {
  // npm refuses an invalid version.
  const quiet = ['--no-git-tag-version', '--allow-same-version', '--silent']
  execFileSync('npm', ['version', ...quiet, '--', version], { cwd: folder, stdio: 'pipe' })
  rewrite(join(folder, 'src/runtime/version.ts'), /(?<=version = ')[^']+/, version)
  const heading = `## Unreleased\n\n## ${version} - ${date.toISOString().slice(0, 10)}`
  rewrite(join(folder, 'CHANGELOG.md'), /^## Unreleased$/m, heading)
}

function rewrite(path: string, place: RegExp, text: string): void {
  const before = readFileSync(path, 'utf8')
  if (!place.test(before)) throw new Error(`${path} has no line to replace with ${text.split('\n').at(-1)}`)
  writeFileSync(path, before.replace(place, text))
}
