/** Reproducible random numbers: the same seed draws the same values. */

/** A source of random values. */
export interface Random {
  /** Returns a whole number from 0 to `limit`, exclusive. */
  below(limit: number): number
  /** Returns one item of a list that is not empty. */
  pick<T>(items: readonly T[]): T
  /** Returns the items in a random order. */
  shuffled<T>(items: readonly T[]): T[]
  /** Returns a word of lower-case letters, a different one each time. */
  word(): string
}

/**
 * Returns a source of random values (mulberry32, by Tommy Ettinger).
 *
 * @param seed any whole number
 */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  let words = 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error('there is nothing to pick from')
    return items[below(items.length)] as T
  }
  const shuffled = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => [next(), item] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, item]) => item)
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  const word = () => {
    words += 1
    return `${Array.from({ length: 4 }, () => letters[below(26)]).join('')}${words}`
  }
  return { below, pick, shuffled, word }
}

/**
 * Returns the seed of this run. It is always the same in the suite, so that only a code change can make a test fail.
 * `npm run soak` draws a new one each time, and FAIRLEAD_BED_SEED sets one.
 */
export function seedOf(given = process.env['FAIRLEAD_BED_SEED']): number {
  return given === undefined || given === '' ? USUAL_SEED : Number(given)
}

const USUAL_SEED = 876_841_565
