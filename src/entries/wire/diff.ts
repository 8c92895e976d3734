import { performance } from 'node:perf_hooks'
import { diffCommand, runDiff } from '../../commands/diff.ts'
import { writeOutputs } from '../../files/outputs.ts'
import { commits } from '../../git/commits.ts'
import { resolveSides } from '../../git/sides.ts'
import type { Sides } from '../../git/sides.ts'
import { modifiedFiles } from '../../git/working-tree.ts'
import { progress } from '../../report/terminal.ts'
import { defineCommand } from '../define.ts'
import { cacheFor } from './cache.ts'
import { commentsFor } from './comments.ts'
import { folderOf, gitIn } from './folder.ts'
import { forgeOf } from './forges.ts'
import { appRepositoryFor } from './infra.ts'
import { inventoriesFor } from './inventories.ts'
import { eventSides, addressesIn, jobCheckout, wantedSides } from './job.ts'
import type { JobCheckout } from './job.ts'
import { renderingFor } from './rendering.ts'
import { readReport } from './reports.ts'

export const command = defineCommand(diffCommand, async (values, wiring) => {
  const { context } = wiring
  const isOnlyReports = values.reports.length > 0
  const folder = await folderOf(values.path, context)
  const git = gitIn(folder, context)
  const own = isOnlyReports ? undefined : await jobCheckout(git, context)
  const addresses = own && addressesIn(own)
  const branch = own?.defaultBranch
  const wanted = own ? wantedSides(values, own) : values
  const cache = isOnlyReports
    ? undefined
    : await cacheFor(values['cache-path'], { folder, addresses }, wiring)
  const app = own && (await appRepositoryFor(values, { git, addresses: own.addresses }, wiring))
  const asked = { ...values, base: wanted.base }
  const base = own?.change?.base ?? branch
  // Outside of a checkout no base is known. That is reported first, not that the base is missing.
  if (own && (wanted.base ?? base) === undefined) await commits(git, ['HEAD'])
  return runDiff(asked, {
    addresses,
    source: app?.source,
    base,
    // If the default branch is unknown, the usual names count as the default.
    isDefaultBranch: (name) => (branch === undefined ? /^(main|master)$/.test(name) : name === branch),
    // Approvals are for commits. Files that other steps of a job have left in the folder are not part of the change.
    sides: async (base) => {
      const sides = await resolveSides(git, {
        base,
        head: values.head,
        fetch: context.job.present,
        event: own && eventSides(wanted, own, context),
      })
      const isOfJob = context.job.present && values.head === undefined
      return isOfJob && sides.changed.length === 0 ? withLeftOut(sides, await modifiedFiles(git)) : sides
    },
    rendering: async (config) => {
      const opened = await renderingFor(config, { ...values, cache }, wiring, { git, addresses, folder })
      return app?.around(opened) ?? opened
    },
    inventories: inventoriesFor(cache, wiring),
    noun: forgeOf(values.forge).words.request,
    comments: () =>
      commentsFor(
        { ...values, into: wanted.base === undefined ? (context.request?.base ?? intoOf(own)) : undefined },
        wiring,
      ),
    readReport: (path) => readReport(path, context),
    writeReport: async (name, files) => writeOutputs(name, files, context),
    runUrl: context.job.runUrl,
    progress: (done, total) =>
      wiring.progress(done < total ? progress(done, total, 'apps rendered', wiring.width) : undefined),
    now: () => performance.now(),
    width: wiring.width,
  })
})

/**
 * Adds a warning if a job has no changed commits but modified files: the result is for commits, and a step may have
 * changed files without a commit.
 */
function withLeftOut(sides: Sides, files: readonly string[]): Sides {
  if (files.length === 0) return sides
  const named = files.slice(0, 3).join(', ')
  const more = files.length > 3 ? ` and ${files.length - 3} more` : ''
  const text = `Not compared: ${named}${more}, which this job changed but did not commit. In a job, commits are compared. To see what these files would change, commit them in a step (git commit).`
  return { ...sides, warnings: [...sides.warnings, text] }
}

/** Returns the target branch of the job's request, from its event. */
function intoOf(own: JobCheckout | undefined): string | undefined {
  return own?.change?.isRequest === true ? own.change.base : undefined
}
