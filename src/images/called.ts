import type { ImageUse } from './place.ts'

/**
 * Returns the name of an image in messages: its repository. If only a chart that is elsewhere contains the
 * repository, it is the key that sets the image: `controller.image` of `controller.image.tag`.
 */
export function calledAs({ repository, template, place, digestPlace, addPath }: ImageUse): string {
  if (repository !== undefined) return repository
  if (template) return template.text
  // The key in the values, without the path of the object that contains them.
  const key = addPath?.join('.') ?? place?.key ?? digestPlace?.key ?? ''
  const named = key.replace(/\.?(?:tag|imageTag|image_tag|version|digest|sha|sha256)$/i, '')
  return named === '' ? key || 'an image' : named
}
