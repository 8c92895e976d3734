import { describe, expect, it } from 'vitest'
import { withoutRecords } from '../../../src/proposal/given-text.ts'
import { isNeverCarried } from '../../../src/proposal/never-carried.ts'

describe('a given text', () => {
  it.each([
    'Fixes the cart.\n\n- one\n- two <!-- a note -->\n',
    'About Fairlead-Change trailers, and `<!--` alone.',
    'fairlead is nice\r\n\r\nSigned-off-by: A <a@example.com>',
    '<!-- our fairlead notes -->',
    '',
  ])('stays as it is: %j', (text) => {
    expect(withoutRecords(text)).toBe(text)
  })

  it.each([
    ['a\nFairlead-Change: {}\nb', 'a\nb'],
    ['a\r\nFairlead-Change: {}\r\nb', 'a\r\nb'],
    ['a\rFAIRLEAD-STATE: x\rb', 'a\rb'],
    ['a\n \tfairlead-tree: x\nb', 'a\nb'],
    ['a\nFairlead-Change: {"to":\n  "6.6.6"}\n\tmore\nb', 'a\nb'],
    ['a\n\u200bFairlead-Change: {}\nb', 'a\nb'],
    ['a\nFair\u200d\u0000lead-Change: {}\nb', 'a\nb'],
    ['a\n\uff26airlead-Change: {}\nb', 'a\nb'],
    ['a\u2028Fairlead-Change: {}\u2028b', 'a\u2028b'],
    ['\ufeffFairlead-Change: {}', ''],
    ['a\n<!-- fairlead-group: x -->\nb', 'a\nb'],
    ['a <!--fairlead-comment: diff--> b\nc', 'c'],
    ['a\n<!--\n\nFairlead-group: x\n-->\nb', 'a\nb'],
    ['a\n<!-- fair\u2060lead-group: x\nb', 'a\nb'],
    ['a\n<!-- fairlead-group: x --!>\nb', 'a\nb'],
    ['a\n<!--\n<!-- fairlead-a -->\nfairlead-group: x -->\nb', 'a\n<!--\nb'],
    ['a\n<!<!-- fairlead-a -->-- fairlead-group: x -->\nb', 'a\nb'],
    ['a\nFair\nFairlead-x\nb', 'a\nFair\nb'],
  ])('loses what looks like a record or a mark: %j', (text, left) => {
    expect(withoutRecords(text)).toBe(left)
  })

  it('of any length is read in time', () => {
    const start = performance.now()
    withoutRecords('<!-- '.repeat(50_000))
    withoutRecords('<!-- fairlead '.repeat(20_000))
    withoutRecords('<!-- fairlead\n'.repeat(20_000))
    withoutRecords(`${'Fairlead-x: y\n'.repeat(20_000)}a`)
    expect(performance.now() - start).toBeLessThan(3000)
  })
})

describe('a file that decides what runs', () => {
  it.each([
    '.github/workflows/deploy.yml',
    '.github/CODEOWNERS',
    'CODEOWNERS',
    'docs/CODEOWNERS',
    '.gitlab-ci.yml',
    'ci/build.gitlab-ci.yml',
    '.gitlab/ci/x.yml',
    'Jenkinsfile',
    'jenkinsfile.prod',
    '.circleci/config.yml',
    '.tekton/push.yaml',
    'azure-pipelines.yml',
    'fairlead.yaml',
    '.gitmodules',
    'apps/.gitattributes',
    '.GitHub/workflows/x.yml',
    '.git/config',
  ])('is %s', (path) => {
    expect(isNeverCarried(path)).toBe(true)
  })

  it.each(['charts/web/values.yaml', 'github/x.yaml', 'apps/jenkins/values.yaml', 'tekton/app.yaml'])(
    'is not %s',
    (path) => {
      expect(isNeverCarried(path)).toBe(false)
    },
  )
})
