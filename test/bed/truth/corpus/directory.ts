/** Folders of plain manifests, with unusual YAML. */
import type { TruthApp } from './app.ts'
import { configMap, workload } from './app.ts'
import { widgets } from './charts.ts'

const numbers = `int: 12
octal: 0123
newOctal: 0o17
notOctal: 089
hex: 0x1F
binary: 0b11
under: 1_000
plus: +7
minus: -0
float: 1.10
whole: 1.0
exponent: 1e3
small: 1.5e-7
large: 9007199254740993
negative: -9223372036854775808
top: 18446744073709551615
huge: 123456789012345678901234567890
sexagesimal: 1:20
time: 12:30:45
date: 2024-01-01
timestamp: 2024-01-01T10:00:00Z
yes: no
on: off
y: n
Yes: "yes"
tilde: ~
nothing:
text: "012"
tagged: !!str 12
tagInt: !!int "12"
tagFloat: !!float 1
binaryText: !!binary aGVsbG8=
merge: {<<: {a: 1, b: 2}, b: 3}
merges: {<<: [{a: 1}, {a: 2, c: 3}], d: 4}
anchor: &a {x: [1, 2]}
alias: *a
123: number
1.5: float
0x10: hex
2024-01-01: date
"quoted": key
? complex
: value
`
const indented = numbers.replaceAll(/^/gm, '  ')

export const directoryApps: readonly TruthApp[] = [
  {
    name: 'directory-plain',
    source: {},
    files: {
      'w.yaml': workload,
      'c.yml': configMap('c'),
      'j.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "j"}, "data": {"n": "1"}}',
      'note.txt': configMap('never'),
      'UPPER.YAML': configMap('never'),
      'deep/d.yaml': configMap('never'),
      '.hidden.yaml': configMap('hidden'),
    },
  },
  {
    name: 'directory-recurse',
    source: {
      directory: { recurse: true, exclude: '{*/skip/*,**/*-test.yaml,old/**}', include: '*.{yaml,json}' },
    },
    files: {
      'a.yaml': configMap('a'),
      'a-test.yaml': configMap('never'),
      'b/c/d.yaml': configMap('d'),
      'b/c/e-test.yaml': configMap('maybe'),
      'b/skip/x.yaml': configMap('never'),
      'skip/x.yaml': configMap('top-skip'),
      'old/deep/x.yaml': configMap('old'),
      '.hidden/h.yaml': configMap('in-hidden'),
      'b/f.yml': configMap('never'),
      'b/g.json': '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "g"}}',
    },
  },
  {
    name: 'directory-include',
    source: { directory: { include: '{a,b}.yaml', recurse: true } },
    files: {
      'a.yaml': configMap('a'),
      'b.yaml': configMap('b'),
      'c.yaml': configMap('c'),
      'x/a.yaml': configMap('xa'),
    },
  },
  {
    name: 'directory-documents',
    source: {},
    files: {
      'many.yaml': `---\n# only a comment\n---\n${configMap('one')}---\n\n---\n${configMap('two')}--- # comment\n${configMap('three')}---\nnull\n`,
      'windows.yaml':
        configMap('windows').replace('\n', '\r\n') +
        '---\r\n' +
        configMap('windows-two').replace('\n', '\r\n'),
      'bom.yaml': `\uFEFF${configMap('bom')}`,
      'utf16.yaml': Buffer.from(`\uFEFF${configMap('wide')}`, 'utf16le'),
      'empty.yaml': '',
      'comment.yaml': '# nothing\n',
      'end.yaml': `${configMap('end')}...\n`,
      'skipped.yaml': `# +argocd:skip-file-rendering\n${configMap('never')}`,
      'broken.yaml': 'a: [1, {{ x }}\n',
      'no-end.yaml': configMap('no-end').trimEnd(),
      'tabs.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: tabs\t\ndata:\n  a: "x\ty"\n',
      'json.yaml':
        '{"apiVersion": "v1",\n"kind": "ConfigMap",\n\t"metadata": {"name": "json-yaml"}, "data": {"a": "\\u00e9\\/"}}\n',
      'emoji.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: emoji}\ndata: {a: "😀", b: 日本, "ключ": "\\U0001F600"}\n',
    },
  },
  {
    name: 'directory-numbers',
    source: {},
    files: {
      'numbers.yaml': `apiVersion: example.com/v1\nkind: Numbers\nmetadata: {name: numbers}\nspec:\n${indented}`,
      'json.json':
        '{"apiVersion": "example.com/v1", "kind": "Numbers", "metadata": {"name": "json"}, "spec": {"large": 9007199254740993, "top": 18446744073709551615, "huge": 1e400000, "e": 1e3, "one": 1.0, "minus": -0, "f": 0.1, "yes": "no"}}'.replace(
          ' "huge": 1e400000,',
          '',
        ),
    },
  },
  {
    name: 'directory-lists',
    source: {},
    files: {
      'list.yaml': `apiVersion: v1\nkind: List\nmetadata: {resourceVersion: ""}\nitems:\n- ${configMap('one')}`,
      'maps.yaml': `apiVersion: v1\nkind: ConfigMapList\nitems:\n- ${configMap('two', 'x', ', namespace: other')}`,
      'empty.yaml': 'apiVersion: v1\nkind: List\nitems: []\n',
      'null.yaml': 'apiVersion: v1\nkind: List\nitems:\n',
      'json.json':
        '{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "three"}}]}',
    },
  },
  {
    name: 'directory-objects',
    source: {},
    files: {
      'a-same.yaml': configMap('same', 'first'),
      'b-same.yaml': configMap('same', 'second', ', namespace: directory-objects'),
      'c-versions.yaml':
        '{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {maxReplicas: 1, scaleTargetRef: {kind: Deployment, name: a}}}\n---\n{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {maxReplicas: 2, scaleTargetRef: {kind: Deployment, name: a}}}\n',
      'cluster.yaml':
        '{apiVersion: v1, kind: Namespace, metadata: {name: made, namespace: wrong}}\n---\n{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast}, provisioner: x}\n---\n{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv, namespace: ""}}\n',
      'empty-namespace.yaml': configMap('blank', 'x', ', namespace: ""'),
      'other.yaml': configMap('elsewhere', 'x', ', namespace: other'),
      'generated.yaml':
        '{apiVersion: batch/v1, kind: Job, metadata: {generateName: a-, annotations: {argocd.argoproj.io/hook: PreSync}}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a}]}}}}\n---\n{apiVersion: batch/v1, kind: Job, metadata: {generateName: a-, annotations: {argocd.argoproj.io/hook: PreSync}}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}}\n',
      'crd.yaml': `${widgets('Cluster', 'planets', 'Planet')}---\n{apiVersion: example.com/v1, kind: Planet, metadata: {name: earth, namespace: wrong}}\n`,
      'status.yaml':
        '{apiVersion: v1, kind: Service, metadata: {name: s, annotations: {a: "1"}}, spec: {ports: [{port: 80}]}, status: {loadBalancer: {}}}\n',
      'nulls.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nulls, labels: null, annotations: {}, creationTimestamp: null}\ndata: null\nbinaryData: {}\n',
    },
  },
  {
    name: 'directory-secrets',
    source: {},
    files: {
      'a.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: a, labels: {x: "y"}}\ntype: example.com/own\nstringData: {text: "yes", "number": "0123"}\ndata: {bytes: "AP/+"}\n',
      'b.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: b}\n',
    },
    more: { synced: true },
  },
  {
    name: 'directory-links',
    source: { directory: { recurse: true } },
    files: {
      'real/a.yaml': configMap('a'),
      'b.yaml': ['120000', 'outside.txt'],
      'outside.txt': configMap('linked'),
      'c.yaml': ['120000', 'missing.yaml'],
      'folder.yaml': ['120000', 'real'],
      'linked-folder': ['120000', 'real'],
    },
  },
  {
    name: 'directory-destination',
    source: {},
    files: { 'a.yaml': configMap('a'), 'b.yaml': configMap('b', 'b', ', namespace: own') },
    more: { destination: { namespace: '' } },
  },
]
