import type { AppOutcome, SyncResult } from '../../sync/model.ts'
import { code, escapeMarkdown, link } from '../../text/markdown.ts'
import { shortCommit } from '../text.ts'
import { placeOf, seconds } from './text.ts'

/** What became of a commit, as GitHub-flavoured Markdown: for step summaries. */
export function syncMarkdown(result: SyncResult): string {
  const { revision, base, outcome, apps, waitedSeconds } = result
  const range = [revision, base].map((one) => (one === '' ? 'unknown' : code(shortCommit(one))))
  const head = `**${outcome}**: ${range.join(' since ')}, after ${seconds(waitedSeconds)}`
  if (result.reason !== undefined) return `${head}\n\n${escapeMarkdown(result.reason)}.\n`
  if (apps.length === 0) return `${head}\n\nThe commits touch no app.\n`
  const rows = apps.map(rowOf).join('\n')
  return `${head}\n\n| App | Outcome | Reason | Sync | Health | Images | Noticed | Synced | Healthy | Ended |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n${rows}\n`
}

function rowOf({ app, outcome, reason, sync, health, images, phases, url }: AppOutcome): string {
  const name = escapeMarkdown(placeOf(app))
  const time = (value: number | undefined) => (value === undefined ? '' : seconds(value))
  const cells = [
    link(name, url),
    outcome,
    escapeMarkdown(reason),
    escapeMarkdown(sync ?? ''),
    escapeMarkdown(health ?? ''),
    images.map((image) => code(image)).join(' '),
    ...[phases.noticed, phases.synced, phases.healthy, phases.ended].map(time),
  ]
  return `| ${cells.join(' | ')} |`
}
