import type { ImageUse } from './place.ts'

/**
 * What an image is called where people read it: its repository; where only its chart, which is elsewhere, knows that, the
 * key that sets it: `controller.image` of `controller.image.tag`.
 */
export function calledAs({ repository, template, place, digestPlace, addPath }: ImageUse): string {
  if (repository !== undefined) return repository
  if (template) return template.text
  // The key in the values themselves, not the way through the object that holds them.
  const key = addPath?.join('.') ?? place?.key ?? digestPlace?.key ?? ''
  const named = key.replace(/\.?(?:tag|imageTag|image_tag|version|digest|sha|sha256)$/i, '')
  return named === '' ? key || 'an image' : named
}
