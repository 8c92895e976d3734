import { describe, expect, it } from 'vitest'
import { isDocument, mayBeDeployed } from '../../../src/inventory/unseen/deployable.ts'
import { filesOfTools } from '../../../src/inventory/unseen/tool-files.ts'

describe('files that may be deployed', () => {
  it.each([
    ['apps/web/values.yaml', true],
    ['apps/web/values.yaml.gotmpl', true],
    ['charts/web/templates/_helpers.tpl', true],
    ['main.tf', true],
    ['apps/web/.argocd-source-web.yaml', true],
    ['env/main.jsonnet', true],
    ['apps/web/config.json', true],
    ['README.md', false],
    ['.github/workflows/ci.yaml', false],
    ['hosts/a/.deploy/app.yaml', true],
    ['.gitlab-ci.yml', false],
    ['renovate.json5', false],
    ['package.json', false],
    ['src/main.go', false],
    ['docs/picture.svg', false],
    ['fairlead.yaml', false],
    ['docker-compose.override.yml', false],
  ])('%s: %s', (file, expected) => expect(mayBeDeployed(file)).toBe(expected))

  it('documents are what only people read', () => {
    const documents = ['README.md', 'LICENSE', 'docs/a.png', '.github/CODEOWNERS']
    expect(documents.filter((file) => !isDocument(file))).toEqual([])
    const others = ['src/main.go', 'a/values.yaml', 'renovate.json', '.github/workflows/deploy.yaml']
    expect(others.filter(isDocument)).toEqual([])
  })
})

describe('the tools that may deploy a file', () => {
  const paths = [
    'helmfile.yaml',
    'values/web.yaml',
    'infra/Pulumi.yaml',
    'infra/index.ts',
    'infra/README.md',
    'terraform/main.tf',
    'terraform/values.yaml',
    'fleet/fleet.yaml',
    'src/app.ts',
  ]

  it('are those whose own file is nearest', () => {
    const found = Object.fromEntries(filesOfTools(paths, paths))
    expect(found).toEqual({
      Helmfile: ['helmfile.yaml', 'values/web.yaml'],
      Pulumi: ['infra/Pulumi.yaml', 'infra/index.ts'],
      Terraform: ['terraform/main.tf', 'terraform/values.yaml'],
      Fleet: ['fleet/fleet.yaml'],
    })
  })

  it('are none where no tool has a file there', () => {
    expect(filesOfTools(['apps/web.yaml', 'src/app.ts'], ['apps/web.yaml', 'infra/Pulumi.yaml']).size).toBe(0)
  })
})
