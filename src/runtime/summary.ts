/** The runner drops a step summary above 1 MiB; a little less leaves room for what a later write adds. */
const LIMIT = 1_000_000
const NOTE = '\n\n_The rest is omitted: the step summary has reached its maximum length._\n'

/** A summary that fits: cut at the end of a line, with a note, and with a fence that is open closed. */
export function cutSummary(markdown: string, limit: number = LIMIT): string {
  const bytes = Buffer.from(markdown)
  if (bytes.length <= limit) return markdown
  const room = limit - Buffer.byteLength(NOTE) - '\n```'.length
  const end = bytes.lastIndexOf('\n', room)
  const kept = bytes.subarray(0, Math.max(end, 0)).toString()
  const fences = kept.match(/^ {0,3}```/gm)?.length ?? 0
  return kept + (fences % 2 === 1 ? '\n```' : '') + NOTE
}
