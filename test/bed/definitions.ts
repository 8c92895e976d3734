/** The custom resource definitions that come with the modules of controllers. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import type { Built } from './build.ts'
import type { Kube, KubeObject } from './kube.ts'
import { kindOf } from './kube.ts'
import { waitFor } from './wait.ts'

/**
 * Applies the definitions in a folder of assets to a cluster, and waits until objects of these kinds can be created.
 */
export async function define(kube: Kube, built: Built, folder: string): Promise<void> {
  await Promise.all(
    definitions(built, folder).map(async (definition) => {
      await kube.apply(definition)
      const { name } = definition.metadata
      await waitFor(`the definition ${name}`, async () => {
        const { status } = await kube.get(kindOf(definition), name)
        return isEstablished(status) ? true : undefined
      })
      const { group, names, versions } = definition['spec']
      const apiVersion = `${group}/${versions.at(-1).name}`
      // The API server lists a kind a moment after it has established the definition.
      await waitFor(`the kind ${names.kind}`, () =>
        kube.path({ apiVersion, kind: names.kind }).then(
          () => true,
          () => undefined,
        ),
      )
    }),
  )
}

function isEstablished(status: KubeObject['status']): boolean {
  const conditions = (status?.conditions ?? []) as { type: string; status: string }[]
  return conditions.some(({ type, status }) => type === 'Established' && status === 'True')
}

function definitions(built: Built, folder: string): KubeObject[] {
  const path = built.asset(folder)
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .flatMap((name) => loadAll(readFileSync(join(path, name), 'utf8')) as KubeObject[])
}
