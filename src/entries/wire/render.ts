import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { renderCommand, runRender } from '../../commands/render.ts'
import type { ManifestFile } from '../../commands/render-files.ts'
import { inputError } from '../../errors.ts'
import { resolveBase, resolveSide } from '../../git/sides.ts'
import { progress } from '../../report/terminal.ts'
import { defineCommand } from '../define.ts'
import { defaultBranch } from './diff.ts'
import { folderOf, gitIn, identityOf } from './folder.ts'
import { renderingFor } from './rendering.ts'

export const command = defineCommand(renderCommand, async (values, wiring) => {
  const { context } = wiring
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const identity = await identityOf(git)
  return runRender(values, {
    identity,
    base: context.request?.base,
    defaultBranch: await defaultBranch(git),
    side: (revision) => resolveSide(git, revision),
    baseSide: (base) => resolveBase(git, { base, fetch: context.job.present }),
    rendering: (config) => renderingFor(config, values, wiring, { git, identity }),
    write: (name, files) => writeManifests(resolve(context.workspace, name), files),
    progress: (done, total) =>
      wiring.progress(done < total ? progress(done, total, 'apps rendered', wiring.width) : undefined),
  })
})

/** What is there already could be taken for a result, and nothing of a person's is deleted. */
async function writeManifests(folder: string, files: readonly ManifestFile[]): Promise<string> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw inputError(`the output-dir ${folder} cannot be made: ${error.message}`)
  })
  if ((await readdir(folder)).length > 0)
    throw inputError(`the output-dir ${folder} is not empty`, {
      hint: 'Name a folder that is not there yet, or empty it first.',
    })
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text, { flag: 'wx' })
  }
  return folder
}
