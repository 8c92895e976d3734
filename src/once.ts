/** Does something at the first call, and gives what came of it at each. */
export function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | undefined
  return () => (done ??= { value: work() }).value
}

/** The same for each key. */
export function onceEach<K, T>(work: (key: K) => T): (key: K) => T {
  const done = new Map<K, { readonly value: T }>()
  return (key) => {
    const known = done.get(key) ?? { value: work(key) }
    done.set(key, known)
    return known.value
  }
}
