/** Sources: other branches, tags and commits of a repository, and what GitRepositories include. */
import type { Piece } from './corpus.ts'
import { configMap, kustomization } from './corpus.ts'

function repository(name: string, spec: string) {
  return {
    [`clusters/staging/sources/${name}.yaml`]: `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: ${name}, namespace: flux-system}
spec:
  interval: 1h
  url: \${URL}
${spec.replaceAll(/^(?=.)/gm, '  ')}
`,
  }
}

const from = (name: string) => `sourceRef: {kind: GitRepository, name: ${name}}`

/** The commits of the branch `release`, in order. One tag has the same name as the branch. */
export const older = [['v1.0.0', 'release'], ['v1.2.0'], ['v2.0.0-rc.1'], []].map((tags) => ({
  tags,
  files: { 'apps/revision/map.yaml': configMap('map', { at: tags[0] ?? 'release' }) },
}))

export const sources: readonly Piece[] = [
  ...(
    [
      ['of-branch', 'ref: {branch: release}'],
      ['of-tag', 'ref: {tag: v1.0.0}'],
      ['of-twin', 'ref: {tag: release}'],
      ['of-semver', 'ref: {semver: "1.x"}'],
      ['of-version', 'ref: {semver: 1.0.0}'],
      ['of-candidate', 'ref: {semver: ">=1.0.0-0"}'],
      ['of-name', 'ref: {name: refs/heads/release}'],
      ['of-tag-name', 'ref: {name: refs/tags/v1.2.0}'],
      ['of-several', 'ref: {branch: main, tag: v1.0.0}'],
    ] as const
  ).map(([name, spec]): Piece => ({
    name,
    spec: `${from(name)}\npath: apps/revision`,
    files: {},
    beside: repository(name, spec),
  })),
  {
    name: 'of-include',
    spec: `${from('of-include')}\npath: ./apps/of-include`,
    files: {
      'kustomization.yaml': kustomization('resources: [map.yaml, ../../vendor/map.yaml]\n'),
      'map.yaml': configMap('own'),
    },
    beside: repository(
      'of-include',
      'ref: {branch: main}\ninclude: [{repository: {name: of-branch}, fromPath: apps/revision, toPath: vendor}]',
    ),
  },
  {
    name: 'of-sparse',
    spec: from('of-sparse'),
    files: { 'map.yaml': configMap('map') },
    beside: repository('of-sparse', 'ref: {branch: main}\nsparseCheckout: [apps/of-sparse]'),
  },
]
