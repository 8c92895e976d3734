/** The environment of the parts of a bed. It contains nothing that could lead them to another cluster. */
import { delimiter, join } from 'node:path'
import type { Built } from './build.ts'

/**
 * Returns the environment of a part. `HOME` is a folder of the bed, so that `~/.kube`, `~/.config/argocd`,
 * `~/.docker` and `~/.gitconfig` are not those of the user. Of the variables of this process, only PATH is passed on.
 *
 * @param folder the bed's folder
 * @param more the other variables that the part needs
 */
export function partEnvironment(
  built: Built,
  folder: string,
  more: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
  const path = [built.bin, join(folder, 'path'), built.asset('argocd/path'), process.env['PATH'] ?? '']
  return {
    PATH: path.join(delimiter),
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    ...more,
  }
}

/** The variables that a command in the bed's network inherits: those of the terminal, of the suite and of the bed. */
const kept =
  /^(?:PATH|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|LANG|LC_\w+|SHELL|EDITOR|CI|NODE_OPTIONS|FAIRLEAD_BED_\w+)$/

/**
 * Returns the environment of a command that runs in the bed's network. `KUBECONFIG`, `ARGOCD_*`, the variables of
 * clouds and forges, and the contents of the home folder are left out, because platform engineers often have them set
 * to production.
 *
 * @param folder a folder that is removed with the command; it contains the home and temporary folders
 * @param cache the folder that contains `fairlead-bed`, the builds
 */
export function scrubbed(env: NodeJS.ProcessEnv, folder: string, cache: string): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => kept.test(name))),
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    XDG_CACHE_HOME: cache,
  }
}
