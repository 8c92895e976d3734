import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { FolderCache } from '../../cache/folder-cache.ts'
import { diffCommand, runDiff } from '../../commands/diff.ts'
import type { InventoryStore } from '../../diff/declared.ts'
import { inputError } from '../../errors.ts'
import type { Git } from '../../git/git.ts'
import { resolveSides } from '../../git/sides.ts'
import { progress } from '../../report/terminal.ts'
import { JSON_LIMITS } from '../../report/json/limits.ts'
import { version } from '../../runtime/version.ts'
import { defineCommand } from '../define.ts'
import type { Wiring } from '../define.ts'
import { commentsFor } from './comments.ts'
import { folderOf, gitIn, identityOf } from './folder.ts'
import { renderingFor } from './rendering.ts'

export const command = defineCommand(diffCommand, async (values, wiring) => {
  const { context } = wiring
  const isOnlyReports = values.reports.length > 0
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const branch = isOnlyReports ? undefined : await defaultBranch(git)
  const identity = isOnlyReports ? undefined : await identityOf(git)
  return runDiff(values, {
    identity,
    base: context.request?.base ?? branch,
    // Where nothing tells the default branch, the usual names are it.
    isDefaultBranch: (name) => (branch === undefined ? /^(main|master)$/.test(name) : name === branch),
    // What is approved is a commit: in a job what other steps have left in the folder is no part of the change.
    sides: (base) =>
      resolveSides(git, {
        base,
        head: values.head ?? (context.job.present ? 'HEAD' : undefined),
        fetch: context.job.present,
      }),
    rendering: (config) => renderingFor(config, values, wiring, { git, identity }),
    inventories: inventoriesFor(values, wiring),
    comments: () => commentsFor(values, wiring),
    readReport: (path) => readReport(resolve(context.workspace, path)),
    writeReport: (name, files) => writeReport(resolve(context.workspace, name), files),
    runUrl: context.job.runUrl,
    progress: (done, total) =>
      wiring.progress(done < total ? progress(done, total, 'apps rendered', wiring.width) : undefined),
    now: () => performance.now(),
    width: wiring.width,
  })
})

/** Inventories that are kept over runs, if the input `cache-path` says where. */
function inventoriesFor(
  { 'cache-path': folder }: { readonly 'cache-path': string | undefined },
  { context, atEnd }: Wiring,
): InventoryStore | undefined {
  if (folder === undefined) return undefined
  const cache = new FolderCache(join(resolve(context.workspace, folder), 'inventory'), 64)
  return {
    version,
    get: (key) => cache.get(key),
    put: async (key, text) => {
      await cache.put(key, text)
      atEnd(() => cache.trim())
    },
  }
}

/** The default branch as the clone knows it. */
export async function defaultBranch(git: Git): Promise<string | undefined> {
  const head = await git.attempt(['symbolic-ref', '--short', '--quiet', 'refs/remotes/origin/HEAD'])
  return head.ok ? head.stdout.trim().replace(/^origin\//, '') : undefined
}

/** @throws FairleadError (input) where it is not there, or larger than any report is */
async function readReport(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > JSON_LIMITS.bytes) throw inputError(`${path} is larger than any report is (${size} bytes)`)
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw inputError(`the report ${path} cannot be read: ${(error as Error).message}`, {
      hint: 'It is the report.json that a job of diff has written, as its artifact.',
    })
  }
}

/** @throws FairleadError (input) where the folder cannot be written */
async function writeReport(folder: string, files: ReadonlyMap<string, string>): Promise<string> {
  try {
    await mkdir(folder, { recursive: true })
    for (const [name, text] of files) await writeFile(join(folder, name), text)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw inputError(`the report cannot be written: ${(error as Error).message}`, {
      hint: 'report-path is a folder; it is made where it is not there.',
    })
  }
  return folder
}
