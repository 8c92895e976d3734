/** Lists that must fit into a part of a comment. */

/**
 * Joins the items that fit. If some do not fit, a last item reports how many.
 *
 * @param room the room for the whole text, in UTF-16 units
 * @param more returns the item for those that are left out
 */
export function capped(
  items: readonly string[],
  options: {
    readonly room: number
    readonly separator?: string
    readonly most?: number
    readonly more: (left: number, shown: number) => string
  },
): string {
  const { room, separator = '\n', most = Infinity, more } = options
  const sizes = items.map((item) => item.length + separator.length)
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  if (items.length <= most && whole <= room) return items.join(separator)
  let left = room - longest(more, items.length) - separator.length
  let shown = 0
  while (shown < Math.min(items.length, most) && (sizes[shown] ?? 0) <= left) left -= sizes[shown++] ?? 0
  if (shown === items.length) return items.join(separator)
  return [...items.slice(0, shown), more(items.length - shown, shown)].join(separator)
}

function longest(more: (left: number, shown: number) => string, items: number): number {
  return Math.max(more(items, 0).length, more(1, items - 1).length) + String(items).length * 2
}
