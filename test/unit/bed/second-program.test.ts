import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { History } from '../../bed/sync/oracle/history.ts'
import { difference, lacking } from '../../bed/sync/oracle/live.ts'
import { judge } from '../../bed/sync/soak/judged.ts'

const folder = fileURLToPath(new URL('../../bed/sync/oracle/', import.meta.url))

it('the second program of the soak shares no code with Fairlead or with the tests', () => {
  const imported = globSync('*.ts', { cwd: folder }).flatMap((file) =>
    [...readFileSync(`${folder}${file}`, 'utf8').matchAll(/ from '([^']+)'/g)].map(([, name = '']) => name),
  )
  expect(imported.length).toBeGreaterThan(5)
  expect(imported.filter((name) => !/^(\.\/[a-z]+\.ts|node:[a-z_]+|js-yaml)$/.test(name))).toEqual([])
})

const template = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'main', image }] },
})
const web = (image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: 1, template: template(image) },
})
const ready = { conditions: [{ type: 'Ready', status: 'True' }] }

function cluster(image: string, podImage: string, status = ready) {
  const history = new History()
  const live = { ...web(image), metadata: { name: 'web', namespace: 'shop', uid: 'd' } }
  const own = (name: string, uid: string, owner: string) => ({
    metadata: { ...template('').metadata, name, namespace: 'shop', uid, ownerReferences: [{ uid: owner }] },
  })
  history.take('Deployment', live, false, 1)
  history.take('ReplicaSet', own('web-1', 's', 'd'), false, 1)
  history.take('Pod', { ...own('web-1-a', 'p', 's'), spec: template(podImage).spec, status }, false, 1)
  return history
}

it('it sees that the pods of a workload are of the new template and ready, whatever the workload says', () => {
  const lacks = (history: History) => lacking(web('web:2'), history.at(2, ['shop']), 'shop')
  expect(lacks(cluster('web:2', 'web:2'))).toEqual([])
  expect(lacks(cluster('web:2', 'web:1'))).toEqual([
    'Pod web-1-a is of another template: .spec.containers[0].image',
  ])
  expect(lacks(cluster('web:2', 'web:2', { conditions: [] }))).toEqual(['Pod web-1-a is not ready'])
  expect(lacks(cluster('web:1', 'web:1'))).toEqual([
    'Deployment web is not as rendered: .spec.template.spec.containers[0].image',
  ])
  expect(lacks(new History())).toEqual(['Deployment web is not there'])
})

it('a field that was taken away is missed where it is still live, and what the API server adds is not', () => {
  expect(difference({ data: { a: '1' } }, { data: { a: '1', b: '2' } }, '')).toBe('.data')
  expect(difference({ name: 'main' }, { name: 'main', env: [{ name: 'A' }] }, '.spec')).toBe('.spec.env')
  expect(difference({ name: 'main' }, { name: 'main', imagePullPolicy: 'Always' }, '.spec')).toBeUndefined()
  expect(difference({ memory: '1024Mi' }, { memory: '1Gi' }, '')).toBeUndefined()
})

it('a green verdict has to stand, a red one needs a fault, and unknown is no way out of either', () => {
  const said = { app: 'web', reason: '', rule: null, commit: 'c', began: 0, at: 60_000 }
  const well = { lacks: [], goodSince: 0, lapse: null, faults: [], mended: true, isAsBefore: false }
  const ill = { ...well, lacks: ['Pod a is not ready'], goodSince: null, mended: false }
  const marks = (outcome: string) => [
    judge({ ...said, outcome }, well).mark,
    judge({ ...said, outcome }, { ...well, lapse: 'Pod a is not ready' }).mark,
    judge({ ...said, outcome }, ill).mark,
    judge({ ...said, outcome }, { ...ill, faults: ['CrashLoopBackOff'] }).mark,
    judge({ ...said, outcome }, { ...ill, mended: true }).mark,
  ]
  const [green, red] = ['falsely green', 'falsely red']
  expect(marks('verified')).toEqual(['right', green, green, green, green])
  expect(marks('failed')).toEqual([red, red, 'right', 'right', red])
  expect(marks('unknown')).toEqual([red, 'right', 'right', 'vague', 'right'])
  expect(marks('reverted')).toEqual([red, red, red, red, red])
})
