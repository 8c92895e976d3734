/** Quick actions: lines of a note or a description that GitLab runs as commands and removes from the text. */
import { isDraft } from './mergeability.ts'
import type { FakeProject } from './project.ts'
import { addSystemNote, closeMergeRequest } from './settle.ts'
import { now } from './ids.ts'
import type { MergeRequest } from './state.ts'

const names =
  'add_contacts approve assign assign_reviewer award blocks cc clear_milestone close confidential convert copy_metadata ' +
  'create_merge_request done draft due duplicate epic estimate iteration label lock merge milestone move page promote ' +
  'react ready rebase reassign reassign_reviewer relabel relate remove_due_date remove_estimate remove_milestone ' +
  'reopen request_changes request_review severity shrug spend submit_review subscribe tableflip target_branch title ' +
  'todo unapprove unassign unassign_reviewer unlabel unlock unsubscribe weight zoom'

const known = new Set(names.split(' '))

export interface Parsed {
  readonly text: string
  /** The commands with their arguments, without the slash. */
  readonly commands: readonly string[]
}

/** Splits a text into its commands and the rest. Lines in a code block or a quote are not commands. */
export function parseQuickActions(body: string): Parsed {
  const kept: string[] = []
  const commands: string[] = []
  let fence: string | undefined
  for (const line of body.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,}|>>>)/.exec(line)?.[1]
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined
    }
    const [, command = '', name = ''] = /^\/((\w+).*)$/.exec(line.trimEnd()) ?? []
    if (fence === undefined && mark === undefined && known.has(name)) commands.push(command)
    else kept.push(line)
  }
  return { text: kept.join('\n'), commands }
}

/** Runs the quick actions that do the most harm if a text contains them by accident. The others only add a note. */
export function runQuickActions(
  project: FakeProject,
  mergeRequest: MergeRequest,
  user: number,
  commands: readonly string[],
): void {
  for (const command of commands) {
    const [name] = command.split(/\s/)
    if (name === 'close' && mergeRequest.state === 'opened') closeMergeRequest(project, mergeRequest, user)
    else if (name === 'approve') mergeRequest.approvedBy.push({ user, at: now() })
    else if (name === 'draft' && !isDraft(mergeRequest.title))
      mergeRequest.title = `Draft: ${mergeRequest.title}`
    else addSystemNote(project, mergeRequest, user, `ran the quick action /${command}`)
  }
}
