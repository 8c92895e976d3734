/** Archives: the API only returns the address of an archive. */
import type { RestEndpointMethodTypes } from '@octokit/rest'

import { resolveCommit } from '../../git/revisions.ts'
import { archiveUrl } from '../codeload.ts'
import { notFound } from '../errors.ts'
import { operation, readContents, type RestOperations } from './operation.ts'

type Parameters = RestEndpointMethodTypes['repos']['downloadTarballArchive']['parameters']

export const archiveOperations: RestOperations = {
  'repos/download-tarball-archive': operation(readContents, async (call, input: Parameters) => {
    const commit = await resolveCommit(call.repository, input.ref)
    if (commit === undefined) throw notFound()
    const location = archiveUrl(call.world, call.urls.codeload, call.repository, commit)
    return { status: 302, headers: { location } }
  }),
}
