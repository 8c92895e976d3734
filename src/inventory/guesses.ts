import type { App } from './model.ts'

/** The words that mark a note as a guess: an assumption that nothing in the repo confirms. */
const GUESS = /\bis assumed (?:to be\b|\()|\bcome from the layout of the repo\b/

/** Returns the notes of an app that are guesses. */
export function guessesOf({ notes }: Pick<App, 'notes'>): string[] {
  return notes.filter((note) => GUESS.test(note))
}
