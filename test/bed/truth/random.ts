/** Chance that can be had again: the same seed draws the same. */

/** A source of chance. */
export interface Random {
  /** A whole number from 0 up to `limit`, which is not drawn itself. */
  below(limit: number): number
  /** One item of a list that has some. */
  pick<T>(items: readonly T[]): T
  /** The items in an order by chance. */
  shuffled<T>(items: readonly T[]): T[]
  /** A word of lower case letters, another one each time. */
  word(): string
}

/** @param seed any whole number; mulberry32, by Tommy Ettinger */
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
 * The seed of this run. In the suite it is always the same one, so that only another code turns it red; `npm run soak`
 * draws a new one each time, and FAIRLEAD_BED_SEED gives any.
 */
export function seedOf(given = process.env['FAIRLEAD_BED_SEED']): number {
  return given === undefined || given === '' ? USUAL_SEED : Number(given)
}

const USUAL_SEED = 876_841_565
