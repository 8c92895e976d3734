import { fieldsOf } from './tag-fields.ts'

/** Words for a stage on the way to a version: `1.3.0-rc.2` is a build of the same image as `1.2.3`. */
const STAGE = /#[-._]?(?:alpha|beta|rc|cr|preview|pre|milestone|dev|snapshot)(?:[-._]?#)?$/

/**
 * What tags of one kind have in common: their words and separators, without versions, numbers, times, commits and the
 * stage of a version. `app-1.4.0` and `app-1.5.0` are of one family, `helper-1.4.0` and `1.4.0-alpine` of two others. A
 * leading `v` does not count.
 */
export function tagFamily(tag: string): string {
  const parts = fieldsOf(tag).map((field) => (field.kind === 'text' ? field.text.toLowerCase() : '#'))
  return parts
    .join('')
    .replaceAll(/#(?:[-._+]g?#)+/g, '#')
    .replace(/^v#/, '#')
    .replace(STAGE, '#')
}
