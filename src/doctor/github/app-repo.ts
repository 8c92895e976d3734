import type { Check } from '../check.ts'
import { ok, sentence, unknown, warning } from '../check.ts'
import type { GitHubPorts } from './ports.ts'

export const sourceIsReadable: Check<GitHubPorts> = {
  id: 'github/source',
  title: 'The app repo',
  level: 'warning',
  description: 'The commits of the app repo cannot be listed.',
  async run({ source }) {
    if (source === undefined)
      return [
        unknown(
          'The app repo is not known, so access to its commits was not checked.',
          'Set source-repository and source-token, or run doctor in a job of the app repo.',
        ),
      ]
    const hint =
      "Give source-token the permission contents: read there; for the job's own repository: permissions: {contents: read} in the job."
    const repository = await source.getRepository()
    if (!repository.given)
      return [
        warning(sentence(`The commits of the app repo cannot be listed: ${repository.fault.message}`), hint),
      ]
    const commit = await source.getCommit(repository.data.default_branch)
    if (commit.given) return [ok(`The commits of ${source.repository} can be listed.`)]
    return commit.status === 409
      ? [ok(`${source.repository} is accessible, but has no commits yet.`)]
      : [
          warning(
            sentence(`The commits of ${source.repository} cannot be listed: ${commit.fault.message}`),
            hint,
          ),
        ]
  },
}
