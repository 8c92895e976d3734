import { isGood } from '../../sync/model.ts'
import type { AppOutcome, SyncResult } from '../../sync/model.ts'
import { code, fence, link, name, oneLine, prose, shorten } from '../../text/markdown.ts'
import { count } from '../text.ts'
import { columnsFor } from './cells.ts'
import type { Column } from './cells.ts'
import { ENDED, headOf, MOST, placeOf, worstFirst } from './words.ts'

/** The maximum number of rows without errors that are shown. More are collapsed. */
const OPEN_ROWS = 10

/** Returns the outcome of a commit as GitHub-flavoured Markdown, for step summaries. */
export function syncMarkdown(result: SyncResult): string {
  const all = worstFirst(result.apps)
  const bad = all.filter((one) => !isGood(one.outcome))
  const good = all.filter((one) => isGood(one.outcome))
  const columns = columnsFor(all)
  return [
    headOf(result, code).replace(/^\w+/, '**$&**'),
    ...bad.map(faultOf),
    ...(bad.length > 0 ? [table(columns, bad)] : []),
    ...(good.length === 0 ? [] : [good.length > OPEN_ROWS ? folded(columns, good) : table(columns, good)]),
  ]
    .map((part) => `${part}\n`)
    .join('\n')
}

/** Returns an app that is not live, with the details from its cluster. */
function faultOf({ app, outcome, reason, notes, details, url }: AppOutcome): string {
  const head = `**${link(placeOf(app), url)}** ${ENDED[outcome]}: ${prose(reason)}.`
  const said =
    details.length === 0
      ? []
      : [fence(details.map((text) => shorten(oneLine(text), MOST.sentence)).join('\n'), 'text')]
  return [head, ...notes.map((note) => `- ${prose(note)}`), ...said].join('\n\n')
}

function folded(columns: readonly Column[], apps: readonly AppOutcome[]): string {
  return `<details>\n<summary>${count(apps.length, 'app')} without errors</summary>\n\n${table(columns, apps)}\n\n</details>`
}

function table(columns: readonly Column[], apps: readonly AppOutcome[]): string {
  const rows = apps.map((one) => columns.map((column) => cell(column, one)))
  const lines = [columns.map(({ head }) => head), columns.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function cell({ head, of }: Column, one: AppOutcome): string {
  if (head === 'Images') return one.images.map((image) => name(image, 'table')).join(' ')
  if (head === 'Revision') return code(of(one))
  return head === 'App' ? link(shorten(of(one), MOST.name), one.url) : prose(of(one))
}
