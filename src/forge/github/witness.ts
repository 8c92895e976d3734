import { escapeMarkdown } from '../../text/markdown.ts'
import type { Witness } from '../witness.ts'
import { once } from './client.ts'
import { explained } from './repository.ts'
import type { Repository } from './repository.ts'

/**
 * Check runs: GitHub lets only the App that made one change it, and no push reaches it.
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
            // One more would do no harm, and says the same.
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
