import type { InputDescriptions } from '../describe.ts'

/** What a bump writes, and what it may do. */
export const editInputs = {
  image: {
    type: 'list',
    description:
      'The images to bump, by repository (ghcr.io/acme/web). Each may carry a tag and digest of its own (ghcr.io/acme/web:1.2.3@sha256:…); otherwise image-tag and digest count. Must be what the app uses.',
  },
  'image-tag': {
    type: 'text',
    aliases: ['tag'],
    description: 'The new tag.',
  },
  digest: {
    type: 'text',
    description: 'The digest of the new image (sha256:…). Needed where the image is pinned by digest.',
  },
  'verify-image': {
    type: 'flag',
    default: false,
    description:
      'Ask the registry whether it has the new version, before anything is written. Credentials are those of docker login.',
  },
  'verify-render': {
    type: 'choice',
    options: ['auto', 'always', 'never'],
    default: 'auto',
    description:
      'Render the apps that the new version touches, before and after, and refuse it where the new image is not in what they render, or where something else would move with it. auto: only with a helm, kustomize or kubectl that is on PATH or that an input names; what cannot be proved is told and written. always: fail where it cannot be proved. never: write without it.',
  },
  'pin-digest': {
    type: 'flag',
    default: false,
    description:
      'Ask the registry for the digest of the new tag, and write it with the tag, where the place can hold one. Verifies the image, too.',
  },
  'values-file': {
    type: 'list',
    aliases: ['values-files'],
    description: 'Files to edit, from the root of the infra repo. With key; needs no inventory.',
  },
  key: {
    type: 'list',
    aliases: ['keys'],
    description: String.raw`Keys to set in each values-file: image.tag, images[0].tag, images.0.tag, releases[name=docs].version; \. is a dot that belongs to a name.`,
  },
  document: {
    type: 'number',
    description: 'Which document of a file with several, counted from 0.',
  },
  changes: {
    type: 'text',
    description: 'Any values to set, as JSON: {"file": {"key": "value"}}.',
  },
  'image-policy': {
    type: 'list',
    description:
      'Flux image policies (namespace:name): every line with the marker # {"$imagepolicy": "namespace:name"} is set.',
  },
  create: {
    type: 'flag',
    default: false,
    description:
      "Add a key that is missing, in the style of its neighbours; for an app, to its environment's own values file.",
  },
  'allow-unpin': {
    type: 'flag',
    default: false,
    description: 'Drop the digest of an image that is pinned, where no new digest is given.',
  },
  'allow-shared': {
    type: 'flag',
    default: false,
    description: 'Edit a place that other environments, or YAML aliases, share.',
  },
  'allow-downgrade': {
    type: 'flag',
    default: false,
    description: 'Write a version that is lower than the one that is there, or a build that is older.',
  },
  'allow-floating': {
    type: 'flag',
    default: false,
    description: 'Write a tag that names no fixed build, such as latest or main.',
  },
} as const satisfies InputDescriptions
