import type { Form } from '../shapes/messages.ts'

/** A full version. Anything shorter, such as 3.19, does not identify a release. */
export const WHOLE_VERSION: Form = {
  pattern: /^v?\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.]{1,40})?$/,
  words: 'a full version with three numbers, such as 3.19.4',
}

/** SHA-256 digests in hexadecimal, separated by commas or spaces. */
export const CHECKSUMS: Form = {
  pattern: /^[0-9A-Fa-f]{64}(?:[ ,]{1,3}[0-9A-Fa-f]{64}){0,20}$/,
  words: 'a SHA-256 of 64 hexadecimal digits, or several, separated by commas',
}

/** The https address of a folder of files that can be read without credentials. */
export const HTTPS_FOLDER: Form = {
  pattern: /^https:\/\/[^\s/@?#]+(?:\/[^\s@?#]*)?$/,
  words: 'an address that starts with https:// and has no user, password or query',
}

/** A time span such as `90m`, `2h` or `7d`, or several of them in a row. */
export const SPAN: Form = {
  pattern: /^(?:\d{1,5}[smhdw]){1,5}$/,
  words: 'a time span such as 30m, 2h or 7d',
}

/** A time of day. `24:00` is the end of a day. */
export const TIME_OF_DAY: Form = {
  pattern: /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
  words: 'a time of day such as "08:00", in quotes',
}

/** Days of the week: single days and ranges. */
export const DAYS: Form = {
  pattern:
    /^(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?(?: ?, ?(?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?){0,6}$/,
  words: 'days such as mon-fri or mon,wed,sat',
}

/** A date. The shape that uses this form checks that the date exists. */
export const CALENDAR_DAY: Form = {
  pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  words: 'a day such as 2026-12-20',
}
