import { expect, it } from 'vitest'
import { withLeadingTemplates } from '../../../src/inventory/leading/templates.ts'
import { openInventory } from '../../../src/inventory/read.ts'
import { parentsOf } from '../../../src/inventory/leading/rendered.ts'
import { memoryTree } from '../../support/inventory.ts'

const chart = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`
const application = (name: string, path: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}}\nspec: {source: {path: ${path}}}\n`

it('where reading costs requests, templates are read of charts that deploy nothing that runs by itself', async () => {
  const tree = memoryTree({
    'root.yaml': application('root', 'apps'),
    'web.yaml': application('web', 'charts/web'),
    'apps/Chart.yaml': chart('apps'),
    'apps/templates/apps.yaml': application('{{ .Values.name }}', 'charts/web'),
    'apps/templates/_helpers.tpl': '{{- define "apps.name" }}{{ end }}\n',
    'charts/web/Chart.yaml': chart('web'),
    'charts/web/templates/web-deployment.yaml': 'kind: Deployment\n',
    'charts/web/templates/service.yaml': 'kind: Service\n',
  })
  const open = await withLeadingTemplates(await openInventory({ ...tree, costly: true }))
  expect(parentsOf(open).map(({ name }) => name)).toEqual(['root'])
  const read = tree.batches.flat()
  expect(read).toContain('apps/templates/_helpers.tpl')
  expect(read.filter((path) => path.startsWith('charts/web/templates/'))).toEqual([])
})

it('a repo without such charts is not asked for more', async () => {
  const tree = memoryTree({ 'web.yaml': application('web', 'apps/web'), 'apps/web/web.yaml': 'kind: Pod\n' })
  const open = await openInventory({ ...tree, costly: true })
  const batches = tree.batches.length
  expect(await withLeadingTemplates(open)).toBe(open)
  expect(tree.batches.length).toBe(batches)
})

it('a kustomization among the templates is no Kustomization of Flux', async () => {
  const { inventory } = await openInventory(
    memoryTree({
      'setup/templates/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [{{ x }}]\ncommonAnnotations: {argoproj.io/y: z}\n',
      'setup/templates/apps.yaml': application('{{ x }}', 'apps'),
    }),
  )
  expect(inventory.unresolved.map(({ file, kind }) => [file, kind])).toEqual([
    ['setup/templates/apps.yaml', 'Application'],
  ])
})
