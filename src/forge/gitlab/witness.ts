import { escapeMarkdown } from '../../text/markdown.ts'
import type { Witness } from '../witness.ts'
import { addNote } from './notes.ts'
import { explained } from './project.ts'
import type { Project } from './project.ts'
import { withoutCommands } from './quick-actions.ts'

/**
 * Stores hashes in notes of a merge request, because GitLab has neither check runs nor a payload of a deployment. A
 * push cannot change a note; besides its author, only Maintainers can, and GitLab then shows who edited it.
 *
 * Source: https://docs.gitlab.com/user/discussions/#edit-a-comment
 */
export function openGitLabWitness(project: Project, request: number): Witness {
  return {
    keep: ({ name, commit, title, lines }) => {
      const text = [
        `**${escapeMarkdown(`${name}: ${title}`)}**`,
        `Commit ${commit}.`,
        ...lines.map(escapeMarkdown),
      ]
      return explained(
        project,
        { doing: 'keep the hash of the record in a note', role: 'Reporter', scope: 'api' },
        () => addNote(project, request, withoutCommands(text.join('\n\n'))),
        true,
      )
    },
  }
}
