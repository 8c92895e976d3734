/**
 * Hides the values of Secrets in all messages of a server's answer, before anything truncates them: the rest of a
 * truncated value would not be recognized.
 *
 * @param value plain data that was read
 * @returns the same object if no message changes
 */
export function maskMessages<T>(value: T, mask: (text: string) => string): T {
  return masked(value, mask) as T
}

function masked(value: unknown, mask: (text: string) => string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => masked(item, mask))
    return items.every((item, i) => item === value[i]) ? value : items
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const changed = entries.flatMap(([key, inner]): [string, unknown][] => {
    const other = key === 'message' && typeof inner === 'string' ? mask(inner) : masked(inner, mask)
    return other === inner ? [] : [[key, other]]
  })
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) }
}

/** Masks an object that is used often and changes rarely: each version is masked once. */
export class MaskedOnce<T> {
  #last: { readonly of: T; readonly masked: T } | undefined

  of(value: T, mask: (text: string) => string): T {
    if (this.#last?.of !== value) this.#last = { of: value, masked: maskMessages(value, mask) }
    return this.#last.masked
  }
}
