import { fieldsOf } from './tag-fields.ts'

/**
 * What tags of one kind have in common: their words and separators, without versions, numbers, times and commits.
 * `app-1.4.0` and `app-1.5.0` are of one family, `helper-1.4.0` and `1.4.0-alpine` of two others. A leading `v` does
 * not count.
 */
export function tagFamily(tag: string): string {
  const parts = fieldsOf(tag).map((field) => (field.kind === 'text' ? field.text.toLowerCase() : '#'))
  return parts.join('').replace(/^v#/, '#')
}
