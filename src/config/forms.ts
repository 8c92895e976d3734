import type { Form } from '../shapes/messages.ts'

/** A whole version: with less than this no release has a name. */
export const WHOLE_VERSION: Form = {
  pattern: /^v?\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.]{1,40})?$/,
  words: 'a whole version with all three numbers, such as 3.19.4',
}

/** SHA-256s in hexadecimal digits, with commas or spaces between them. */
export const CHECKSUMS: Form = {
  pattern: /^[0-9A-Fa-f]{64}(?:[ ,]{1,3}[0-9A-Fa-f]{64}){0,20}$/,
  words: 'a SHA-256 in 64 hexadecimal digits, or several with commas between them',
}

/** An address of files that anybody in the network may read, over TLS. */
export const HTTPS_FOLDER: Form = {
  pattern: /^https:\/\/[^\s/@?#]+(?:\/[^\s@?#]*)?$/,
  words: 'an address that begins with https:// and holds no name, password or query',
}
