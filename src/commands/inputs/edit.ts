import type { InputDescriptions } from '../describe.ts'

/** The inputs for what a bump writes, and what it is allowed to do. */
export const editInputs = {
  image: {
    type: 'list',
    description:
      'The images to bump, by repository (ghcr.io/acme/web). Each may include its own tag and digest (ghcr.io/acme/web:1.2.3@sha256:…); otherwise image-tag and digest apply. Must be the image that the app uses.',
  },
  'image-tag': {
    type: 'text',
    aliases: ['tag'],
    description: 'The new tag.',
  },
  digest: {
    type: 'text',
    description: 'The digest of the new image (sha256:…). Required if the image is pinned by digest.',
  },
  'verify-image': {
    type: 'flag',
    default: false,
    description:
      'Check that the new version exists in the registry before anything is written. Uses the credentials of docker login.',
  },
  'verify-render': {
    type: 'choice',
    options: ['auto', 'always', 'never'],
    default: 'auto',
    description:
      'Render the affected apps before and after the change. The change is refused if the new image is not in the rendered output, or if anything else would change. auto: only with a helm, kustomize or kubectl on PATH or set by an input; a change that cannot be verified is written and reported. always: fail if the change cannot be verified. never: write without rendering.',
  },
  'pin-digest': {
    type: 'flag',
    default: false,
    description:
      'Look up the digest of the new tag in the registry and write it with the tag, if the location can hold a digest. Includes verify-image.',
  },
  'values-file': {
    type: 'list',
    aliases: ['values-files'],
    description:
      'Files to edit, relative to the root of the infra repo. Use with key; does not use the inventory.',
  },
  key: {
    type: 'list',
    aliases: ['keys'],
    description:
      'Keys to set in each values-file, such as image.tag, images[0].tag, images.0.tag or releases[name=docs].version. Put a backslash before a dot that is part of a name.',
  },
  document: {
    type: 'number',
    description: 'The document to edit in a file with several documents, counted from 0.',
  },
  changes: {
    type: 'text',
    description: 'Arbitrary values to set, as JSON: {"file": {"key": "value"}}.',
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
      'Add a missing key, in the style of the keys around it. For an app, the key is added to the values file of its environment.',
  },
  'allow-unpin': {
    type: 'flag',
    default: false,
    description: 'Remove the digest of a pinned image if no new digest is given.',
  },
  'allow-shared': {
    type: 'flag',
    default: false,
    description: 'Edit a value that is shared with other environments or by YAML aliases.',
  },
  'allow-downgrade': {
    type: 'flag',
    default: false,
    description: 'Write a version or build that is older than the current one.',
  },
  'allow-floating': {
    type: 'flag',
    default: false,
    description: 'Write a floating tag, such as latest or main.',
  },
} as const satisfies InputDescriptions
