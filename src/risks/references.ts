import type { Json } from '../yaml/value.ts'
import { isObject, listAt, textAt, valueAt } from '../yaml/value.ts'
import { podSpec, podTemplate } from '../kube/workload.ts'
import { some } from './gained.ts'
import type { Rule } from './rule.ts'
import { once } from './rule.ts'

/** Returns the names of the ConfigMaps or Secrets that an object's pods need to start. */
function referredTo(content: Json, kind: string): Set<string> {
  const names = new Set<string>()
  const keys =
    kind === 'Secret'
      ? ['secret', 'secretRef', 'secretKeyRef']
      : ['configMap', 'configMapRef', 'configMapKeyRef']
  const visit = (value: Json): void => {
    if (Array.isArray(value)) for (const item of value as readonly Json[]) visit(item)
    else if (isObject(value))
      for (const [key, inner] of Object.entries(value)) {
        if (keys.includes(key) && isObject(inner) && inner['optional'] !== true) {
          const name = textAt(inner, 'name') ?? textAt(inner, 'secretName')
          if (name !== undefined) names.add(name)
        }
        visit(inner)
      }
  }
  visit(podSpec(content) ?? null)
  if (kind === 'Secret')
    for (const item of listAt(podSpec(content), 'imagePullSecrets')) names.add(textAt(item, 'name') ?? '')
  return names
}

const namespaceOf = (content: Json | undefined) => textAt(content, 'metadata', 'namespace') ?? ''
const nameOf = (content: Json) =>
  `${textAt(content, 'kind') ?? ''} ${textAt(content, 'metadata', 'name') ?? ''}`

const place = (kind: string, namespace: string, name: string) => JSON.stringify([kind, namespace, name])

/** The workloads that cannot start without a ConfigMap or Secret, by that ConfigMap or Secret. */
const usersOf = once(({ after }) => {
  const users = new Map<string, Json[]>()
  for (const object of after)
    for (const kind of ['ConfigMap', 'Secret'])
      for (const name of referredTo(object, kind)) {
        const key = place(kind, namespaceOf(object), name)
        users.set(key, [...(users.get(key) ?? []), object])
      }
  return users
})

const missing: Rule = {
  id: 'reference-removed',
  level: 'high',
  description:
    'A ConfigMap or Secret that a workload of the app still uses is removed or renamed: its pods cannot start.',
  kinds: ['ConfigMap', 'Secret'],
  find: ({ id, renamedFrom, action }, all, { movesTo }) => {
    const gone = action === 'removed' ? id : renamedFrom
    if (!gone || movesTo?.(gone) !== undefined) return []
    const users = usersOf(all).get(place(gone.kind, gone.namespace ?? '', gone.name)) ?? []
    return users.length > 0 ? [`${some(users.map(nameOf))} still uses ${gone.kind} ${gone.name}.`] : []
  },
}

/** Reports whether a Service selects pods of some objects; undefined if it has no selector. */
function selects(service: Json | undefined, objects: readonly Json[]): boolean | undefined {
  const selector = valueAt(service, 'spec', 'selector')
  if (!isObject(selector) || Object.keys(selector).length === 0) return undefined
  return objects.some(
    (object) =>
      namespaceOf(object) === namespaceOf(service) &&
      podTemplate(object) !== undefined &&
      Object.entries(selector).every(
        ([key, value]) => valueAt(podTemplate(object), 'metadata', 'labels', key) === value,
      ),
  )
}

/** The Services that selected a pod of a workload and no longer select any, as they were before, with their names. */
const cutOff = once(({ before, after }) => {
  const services = (objects: readonly Json[]) =>
    objects.filter((object) => textAt(object, 'kind') === 'Service')
  const id = (service: Json) =>
    place('Service', namespaceOf(service), textAt(service, 'metadata', 'name') ?? '')
  const old = new Map(services(before).map((service) => [id(service), service]))
  return services(after).flatMap((service) => {
    const was = old.get(id(service))
    const isCutOff = was && selects(service, after) === false && selects(was, before) === true
    return isCutOff ? [{ was, name: textAt(service, 'metadata', 'name') ?? '' }] : []
  })
})

/** The cause may also be the labels of a workload, so each changed object that was involved reports it. */
const endpoints: Rule = {
  id: 'service-without-endpoints',
  level: 'high',
  description: 'A Service that selected pods of a workload of the app no longer selects any.',
  find: ({ id, before }, all) =>
    cutOff(all)
      .filter(
        ({ was, name }) =>
          (id.kind === 'Service' && id.name === name) ||
          (before !== undefined && selects(was, [before]) === true),
      )
      .map(({ name }) => `Service ${name} no longer selects any pods.`),
}

function backends(content: Json | undefined, kind: string): Set<string> {
  const names = new Set<string>()
  const add = (name: string | undefined) => name !== undefined && names.add(name)
  if (kind === 'Ingress') {
    add(textAt(content, 'spec', 'defaultBackend', 'service', 'name'))
    for (const rule of listAt(content, 'spec', 'rules'))
      for (const path of listAt(rule, 'http', 'paths')) add(textAt(path, 'backend', 'service', 'name'))
  } else
    for (const rule of listAt(content, 'spec', 'rules'))
      for (const ref of listAt(rule, 'backendRefs'))
        if ((textAt(ref, 'kind') ?? 'Service') === 'Service' && textAt(ref, 'namespace') === undefined)
          add(textAt(ref, 'name'))
  return names
}

const ROUTES = ['Ingress', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute']

const routesIn = once(({ after }) => after.filter((object) => ROUTES.includes(textAt(object, 'kind') ?? '')))

const servicesIn = once(
  ({ after }) =>
    new Set(
      after
        .filter((object) => textAt(object, 'kind') === 'Service')
        .map((object) => textAt(object, 'metadata', 'name') ?? ''),
    ),
)

const routes: Rule = {
  id: 'route-without-service',
  level: 'high',
  description: 'An Ingress or route sends traffic to a Service that this change removes from the app.',
  kinds: ['Service'],
  find: ({ id, renamedFrom, action, before }, all, { movesTo }) => {
    const gone = action === 'removed' ? id : renamedFrom
    if (!gone || movesTo?.(gone) !== undefined) return []
    const users = routesIn(all).filter(
      (object) =>
        namespaceOf(object) === namespaceOf(before) &&
        backends(object, textAt(object, 'kind') ?? '').has(gone.name),
    )
    return users.length > 0 ? [`${some(users.map(nameOf))} still sends traffic to ${gone.name}.`] : []
  },
}

const unknown: Rule = {
  id: 'route-to-unknown-service',
  level: 'low',
  description: 'An Ingress or route gets a backend that is not a Service of the app.',
  kinds: ROUTES,
  find: ({ id, before, after }, all) => {
    const services = servicesIn(all)
    const old = backends(before, id.kind)
    return [...backends(after, id.kind)]
      .filter((name) => !old.has(name) && !services.has(name))
      .map((name) => `It sends traffic to ${name}, which is not a Service of the app.`)
  },
}

export const referenceRules: readonly Rule[] = [missing, endpoints, routes, unknown]
