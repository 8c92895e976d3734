import type { VersionMove, NamedMove } from '../moves/move.ts'
import type { Group } from './group.ts'
import type { SourceComparison } from '../forge/app-repo.ts'
import type { ChartCommits } from './chart-commits.ts'
import { chartCommitsText } from './chart-commits.ts'
import { groupMark } from './group.ts'
import { movesTable } from '../moves/text.ts'
import { mergeSayings, mergeWords } from '../inventory/on-merge.ts'
import { code, escapeMarkdown, link, oneLine } from '../text/markdown.ts'
import type { RecordedChange } from './trailers.ts'
import { MESSAGE_WIDTH, splitTrailers } from './trailers.ts'

/** The origin of a change, as texts show it. */
export interface Origin {
  /** The app repo: `acme/web`. */
  readonly repository: string | undefined
  readonly commit: string | undefined
  /** The address of the forge, such as `https://github.com`, for links. */
  readonly serverUrl: string | undefined
  /** The run that created it. */
  readonly runUrl: string | undefined
}

/**
 * Returns a title that forges accept: one line, cut if it exceeds the limits of GitHub (256 characters) and GitLab
 * (255).
 */
export function asTitle(text: string): string {
  const line = inHistory(text)
  return line.length > 255 ? `${wholeStart(line, 254)}…` : line
}

/**
 * Returns a name or version for a title or a commit message. There, some words in brackets prevent CI from running,
 * and with it everything that checks the change.
 *
 * Sources: https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs,
 * https://docs.gitlab.com/ci/pipelines/#skip-a-pipeline
 */
function inHistory(text: string): string {
  return oneLine(text).replaceAll(/\[((?:skip|ci|no|actions)[ -](?:skip|ci|actions))\]/gi, '($1)')
}

/** Returns `Bump web in prod to 1.2.3`, or `Roll back …` if all versions are older than the existing ones. */
export function titleOf(moves: readonly NamedMove[]): string {
  const names = [...new Set(moves.map((move) => inHistory(move.app ?? lastPart(move.image) ?? move.file)))]
  const environments = [...new Set(moves.flatMap((move) => move.environment ?? []))]
  const versions = [...new Set(moves.map((move) => inHistory(move.to)))]
  const what =
    names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
  const where = environments.length > 0 ? ` in ${environments.map(inHistory).join(', ')}` : ''
  const to = versions.length === 1 ? ` to ${versions[0]}` : ''
  const verb = goesBack(moves) ? 'Roll back' : 'Bump'
  return wholeStart(`${verb} ${what}${where}${to}`, 240)
}

/** Reports whether all moves are to versions that are older than the existing ones. */
function goesBack(moves: readonly Pick<NamedMove, 'order'>[]): boolean {
  return moves.length > 0 && moves.every(({ order }) => order === 'older')
}

/** Returns the commit message: a subject, the moves, and the given trailers. */
export function messageOf(subject: string, moves: readonly NamedMove[], trailers: string): string {
  const lines = moves.map((move) =>
    wrapped(
      `- ${inHistory(move.image ?? move.key)}: ${inHistory(move.from ?? 'new')} -> ${inHistory(move.to)} (${inHistory(move.file)}${move.line === undefined ? '' : `:${move.line}`})`,
    ),
  )
  const [first = '', ...rest] = subject.split('\n')
  const { text, trailers: given } = splitTrailers(rest.join('\n').trim())
  return [
    oneLine(first) || 'Update',
    text,
    lines.join('\n'),
    // Git reads only the last paragraph as trailers.
    [given, trailers].filter((part) => part !== '').join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Wraps an item of a list at spaces if it is longer than the lines of a message may be. */
function wrapped(item: string): string {
  const lines: string[] = []
  for (const word of item.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= MESSAGE_WIDTH)
      lines.splice(-1, 1, `${last} ${word}`)
    else lines.push(last === undefined ? word : `  ${word}`)
  }
  return lines.join('\n')
}

/**
 * Returns the body of the pull request, within `limit` UTF-16 units. The facts get their room before the texts that
 * can be cut.
 */
export function bodyOf(parts: {
  readonly group: Group
  readonly intro: string | undefined
  readonly carried: readonly RecordedChange[]
  /** The results of rendering, as lines that start as in `PROOF_LINES` of `own-text.ts`. */
  readonly proof?: readonly string[]
  readonly origin: Origin
  readonly commits: SourceComparison | undefined
  readonly charts?: readonly ChartCommits[]
  readonly notes: readonly string[]
  readonly limit: number
}): string {
  const { group, origin, commits, limit } = parts
  const mark = groupMark(group.key)
  const made = origin.runUrl ? `Made by ${link('this run', origin.runUrl)}.` : ''
  const from = origin.repository ? `Built from ${sourceLink(origin)}.` : ''
  const unknown = group.moves.some(
    (move) => move.order === 'unknown' && move.from !== undefined && move.from !== move.to,
  )
    ? "Could not determine which of the two versions is newer, neither from the tags nor from the app's commits."
    : ''
  const carried =
    parts.carried.length > 0
      ? `Also pending here from earlier runs:\n\n${parts.carried.map(carriedLine).join('\n')}`
      : ''
  const notes = parts.notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n')
  const fixed = [
    movesTable(group.moves),
    goesBack(group.moves)
      ? 'This rolls back to an older version on purpose (`allow-downgrade`). Later builds do not change it until it is merged or closed.'
      : '',
    (parts.proof ?? []).map(escapeMarkdown).join('  \n'),
    carried,
    unknown,
    mergeText(group.moves),
    chartCommitsText(parts.charts ?? []),
    [from, made].filter(Boolean).join(' '),
    notes,
  ].filter((part) => part !== '')
  const tail = `\n\n${mark}\n`
  const room = limit - tail.length - 200
  // The facts get their room first; a long text of the user is cut.
  const facts = cutMarkdown(fixed.join('\n\n'), room)
  const intro =
    parts.intro === undefined || parts.intro === ''
      ? ''
      : `${cutMarkdown(parts.intro, Math.max(0, room - facts.length - 2))}\n\n`
  const body = intro + facts
  const list = commits && commits.total > 0 ? commitList(commits, room - body.length) : ''
  return `${body}${list ? `\n\n${list}` : ''}${tail}`
}

/** Returns the effects of a merge, by environment. */
function mergeText(moves: readonly VersionMove[]): string {
  const reached = moves.flatMap((move) => [
    ...(move.app === undefined ? [] : [{ ...move, app: move.app }]),
    ...move.alsoMoves,
  ])
  const sayings = mergeSayings(
    reached.map(({ app, environment, production, onMerge }) => ({
      environment,
      production,
      name: app,
      effect: onMerge,
    })),
  )
  const sentences = sayings.map(({ environment, isWhole, apps, effect }) => {
    const where = environment === undefined ? '' : ` in ${code(environment)}`
    const names = apps.length > 3 ? `${apps.length} apps` : apps.map((app) => code(app)).join(', ')
    const who = isWhole ? code(environment ?? '') : `${names}${where}`
    return `${who} ${mergeWords(effect, isWhole || apps.length === 1)}`
  })
  return sentences.length === 0 ? '' : `${sentences.join('; ')}.`
}

/** The note at the end of a text that was cut. */
const CUT = '\n\n… cut for length.'

/**
 * Cuts Markdown to a length: at the end of a line if possible, at a whole character, outside of fences and comments.
 * It adds a note about the cut.
 *
 * @param room UTF-16 units
 */
export function cutMarkdown(text: string, room: number): string {
  if (text.length <= room) return text
  let kept = wholeStart(text, Math.max(0, room - CUT.length - 5))
  const lineEnd = kept.lastIndexOf('\n')
  if (lineEnd > kept.length / 2) kept = kept.slice(0, lineEnd)
  if (kept.lastIndexOf('<!--') > kept.lastIndexOf('-->')) kept = kept.slice(0, kept.lastIndexOf('<!--'))
  const fences = kept.match(/^ {0,3}(```|~~~)/gm) ?? []
  return `${kept}${fences.length % 2 === 1 ? `\n${fences.at(-1)?.trim()}` : ''}${CUT}`
}

/** Returns the beginning of a text, without half a character at its end. */
function wholeStart(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
}

function commitList(commits: SourceComparison, room: number): string {
  const head = `<details><summary>${commits.total} ${commits.total === 1 ? 'commit' : 'commits'} of the app</summary>\n`
  const foot = '\n</details>'
  const lines: string[] = []
  let length = head.length + foot.length + 120
  for (const commit of commits.commits) {
    const line = `- ${link(commit.sha.slice(0, 7), commit.url)} ${escapeMarkdown(commit.title).slice(0, 300)} (${escapeMarkdown(commit.author)})`
    if (length + line.length + 1 > room) break
    lines.push(line)
    length += line.length + 1
  }
  if (lines.length === 0) return ''
  const more = commits.total - lines.length
  const rest = more > 0 ? `\n- … and ${link(`${more} more`, commits.url)}` : ''
  return `${head}\n${lines.join('\n')}${rest}\n${foot}`
}

function sourceLink(origin: Origin): string {
  const { serverUrl, repository: name = '' } = origin
  // A git repository elsewhere, identified by its path or address, has no known web page.
  const base = serverUrl && /^\w[\w.-]*(\/[\w.-]+)+$/.test(name) ? `${serverUrl}/${name}` : undefined
  const repository = link(name, base)
  if (origin.commit === undefined) return repository
  return `${repository} at ${link(origin.commit.slice(0, 7), base && `${base}/commit/${origin.commit}`)}`
}

/** Returns a line with every value that is written, and its location. */
function carriedLine({ image, from, to, set }: RecordedChange): string {
  const places = set.map(({ file, key, value }) => {
    const shown = String(value) === to ? '' : ` = ${code(String(value))}`
    return `${code(`${file} ${key}`)}${shown}`
  })
  return `- ${code(image ?? set[0]?.key ?? '')}: ${code(from ?? '')} to ${code(to)} (${places.join(', ')})`
}

function lastPart(repository: string | undefined): string | undefined {
  return repository?.split('/').pop()
}
