import { describe, expect, it } from 'vitest'
import { FairleadError } from '../../../src/errors.ts'
import { readApprovals, timeOf } from '../../../src/gate/approvals-file.ts'

describe('the time of an approval', () => {
  it('may be in any zone', () => {
    const at = Date.UTC(2026, 10, 27, 10)
    for (const text of ['2026-11-27T10:00:00Z', '2026-11-27T11:00:00+01:00', '2026-11-27T10:00Z'])
      expect(timeOf(text, 'at')).toBe(at)
  })

  it.each([
    '2026-11-27',
    '2026-11-27T10:00:00',
    '2026-02-30T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '0000-00-00T00:00:00Z',
    '2026-11-27T25:00:00Z',
    '2026-11-27T10:00:60Z',
    '2026-11-27T10:00:00+25:00',
  ])('is refused where it is none: %s', (text) => {
    expect(() => timeOf(text, 'at')).toThrow(FairleadError)
    expect(() => timeOf(text, 'at')).toThrow('which is not a valid time')
    const entry = JSON.stringify([{ by: 'bob', digest: '', at: text }])
    expect(() => readApprovals(Buffer.from(entry))).toThrow(FairleadError)
  })
})
