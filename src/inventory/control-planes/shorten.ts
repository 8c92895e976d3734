/**
 * Returns the names of control planes without the folders that all of them start and end with: `main` and `storage`
 * for `kubernetes/main/flux` and `kubernetes/storage/flux`. For display only, because the result depends on all
 * names.
 */
export function shortened(names: readonly string[]): Map<string, string> {
  const parts = [...new Set(names)].map((name) => name.split('/'))
  const most = Math.min(...parts.map(({ length }) => length)) - 1
  const shared = (at: (folders: readonly string[], i: number) => string | undefined, limit: number) => {
    let count = 0
    while (count < limit && parts.every((folders) => at(folders, count) === at(parts[0] ?? [], count)))
      count += 1
    return count
  }
  const start = parts.length < 2 ? 0 : shared((folders, i) => folders[i], most)
  const end = parts.length < 2 ? 0 : shared((folders, i) => folders.at(-1 - i), most - start)
  return new Map(
    parts.map((folders) => [folders.join('/'), folders.slice(start, folders.length - end).join('/')]),
  )
}
