import type { InputDescriptions } from '../describe.ts'

/** The inputs for rendering, its cache and its output. */
export const renderingInputs = {
  'helm-path': {
    type: 'text',
    description: 'The helm binary to render with. Default: helm on PATH; if there is none, it is downloaded.',
  },
  'helm-version': {
    type: 'text',
    description:
      'The version of Helm to render with, such as 3.19.4. If PATH has another version, this one is downloaded over TLS and its checksum is verified. Default: render.helmVersion in the fairlead.yaml of the base, else the version on PATH, else the version in the controller release that fairlead.yaml names, else the newest known one.',
  },
  'helm-sha256': {
    type: 'list',
    description:
      "The SHA-256 of the Helm archive of that version, for each platform in use. Default: taken from the publisher's checksum file.",
  },
  'kustomize-path': {
    type: 'text',
    description:
      'The kustomize or kubectl binary to build with. Default: the one on PATH; if there is none, kustomize is downloaded.',
  },
  'kustomize-version': {
    type: 'text',
    description:
      'The version of kustomize to build with, such as 5.8.1; downloaded and verified like helm-version. Default: render.kustomizeVersion, else the kustomize or kubectl on PATH.',
  },
  'kustomize-sha256': {
    type: 'list',
    description:
      "The SHA-256 of the kustomize archive of that version, for each platform in use. Default: taken from the publisher's checksum file.",
  },
  'renderer-mirror': {
    type: 'text',
    description:
      "The address (https://…) of a mirror to download helm and kustomize from, with the publishers' file names and checksum files. Default: render.mirror in the fairlead.yaml of the base, else get.helm.sh and the kustomize releases on GitHub.",
  },
  'bin-dir': {
    type: 'text',
    required: true,
    description:
      'The folder for the programs, such as /usr/local/bin. Existing files with their names are replaced.',
  },
  concurrency: {
    type: 'number',
    formerNames: ['lanes'],
    description:
      'The maximum number of Helm and kustomize processes that run in parallel. Default: the number of processors.',
  },
  'cache-path': {
    type: 'text',
    description:
      'A folder outside the checkout to keep fetched, rendered and parsed data in, for the cache of the CI system; on GitLab a folder of the project in which git tracks no files. Default: no cache.',
  },
  revision: {
    type: 'text',
    description: 'The revision to render. Default: the checkout, including uncommitted changes.',
  },
  'output-dir': {
    type: 'text',
    required: true,
    componentDefault: '.fairlead/manifests',
    writes: 'everything',
    description:
      'The folder for the manifests, new or empty: one file per app, in one folder per environment.',
  },
} as const satisfies InputDescriptions
