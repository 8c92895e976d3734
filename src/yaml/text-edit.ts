/** A replacement of the characters from `start` to `end` (offsets in UTF-16 units) with `text`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}
