import { posix } from 'node:path'
import type { Config, RootConfig } from '../../config/config.ts'
import { joinPath } from '../../tree/paths.ts'
import { recordAt } from '../../yaml/at.ts'
import type { Files } from '../../yaml/files.ts'
import type { Context } from '../context.ts'
import { environmentInPath } from '../environments/judge.ts'

/** The ways to render a chart that nothing leads to, by the values files beside it. */

/** Words in the names of values files that do not name an environment or a cluster. */
const NO_PLACE =
  /^(examples?|samples?|templates?|schema|defaults?|common|base|global|shared|all|ci|override|secrets?)$/i
/** Those of the words above that mean values shared by all environments and clusters. */
const SHARED = /^(defaults?|common|base|global|shared|all)$/i
const BESIDE = /^(?:values[-_.](.+)|(.+)[-_.]values)\.ya?ml$/
const FOLDERS = ['values', 'envs', 'env', 'environments', 'clusters', 'overlays']

/** Returns the values files beside a chart and in the usual folders for them. */
export function valuesBeside(files: Files, chart: string): string[] {
  return [chart, ...FOLDERS.flatMap((name) => joinPath(chart, name) ?? [])]
    .flatMap((folder) => files.children(folder))
    .filter((path) => files.has(path) && /\.ya?ml$/.test(path))
}

/** Returns the ways to render a chart: one for each values file beside it that names an environment or a cluster. */
export function waysOf({ files, config }: Context, chart: string): RootConfig[] {
  const beside = files.children(chart).filter((path) => files.has(path))
  const below = FOLDERS.flatMap((name) =>
    files.children(joinPath(chart, name) ?? '').filter((path) => files.has(path)),
  )
  const all = [
    ...beside.flatMap((path) => named(path, wordBeside(posix.basename(path)))),
    ...below.flatMap((path) => named(path, /^(?:values[-_.])?(.+)\.ya?ml$/.exec(posix.basename(path))?.[1])),
  ].filter(({ word }) => word !== 'values')
  const ways = all.filter(
    ({ path, word }) => !NO_PLACE.test(word) || (SHARED.test(word) && saysItself(files, path, word)),
  )
  if (ways.length === 0) return [{ path: chart }]
  const shared = all.filter((one) => SHARED.test(one.word) && !ways.includes(one)).map(({ path }) => path)
  return ways.map(({ path, word }) => {
    const environment = placeOfWord(word, config)
    return {
      path: chart,
      values: [...shared, path],
      // A word that contains no environment's name is an environment of its own.
      environment: environment ?? word,
      // A word that contains more than the name of an environment names a cluster in it.
      ...(word === environment ? { controlPlane: word } : { cluster: word }),
    }
  })
}

/**
 * Reports whether a values file contains the word in its name as a value (`name: base`). Then the word names an
 * environment or a cluster, not a shared part.
 */
function saysItself(files: Files, path: string, word: string): boolean {
  const root = files.isLoaded(path) ? files.yaml(path)?.documents[0]?.root : undefined
  return Object.values(recordAt(root)).includes(word)
}

function wordBeside(name: string): string | undefined {
  const [, after, before] = BESIDE.exec(name) ?? []
  return after ?? before
}

function named(path: string, word: string | undefined): { path: string; word: string }[] {
  return word === undefined ? [] : [{ path, word }]
}

function placeOfWord(word: string, config: Config): string | undefined {
  const known = Object.keys(config.environments).find((name) => name === word)
  return known ?? environmentInPath(`values-${word}.yaml`, '')
}
