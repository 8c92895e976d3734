/**
 * Tags that do not identify a fixed build, but whatever was pushed last. The list is fixed, so that the result is
 * predictable: the whole tag must be one of these words, in upper or lower case. `main-1a2b3c4` is not floating.
 */
export const FLOATING_TAGS: readonly string[] = [
  'latest',
  'main',
  'master',
  'trunk',
  'head',
  'develop',
  'development',
  'dev',
  'test',
  'testing',
  'qa',
  'staging',
  'stage',
  'prod',
  'production',
  'release',
  'stable',
  'unstable',
  'edge',
  'nightly',
  'canary',
  'snapshot',
  'beta',
  'alpha',
  'rc',
  'next',
  'current',
  'lts',
  'rolling',
]

export function isFloating(tag: string): boolean {
  return FLOATING_TAGS.includes(tag.toLowerCase())
}
