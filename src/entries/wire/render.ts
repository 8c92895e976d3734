import { readdirSync } from 'node:fs'
import { renderCommand, runRender } from '../../commands/render.ts'
import type { ManifestFile } from '../../commands/render-files.ts'
import { withoutMirror } from '../../config/read.ts'
import { inputError } from '../../errors.ts'
import { wayFrom, writeOutputs } from '../../files/outputs.ts'
import { resolveBase, resolveSide } from '../../git/sides.ts'
import { progress } from '../../report/terminal.ts'
import type { Context } from '../../runtime/context.ts'
import { defineCommand } from '../define.ts'
import { cacheFor } from './cache.ts'
import { folderOf, gitIn } from './folder.ts'
import { eventSides, addressesIn, jobCheckout, wantedSides } from './job.ts'
import { renderingFor } from './rendering.ts'
import { trustedConfig } from './trusted-config.ts'

export const command = defineCommand(renderCommand, async (values, wiring) => {
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const own = await jobCheckout(git, context)
  const addresses = addressesIn(own)
  const wanted = wantedSides(values, own)
  const cache = await cacheFor(values['cache-path'], { folder, addresses }, wiring)
  const asked = { ...values, base: wanted.base }
  return runRender(asked, {
    addresses,
    base: own.change?.isRequest === true ? own.change.base : undefined,
    defaultBranch: own.defaultBranch,
    side: (revision) => resolveSide(git, revision),
    baseSide: (base) =>
      resolveBase(git, { base, fetch: context.job.present, event: eventSides(wanted, own, context) }),
    trusted: async (config) =>
      context.job.present ? trustedConfig(config, { git, job: own }, wiring) : withoutMirror(config),
    rendering: (config) => renderingFor(config, { ...values, cache }, wiring, { git, addresses, folder }),
    write: async (name, files) => writeManifests(name, files, context),
    progress: (done, total) =>
      wiring.progress(done < total ? progress(done, total, 'apps rendered', wiring.width) : undefined),
  })
})

/**
 * Writes the manifests to a new or empty folder. Existing files could be mistaken for results, and Fairlead does not
 * delete files of a person.
 */
function writeManifests(name: string, files: readonly ManifestFile[], context: Context): string {
  const { folder, rest, obstacle } = wayFrom(name, context)
  if (!obstacle && rest.length === 0 && readdirSync(folder).length > 0)
    throw inputError(`the output-dir ${folder} is not empty`, {
      hint: 'Use a folder that does not exist yet, or empty it first.',
    })
  return writeOutputs(name, new Map(files.map(({ path, text }) => [path, text])), context)
}
