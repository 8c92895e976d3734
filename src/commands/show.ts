import type { ShownRequest } from '../forge/local/local-forge.ts'
import { visible, visibleLine } from '../text/visible.ts'
import { inputs, pick } from './catalogue.ts'
import type { CommandDescription, Result, Values } from './describe.ts'
import { described } from './describe.ts'

export const showCommand = {
  name: 'show',
  title: 'Fairlead show',
  summary:
    'Shows a pull request of a plain git remote (forge: local) with its comments, as a forge would show it.',
  inputs: described(pick(inputs, 'path', 'repository', 'pull-request', 'output'), {
    path: 'A checkout of the repository. Its remote "origin" is used if repository is not set.',
    repository:
      'The path or address of the git repository that holds the pull request. Default: the repository of path.',
    'pull-request': 'The branch of the pull request. Default: the only open one.',
  }),
  outputs: {},
} as const satisfies CommandDescription

export interface ShowPorts {
  /**
   * Reads the request of a branch; undefined means the only open one.
   *
   * @throws FairleadError (input) if there is none
   */
  read(branch: string | undefined): Promise<ShownRequest>
}

/**
 * Shows a pull request.
 *
 * @throws FairleadError (input) if there is none
 */
export async function runShow(
  values: Values<typeof showCommand.inputs>,
  ports: ShowPorts,
): Promise<Result<typeof showCommand.outputs>> {
  const request = await ports.read(values['pull-request'])
  return { outputs: {}, data: request, text: lines(request), summary: request.title, warnings: [] }
}

/**
 * Returns the lines to show. Everyone with push access can have written the request, so nothing in it may control a
 * terminal, and no line starts with untrusted text.
 */
function lines(request: ShownRequest): string[] {
  const { title, state, draft, branch, base, head, labels, body, comments, createdAt } = request
  const word = state === 'closed' ? 'closed' : draft ? 'draft' : 'open'
  return [
    `Pull request: ${visibleLine(title)}`,
    `${word}: ${visibleLine(branch)}${head === undefined ? '' : ` (${head.slice(0, 12)})`} into ${visibleLine(base)}, opened ${visibleLine(createdAt)}`,
    ...(labels.length > 0 ? [`Labels: ${labels.map(visibleLine).join(', ')}`] : []),
    '',
    ...indented(body),
    ...comments.flatMap((comment) => [
      '',
      `Comment of ${visibleLine(comment.at)}:`,
      '',
      ...indented(comment.body),
    ]),
  ]
}

/** Returns the Markdown source, without the hidden marks by which Fairlead recognizes its texts. */
function indented(markdown: string): string[] {
  const shown = markdown.replaceAll(/^<!-- fairlead-[^\n]{0,500} -->\n/gm, '')
  return visible(shown.trimEnd())
    .split('\n')
    .map((text) => (text === '' ? '' : `  ${text}`))
}
