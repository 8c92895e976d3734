import { describe, expect, it } from 'vitest'
import { jqPath } from '../../../src/compare/jq-path.ts'

const object = {
  metadata: { annotations: { 'a.b/c': '1' } },
  spec: {
    replicas: 2,
    containers: [
      { name: 'web', image: 'a' },
      { name: 'side', image: 'b', env: [{ name: 'X', value: '1' }] },
    ],
  },
}

/** Returns the JSON pointers that an expression selects. */
const selected = (expression: string) => jqPath(expression)?.(object).map((way) => `/${way.join('/')}`)

describe('a path of jq', () => {
  it.each([
    ['.spec.replicas', ['/spec/replicas']],
    ['.metadata.annotations["a.b/c"]', ['/metadata/annotations/a.b/c']],
    ['.metadata.annotations."a.b/c"', ['/metadata/annotations/a.b/c']],
    ['.spec.containers[].image', ['/spec/containers/0/image', '/spec/containers/1/image']],
    ['.spec.containers[-1].image', ['/spec/containers/1/image']],
    ['.spec.containers[]?.env[]?.value', ['/spec/containers/1/env/0/value']],
    ['.spec.containers[] | select(.name == "side") | .image', ['/spec/containers/1/image']],
    ['.spec.containers[] | select(.name != "side").image', undefined],
    ['.spec.containers[] | select(.name == "web" or .name == "x") | .image', ['/spec/containers/0/image']],
    ['.spec.containers[] | select(.name | startswith("si"))', ['/spec/containers/1']],
    ['.spec.containers[] | select(.env) | .name', ['/spec/containers/1/name']],
    ['.spec.replicas, .spec.none', ['/spec/replicas']],
    ['.spec["none"].more', []],
  ])('%s', (expression, ways) => {
    expect(selected(expression)).toEqual(ways)
  })

  it.each([
    '.. | .image?',
    '.spec.containers[0:1]',
    '.spec | keys',
    'del(.a)',
    '.spec.containers[] | select(.name | test("a"))',
    '."a\\(.b)"',
    '.a = 1',
    '',
    '.a[',
  ])('%s is more than a path', (expression) => {
    expect(jqPath(expression)).toBeUndefined()
  })
})
