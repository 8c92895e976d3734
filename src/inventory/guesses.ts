import type { App } from './model.ts'

/** The words by which every note says that it is a guess: what is likely, and nothing in the repo says. */
const GUESS = /\bis assumed (?:to be\b|\()|\bcome from the layout of the repo\b/

/** The notes of an app that are guesses. */
export function guessesOf({ notes }: Pick<App, 'notes'>): string[] {
  return notes.filter((note) => GUESS.test(note))
}
