import { isUnknown } from '../../review/failures.ts'
import { appRisk, isQuiet } from '../../review/level.ts'
import type { AppChange } from '../../review/model.ts'
import {
  RISK_MARKS,
  artifactWord,
  count,
  imageMove,
  kindWord,
  lastPart,
  tally,
  thousands,
  whereText,
} from '../text.ts'
import { pageLink } from '../page-keys.ts'
import { isPlainAddress, name } from '../../text/markdown.ts'
import { capped } from './capped.ts'

/** The maximum number of images in a cell. More would hide the others. */
const IMAGES = 3

/**
 * Returns the table of apps.
 *
 * @param room the room in UTF-16 units; the last row counts what does not fit
 * @param page the address where the whole report is published as a page
 */
export function appTable(changes: readonly AppChange[], room: number, page?: string): string {
  const head = [
    '| App | Environment | Cluster | Added | Changed | Removed | Images | Risk |',
    '| --- | --- | --- | ---: | ---: | ---: | --- | --- |',
  ].join('\n')
  const rows = capped(
    changes.map((change) => appRow(change, page)),
    {
      room: room - head.length - 1,
      more: (left, shown) => {
        const sums = tally(changes.slice(shown))
        return `| and ${count(left, 'more app')} | | | ${sums.added} | ${sums.changed} | ${sums.removed} | | |`
      },
    },
  )
  return `${head}\n${rows}`
}

function appRow(change: AppChange, page: string | undefined): string {
  const { app, status, images } = change
  const failed = status === 'failed'
  const sums = tally([change])
  const word =
    status === 'added'
      ? ' (new)'
      : status === 'removed'
        ? ' (removed)'
        : isQuiet(change)
          ? ' (re-rendered)'
          : ''
  const cells = [
    [...nameLinks(change, pageLink(page, change)), kindWord(app)].filter((part) => part !== '').join(' ') +
      word,
    name(app.environment ?? '', 'table'),
    name(whereText(app), 'table'),
    ...[sums.added, sums.changed, sums.removed].map((n) => (failed && n === 0 ? '?' : thousands(n))),
    imageCell(images),
    riskCell(change),
  ]
  return `| ${cells.join(' | ')} |`
}

function imageCell(images: AppChange['images']): string {
  const shown = images
    .slice(0, IMAGES)
    .map(
      (image) =>
        `${artifactWord(image)}${name(lastPart(image.repository), 'table')} ${name(imageMove(image), 'table')}`,
    )
  const left = images.length - shown.length
  return [...shown, ...(left > 0 ? [`and ${thousands(left)} more`] : [])].join('<br>')
}

/**
 * Returns the name of an app. It links to its section on the page of the report if there is one, otherwise to the
 * app's own page in Argo CD.
 */
function nameLinks({ app, url }: AppChange, page: string | undefined): string[] {
  const shown = name(app.name, 'table')
  if (page === undefined) return [linked(shown, url)]
  return [linked(shown, page), ...(url === undefined ? [] : [linked('(Argo CD)', url)])]
}

/** Returns a name as a link. The address of an app's own page comes from the configuration of the base. */
function linked(shown: string, url: string | undefined): string {
  return url !== undefined && isPlainAddress(url) ? `[${shown}](${url})` : shown
}

function riskCell(change: AppChange): string {
  const level = appRisk(change)
  const word = level === 'high' ? '**high**' : level
  const what =
    change.status === 'failed'
      ? `${word}, not compared`
      : isUnknown(change)
        ? `${word}, only partly compared`
        : word
  return [RISK_MARKS[level], what].filter((part) => part !== '').join(' ')
}
