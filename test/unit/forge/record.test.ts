import { expect, it } from 'vitest'
import { formatRecord, newRecord, parseRecord } from '../../../src/forge/local/record.ts'

const request = {
  title: 'Bump web',
  body: 'To 1.2.0',
  base: 'main',
  branch: 'bump',
  head: '0'.repeat(40),
  labels: ['deploy'],
  assignees: [],
  reviewers: ['ann'],
  teamReviewers: [],
  milestone: undefined,
  draft: false,
}
const record = newRecord(request, new Date(0))
const read = (value: unknown) => parseRecord(Buffer.from(JSON.stringify(value)), 'bump')

it('a record is read as it was written', () => {
  expect(parseRecord(Buffer.from(formatRecord(record)), 'bump')).toEqual(record)
})

it('what an older version did not write may lack, and what a newer one adds may be there', () => {
  const { version, state, title, body, base } = record
  expect(read({ version, state, title, body, base, mood: 'fine' })).toMatchObject({
    labels: [],
    comments: [],
  })
})

it.each([
  ['a text', 'Bump web', 'the record is not of the type Object'],
  ['another version', { ...record, version: 2 }, 'version is not of the type 1'],
  ['no title', { ...record, title: undefined }, 'title is missing'],
  ['another state', { ...record, state: 'merged' }, 'state is not of the type ("open" | "closed")'],
  ['a label that is none', { ...record, labels: ['deploy', 7] }, 'labels[1] is not of the type string'],
  ['a comment without its text', { ...record, comments: [{ at: 'now' }] }, 'comments[0].body is missing'],
])('of %s it says what is wrong, and where', (_, value, fault) => {
  const message = `the ref refs/fairlead/pull-requests/bump does not contain a pull request that this version can read: ${fault}\n  Delete it`
  expect(() => read(value)).toThrow(message)
})
