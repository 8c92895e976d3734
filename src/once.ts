/** Returns a function that does the work on the first call, and returns the same result on every call. */
export function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined
  return () => (done ??= { value: work() }).value
}

/**
 * Returns a function that does the work on the first call for each key, and returns the same result on every call.
 */
export function onceEach<K, T>(work: (key: K) => T): (key: K) => T {
  const done = new Map<K, { readonly value: T }>()
  return (key) => {
    const known = done.get(key) ?? { value: work(key) }
    done.set(key, known)
    return known.value
  }
}
