import type { InputDescriptions } from '../describe.ts'

/** What renders, and what is kept of it. */
export const renderingInputs = {
  'helm-path': {
    type: 'text',
    description: 'The helm to render with. Default: the one on PATH; where there is none, one is fetched.',
  },
  'helm-version': {
    type: 'text',
    description:
      "The version of Helm to render with, such as 3.19.4. It is fetched over TLS and checked where PATH has not this very one. Default: render.helmVersion of the base's fairlead.yaml, else the one on PATH; without one, that of the controller whose version fairlead.yaml gives is fetched, else the newest known one.",
  },
  'helm-sha256': {
    type: 'list',
    description:
      "The SHA-256 of Helm's archive of that version, for each platform that is used. Default: what the publisher's own checksum file says.",
  },
  'kustomize-path': {
    type: 'text',
    description:
      'The kustomize, or kubectl, to build with. Default: the one on PATH; where there is none, one is fetched.',
  },
  'kustomize-version': {
    type: 'text',
    description:
      'The version of kustomize to build with, such as 5.8.1, in the same way. Default: render.kustomizeVersion, else the kustomize or kubectl on PATH.',
  },
  'kustomize-sha256': {
    type: 'list',
    description: "The SHA-256 of kustomize's archive of that version, in the same way.",
  },
  'renderer-mirror': {
    type: 'text',
    description:
      "The address (https://…) of a mirror to fetch helm and kustomize from, with the publishers' file names and checksum files. Default: render.mirror of the base's fairlead.yaml, else get.helm.sh and kustomize's releases on GitHub.",
  },
  'bin-dir': {
    type: 'text',
    required: true,
    description:
      'The folder for the programs, such as /usr/local/bin. What has their names there is replaced.',
  },
  concurrency: {
    type: 'number',
    formerNames: ['lanes'],
    description: 'How many renderers run at the same time. Default: as many as there are processors.',
  },
  'cache-path': {
    type: 'text',
    description:
      'A folder outside of the checkout where what was fetched, rendered and read is kept, for the cache of the CI system; on GitLab a folder of the project that git tracks nothing of. Default: nothing is kept.',
  },
  revision: {
    type: 'text',
    description: 'The revision to render. Default: what is checked out, with what is not committed.',
  },
  'output-dir': {
    type: 'text',
    required: true,
    componentDefault: '.fairlead/manifests',
    writes: 'everything',
    description: 'The folder for the manifests, new or empty: one file an app, in folders by environment.',
  },
} as const satisfies InputDescriptions
