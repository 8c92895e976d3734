/** What the parts of a bed see of the environment: nothing that could lead them to another cluster. */
import { delimiter, join } from 'node:path'
import type { Built } from './build.ts'

/**
 * The environment of a part. `HOME` is a folder of the bed, so that `~/.kube`, `~/.config/argocd`, `~/.docker` and
 * `~/.gitconfig` are not those of whoever runs it; of our own variables only PATH is handed on.
 *
 * @param folder the bed's folder
 * @param more what the part needs beside that
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

/** The variables that a command in the bed's network keeps: those of the terminal, of the suite and of the bed. */
const kept =
  /^(?:PATH|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|LANG|LC_\w+|SHELL|EDITOR|CI|NODE_OPTIONS|FAIRLEAD_BED_\w+)$/

/**
 * The environment of a command that runs in the bed's network. `KUBECONFIG`, `ARGOCD_*`, the variables of clouds and
 * forges, and what is in the home folder stay outside: platform engineers have them set, to production.
 *
 * @param folder a folder that goes with the command; its home and temporary folders are in it
 * @param cache the folder that holds `fairlead-bed`, the builds
 */
export function scrubbed(env: NodeJS.ProcessEnv, folder: string, cache: string): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => kept.test(name))),
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    XDG_CACHE_HOME: cache,
  }
}
