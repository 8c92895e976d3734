import { fieldsOf } from './tag-fields.ts'

/** The pre-release stages of a version: `1.3.0-rc.2` is a build of the same image as `1.2.3`. */
const STAGE = /#[-._]?(?:alpha|beta|rc|cr|preview|pre|milestone|dev|snapshot)(?:[-._]?#)?$/

/**
 * Returns what tags of the same kind have in common: their words and separators, without versions, numbers, times,
 * commits and the stage of a version. `app-1.4.0` and `app-1.5.0` belong to one family, `helper-1.4.0` and
 * `1.4.0-alpine` to two others. A leading `v` is ignored.
 */
export function tagFamily(tag: string): string {
  const parts = fieldsOf(tag).map((field) => (field.kind === 'text' ? field.text.toLowerCase() : '#'))
  return parts
    .join('')
    .replaceAll(/#(?:[-._+]g?#)+/g, '#')
    .replace(/^v#/, '#')
    .replace(STAGE, '#')
}
