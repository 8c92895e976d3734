/** The runner drops a step summary above 1 MiB. The lower limit leaves room for later writes. */
const LIMIT = 1_000_000
const NOTE = '\n\n_The rest is omitted: the step summary has reached its maximum length._\n'

/** Returns a summary that fits: it is cut at the end of a line, an open fence is closed, and a note is added. */
export function cutSummary(markdown: string, limit: number = LIMIT): string {
  const bytes = Buffer.from(markdown)
  if (bytes.length <= limit) return markdown
  const room = limit - Buffer.byteLength(NOTE) - '\n```'.length
  const end = bytes.lastIndexOf('\n', room)
  const kept = bytes.subarray(0, Math.max(end, 0)).toString()
  const fences = kept.match(/^ {0,3}```/gm)?.length ?? 0
  return kept + (fences % 2 === 1 ? '\n```' : '') + NOTE
}
