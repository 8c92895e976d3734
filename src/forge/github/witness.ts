import { escapeMarkdown } from '../../text/markdown.ts'
import type { Witness } from '../witness.ts'
import { once } from './client.ts'
import { explained } from './repository.ts'
import type { Repository } from './repository.ts'

/**
 * Stores hashes in check runs: only the App that created a check run can change it, and pushes cannot.
 *
 * Source: https://docs.github.com/en/rest/checks/runs#create-a-check-run
 */
export function openGitHubWitness(repository: Repository): Witness {
  const { client, at } = repository
  return {
    keep: ({ name, commit, hash, isGood, title, lines }) =>
      explained(
        repository,
        { doing: 'keep the hash of the record in a check run', needs: 'checks: write' },
        async () => {
          await client.rest.checks.create({
            ...at,
            // A second check run would be harmless, because it has the same content.
            ...once,
            name,
            head_sha: commit,
            status: 'completed',
            conclusion: isGood ? 'success' : 'failure',
            external_id: hash,
            output: { title, summary: lines.map(escapeMarkdown).join('\n\n') },
          })
        },
        true,
      ),
  }
}
