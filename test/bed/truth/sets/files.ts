/** The files that the ApplicationSets of the corpus read and deploy. */

const configMap = (name: string) => `apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}}
data: {name: ${name}}
`

/** A chart that writes its values into a ConfigMap. */
const echo = {
  'charts/echo/Chart.yaml': 'apiVersion: v2\nname: echo\nversion: 1.0.0\n',
  'charts/echo/values.yaml': 'shown: nothing\n',
  'charts/echo/templates/echo.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: {{ .Release.Name }}, labels: {namespace: {{ .Release.Namespace }}}}
data:
  values: {{ toJson .Values | quote }}
`,
}

/** Folders with unusual names. */
const folders = Object.fromEntries(
  [
    'teams/Red_Team/web',
    'teams/Red_Team/api.v2',
    'teams/blue/web',
    'teams/blue/internal',
    'teams/blue/web/deep',
    'teams/.hidden/web',
    'teams/green/.hidden',
    'teams/Über/Größe',
    'teams/x/-dash-',
  ].map((folder) => [`${folder}/map.yaml`, configMap('in-a-folder')]),
)

/** Files of parameters. */
const parameters = {
  'params/one/config.json': JSON.stringify({
    name: 'one',
    cluster: { address: 'https://1.2.3.4', owner: 'cluster-admin@company.com', name: 'engineering-dev' },
    ports: [80, 443],
    ratio: 0.25,
    large: 12_345_678,
    huge: 9_007_199_254_740_991,
    on: true,
    off: false,
    nothing: null,
    empty: {},
    none: [],
    'dotted.key': 'dot',
    'slashed/key': 'slash',
    UPPER: 'Case',
  }),
  'params/two/config.json': JSON.stringify({
    name: 'two',
    cluster: { address: 'https://5.6.7.8', owner: 'nobody', name: 'prod' },
    ports: [],
    ratio: 1e-7,
    large: 1_000_000,
    huge: 123_456_789_012_345_680_000,
    on: false,
    off: true,
    nothing: 'something',
    empty: { not: 'empty' },
    none: ['x', { y: 'z' }],
    'dotted.key': 'dot2',
    'slashed/key': 'slash2',
    UPPER: 'Case2',
  }),
  'params/three/config.yaml': `# YAML, as people write it
name: three
cluster: &cluster
  address: https://9.9.9.9
  owner: "o'wner"
copy: *cluster
merged:
  <<: *cluster
  owner: another
ports: [0080, 0x1F, 1_000]
version: 1.10
date: 2024-01-01
answer: yes
word: "yes"
octal: 0123
text: |
  two
  lines
empty:
`,
  'params/many/config.yaml': `- name: many-a
  tier: 1
- name: many-b
  tier: 2
  deep: {list: [a, {b: c}]}
`,
  'params/elements/config.yaml': `name: elements
parts: [{part: a, count: 3, on: true}, {part: b, count: 1000000}, {part: y}]
`,
  'params/many/skip.yaml': 'name: skipped\n',
  'params/empty/config.yaml': '',
  'params/documents/config.yaml': 'name: first\n---\nname: second\n',
  'params/deep/er/config.yaml': 'name: deeper\n',
}

/** All files of the repository, without the ApplicationSets. */
export const files: Readonly<Record<string, string>> = { ...echo, ...folders, ...parameters }
