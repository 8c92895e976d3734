import fc from 'fast-check'
import { RESTART_EFFECTS } from '../../src/compare/restarts.ts'
import type { AppChange, Review, ObjectChange } from '../../src/review/model.ts'
import type { Risk, RiskLevel } from '../../src/risks/risk.ts'
import type { AppRef } from '../../src/affected/app-ref.ts'
import { appKey } from '../../src/report/json/json.ts'

/** Returns a report with defaults for the parts that a test does not set. */

export function makeReport(parts: Partial<Review> = {}): Review {
  return {
    base: { name: 'main', commit: '1111111111111111111111111111111111111111' },
    head: { name: 'bump/web', commit: '2222222222222222222222222222222222222222' },
    comparedInstead: undefined,
    told: undefined,
    risks: [],
    apps: [],
    digests: {},
    unclaimed: [],
    warnings: [],
    versions: { helm: '3.19.0' },
    took: { inventory: 120, rendering: 900, total: 1400 },
    shard: undefined,
    ...parts,
  }
}

export function makeApp(app: Partial<AppRef> = {}, parts: Partial<Omit<AppChange, 'app'>> = {}): AppChange {
  return {
    app: {
      name: 'web',
      kind: 'Application',
      controlPlane: 'apps',
      ownNamespace: 'argocd',
      toldApartBy: undefined,
      namespace: 'argocd',
      cluster: 'eu-1',
      environment: 'prod',
      production: true,
      declaredAt: { file: 'apps/web.yaml', line: 1 },
      ...app,
    },
    status: 'changed',
    objects: [],
    restarts: [],
    digest: undefined,
    conditions: {
      tools: { helm: '3.19.0' },
      kubernetes: '1.34.0',
      apiVersions: [],
      time: '2026-01-01T00:00:00Z',
    },
    risks: [],
    images: [],
    noise: 0,
    failures: [],
    notes: [],
    files: ['apps/web/values.yaml'],
    values: [],
    ...parts,
  }
}

export function makeObject(parts: Partial<ObjectChange> = {}): ObjectChange {
  return {
    id: { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' },
    renamedFrom: undefined,
    action: 'changed',
    before: { spec: { replicas: 2 } },
    after: { spec: { replicas: 3 } },
    diff: '@@ -1,3 +1,3 @@\n kind: Deployment\n spec:\n-  replicas: 2\n+  replicas: 3\n',
    risks: [],
    noise: 0,
    moved: undefined,
    ...parts,
  }
}

export function makeRisk(level: Risk['level'], rule = 'replicas-zero', message = 'It runs no pod.'): Risk {
  return { rule, level, message }
}

/** Returns a report with many objects, like that of a bump of a chart that all apps use. */
export function largeReport(apps: number, objectsOfEach: number, lines = 8): Review {
  const environments = ['prod', 'staging', 'dev']
  const levels: RiskLevel[] = ['high', 'medium', 'low', 'none', 'none', 'none']
  const kinds = ['Deployment', 'Service', 'ConfigMap', 'Ingress', 'StatefulSet']
  return makeReport({
    apps: Array.from({ length: apps }, (_, a) =>
      makeApp(
        { name: `app-${a}`, environment: environments[a % 3] ?? 'dev', cluster: `cluster-${a % 4}` },
        {
          images: [{ artifact: 'image', repository: 'ghcr.io/acme/web', from: '1.2.0', to: '1.3.0' }],
          objects: Array.from({ length: objectsOfEach }, (_, o) => {
            const level = levels[(a + o) % levels.length] ?? 'none'
            return makeObject({
              id: {
                group: 'apps',
                kind: kinds[o % kinds.length] ?? 'Deployment',
                namespace: `app-${a}`,
                name: `part-${o}`,
              },
              action: (['changed', 'changed', 'added', 'removed'] as const)[o % 4] ?? 'changed',
              risks: level === 'none' ? [] : [makeRisk(level)],
              diff: `@@ -1,${lines} +1,${lines} @@\n spec:\n${Array.from({ length: lines }, (_, l) => `-  key${l}: old-${a}-${o}\n+  key${l}: new-${a}-${o}\n`).join('')}`,
            })
          }),
        },
      ),
    ),
    digests: Object.fromEntries(environments.map((environment) => [environment, 'ab'.repeat(32)])),
  })
}

/** Strings that try to inject markup or references. */
export const hostileTexts = [
  '@octocat and @acme/owners, #1, !5, acme/web#7, GH-12, ~bug, %1, $2, &3, a@example.com, 0@.A',
  '<img src=x onerror=alert(1)><script>alert(1)</script></details></summary>',
  '[click](https://evil.example) ![x](https://evil.example/x.png) https://evil.example www.evil.example',
  '| a | b |\n| --- | --- |\n| fake | row |',
  '```\n</details>\n@octocat\n```',
  '\r```\r</details>\r\n~~~\r# heading',
  '`````````` `` ` tick\\` \\',
  '\u202Eevil\u202C \u200Bzero\u200D \u0000\u0007\u001B[31mred\u001B[0m',
  '\\| a \\\\| https://evil.example \\',
  '::error::fake',
  '##[error]fake',
  '</script><script>alert(1)</script><!--',
  '$\\color{red}{x}$ \ud800',
  '- item\n1. item\n> quote\n    code\n---',
]

const foreign = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostileTexts) },
  { weight: 3, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 400 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...hostileTexts), fc.nat(40))
      .map(([text, times]) => text.repeat(times)),
  },
)
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const few = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 4) => fc.array(arbitrary, { maxLength })
const position = fc.integer({ min: 1, max: 9999 })
const risk = fc.record({
  rule: foreign,
  level: fc.constantFrom('low', 'medium', 'high'),
  message: foreign,
}) satisfies fc.Arbitrary<Risk>
const id = fc.record({ group: foreign, kind: foreign, namespace: perhaps(foreign), name: foreign })
const object: fc.Arbitrary<ObjectChange> = fc.record({
  id,
  renamedFrom: perhaps(id),
  action: fc.constantFrom('added', 'removed', 'changed'),
  before: perhaps(fc.jsonValue()) as fc.Arbitrary<ObjectChange['before']>,
  after: perhaps(fc.jsonValue()) as fc.Arbitrary<ObjectChange['after']>,
  diff: foreign,
  risks: few(risk, 2),
  noise: fc.nat(9),
  moved: perhaps(fc.record({ app: foreign, isSame: fc.boolean() })),
})
const app: fc.Arbitrary<AppChange> = fc.record({
  app: fc.record({
    name: foreign,
    kind: foreign,
    controlPlane: perhaps(foreign),
    ownNamespace: perhaps(foreign),
    toldApartBy: perhaps(foreign),
    namespace: perhaps(foreign),
    cluster: perhaps(foreign),
    environment: perhaps(foreign),
    production: fc.boolean(),
    declaredAt: perhaps(fc.record({ file: foreign, line: position })),
  }),
  status: fc.constantFrom('added', 'removed', 'changed', 'noise', 'rerendered', 'failed'),
  objects: few(object, 6),
  restarts: few(
    fc.record({
      id,
      effect: fc.constantFrom(...RESTART_EFFECTS),
      because: few(foreign, 2),
      isShown: fc.boolean(),
    }),
    3,
  ),
  digest: perhaps(foreign),
  values: few(fc.record({ file: foreign, key: foreign, from: perhaps(foreign), to: perhaps(foreign) }), 2),
  conditions: perhaps(
    fc.record({
      tools: fc.dictionary(foreign, foreign, { maxKeys: 2 }),
      kubernetes: perhaps(foreign),
      apiVersions: few(foreign),
      time: perhaps(foreign),
    }),
  ),
  risks: few(risk, 2),
  images: few(
    fc.record({
      artifact: fc.constantFrom('image' as const, 'chart' as const),
      repository: foreign,
      from: perhaps(foreign),
      to: perhaps(foreign),
    }),
  ),
  noise: fc.nat(9),
  failures: few(
    fc.record({
      side: fc.constantFrom('before' as const, 'after' as const),
      message: foreign,
      hint: perhaps(foreign),
      at: perhaps(fc.record({ file: foreign, line: position, column: position }, { requiredKeys: ['file'] })),
    }),
    2,
  ),
  notes: few(foreign),
  files: few(foreign),
})
const side = fc.record({ name: foreign, commit: perhaps(foreign) })
const milliseconds = fc.double({ min: 0, max: 1e7, noNaN: true }).map(Math.abs)

/** Reports in which every string may be hostile. */
export const anyReport: fc.Arbitrary<Review> = fc.record({
  base: side,
  head: side,
  comparedInstead: perhaps(foreign),
  told: fc.constant(undefined),
  risks: few(risk, 2),
  apps: fc.uniqueArray(app, { maxLength: 12, selector: appKey }),
  digests: fc.dictionary(foreign, foreign, { maxKeys: 4 }),
  unclaimed: few(foreign, 8),
  warnings: few(foreign),
  versions: fc.dictionary(foreign, foreign, { maxKeys: 3 }),
  took: fc.record({ inventory: milliseconds, rendering: milliseconds, total: milliseconds }),
  shard: fc.constant(undefined),
})
