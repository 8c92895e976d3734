/** `postBuild`: variables in the objects of a Kustomization. */
import type { Piece } from './corpus.ts'
import { configMap } from './corpus.ts'

const long = `${'a long text that is written on one line, '.repeat(4)}\${unset:=a default of several words that is also long}`

export const variables: readonly Piece[] = [
  {
    name: 'substituted',
    spec: `postBuild:
  substitute:
    name: web
    empty: ""
    number: "3"
    flag: "true"
    quoted: '"3"'
    lines: |
      two
      lines
    colon: "a: b"
    list: "[1, 2]"
    path: /usr/local/bin
    mixed: MixedCase
    _under: score
    dollar: "a$b"
    image_tag: "1.10"`,
    files: {
      'functions.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: \${name}-functions
  labels: {app: "\${name}", "\${name}": key}
data:
  plain: \${name}
  default: \${unset:-default} \${unset:=default} \${unset=default}
  of-empty: "[\${empty:-default}] [\${empty=default}] [\${empty:=default}]"
  of-set: \${name:+other} \${name:?message} \${unset:?message}
  nested: \${unset:=\${name}-\${unset:=deep}}
  length: "\${#name} letters"
  cases: \${mixed^^} \${mixed,,} \${name^} \${mixed,}
  part: "\${mixed:5} \${mixed:0:5} \${mixed:2:3}"
  cut: "\${path#*/} \${path##*/} \${path%/*} \${path%%/*}"
  replaced: \${path/usr/opt} \${path//\\//-}
  escaped: $\${name} and $$name and $name and $(name) and $$\${name} and $$$\${name}
  lines: "\${lines}"
  under: \${_under}
  dollar: \${dollar}
  shell: |
    #!/bin/sh
    for i in $*; do echo $i $\${i%.txt}; done
    echo \${name} > /tmp/\${unset:=none}
  long: ${long}
  quotes: 'it''s \${name}'
  backslash: 'a\\n\${name}'
  unicode: "ü \${name} \\u00e9 🎉"
`,
      'types.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: types
  annotations: {number: "\${quoted}", colon: '"\${colon} x"', text: "x\${number}"}
spec:
  replicas: \${zero:=0}
  paused: \${flag}
  minReadySeconds: \${number}
  selector: {matchLabels: {app: types}}
  template:
    metadata: {labels: {app: types}}
    spec:
      containers:
        - name: main
          image: ghcr.io/acme/types:\${image_tag}
          args: \${args:=[]}
`,
      'disabled.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: by-annotation, annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}}
data: {a: "\${name}", b: "$\${name}"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: by-label, labels: {kustomize.toolkit.fluxcd.io/substitute: disabled}}
data: {a: "\${name}"}
`,
    },
  },
  {
    name: 'substituted-from',
    spec: `postBuild:
  substitute: {own: own, both: own}
  substituteFrom:
    - {kind: ConfigMap, name: cluster-vars}
    - {kind: ConfigMap, name: more-vars}
    - {kind: ConfigMap, name: not-there, optional: true}`,
    files: {
      'map.yaml': configMap('map', {
        own: '${own}',
        both: '${both}',
        first: '${first}',
        later: '${later}',
        lines: '${lines}',
        region: '${region:=eu-west-1}',
      }),
    },
    beside: {
      'clusters/staging/vars.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: cluster-vars, namespace: flux-system}
data: {first: first, later: first, both: first, lines: "a\\nb\\n"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: more-vars, namespace: flux-system}
data: {later: more}
`,
    },
  },
  {
    name: 'substituted-always',
    spec: 'postBuild: {substituteStrategy: Always}',
    files: { 'map.yaml': configMap('map', { a: '${unset:=default}', b: '$${kept}' }) },
  },
  {
    name: 'substituted-never',
    spec: 'postBuild: {}',
    files: { 'map.yaml': configMap('map', { a: '${unset:=default}', b: '$${kept}', c: '${unset}' }) },
  },
  {
    name: 'variable-unset',
    spec: 'postBuild: {substitute: {a: b}}',
    files: { 'map.yaml': configMap('map', { a: '${unset}' }) },
    fails: 'variable not set',
  },
  {
    name: 'variable-misnamed',
    spec: 'postBuild: {substitute: {"a-b": b}}',
    files: { 'map.yaml': configMap('map', { a: 'b' }) },
    fails: 'var name is invalid',
  },
]
