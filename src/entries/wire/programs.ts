import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { openShelf } from '../../cache/shelf.ts'
import type { Config } from '../../config/config.ts'
import { wayTo } from '../../files/way.ts'
import { isTracked } from '../../git/tracked.ts'
import { once } from '../../once.ts'
import { openSupply } from '../../render/programs/supply.ts'
import type { Supply } from '../../render/programs/supply.ts'
import { wantedPrograms } from '../../render/programs/wanted.ts'
import type { ProgramInputs } from '../../render/programs/wanted.ts'
import type { Context } from '../../runtime/context.ts'
import type { Wiring } from '../define.ts'
import { ownAuthorities } from './gitlab.ts'

/**
 * Returns the supply of renderers that are not on PATH. It is closed when the command ends.
 *
 * @param config the configuration of the base
 * @param checkout the infra repo's folder; undefined if the command has none
 * @throws FairleadError (input) as `wantedPrograms`
 */
export function supplyFor(
  config: Config,
  inputs: ProgramInputs,
  wiring: Wiring,
  checkout: string | undefined,
): Supply {
  const folder = once(async () => {
    const shelf = await programShelf(wiring.context, checkout)
    if ('folder' in shelf) return shelf.folder
    wiring.warn(`Downloaded renderers are not kept for the next run: ${shelf.unusable}.`)
    return undefined
  })
  return opened(config, inputs, wiring, folder)
}

/** Returns the same for a command that keeps no downloads. */
export function supplyWithoutKeeping(config: Config, inputs: ProgramInputs, wiring: Wiring): Supply {
  return opened(config, inputs, wiring, () => Promise.resolve(undefined))
}

function opened(
  config: Config,
  inputs: ProgramInputs,
  { context: { environment }, say, atEnd }: Wiring,
  folder: () => Promise<string | undefined>,
): Supply {
  const certificates = () => ownAuthorities(environment)
  const supply = openSupply(wantedPrograms(config, inputs), { environment, certificates, folder, say })
  atEnd(() => supply.close())
  return supply
}

/**
 * Returns the folder for downloaded programs: in the runner's tool cache, otherwise in the user's own cache. It
 * follows the rules for data that is kept between runs: it is outside of every checkout, belongs to the user, and
 * nobody else can write to it.
 */
export async function programShelf(
  { environment, workspace, job }: Pick<Context, 'environment' | 'workspace' | 'job'>,
  checkout: string | undefined,
): ReturnType<typeof openShelf> {
  const checkouts = [...(checkout === undefined ? [] : [checkout]), ...(job.present ? [workspace] : [])]
  // The machine's own links in the path (such as a disk for the runner) are trusted.
  const { folder, rest, obstacle } = wayTo(cacheFolder(environment), checkouts)
  if (obstacle) return { unusable: `${obstacle.path} is ${obstacle.what}` }
  return openShelf(join(folder, ...rest, 'fairlead', 'programs'), {
    checkouts,
    mayBeInCheckout: false,
    repository: 'all',
    isTracked: (path) => isTracked(path, environment),
  })
}

/**
 * Returns the cache folder of the runner or the user.
 * Sources: GitHub's RUNNER_TOOL_CACHE; the XDG Base Directory Specification; macOS File System Programming Guide.
 */
function cacheFolder(environment: Context['environment']): string {
  const toolCache = environment['GITHUB_ACTIONS'] === 'true' ? environment['RUNNER_TOOL_CACHE'] : undefined
  const named = [toolCache, environment['XDG_CACHE_HOME']].find(
    (path) => path !== undefined && isAbsolute(path),
  )
  if (named !== undefined) return named
  const home = environment['HOME'] || homedir()
  return process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache')
}
