import { describe, expect, it } from 'vitest'
import { freezesAt, isOpen, opensAt, shownSpan, shownTime } from '../../../src/gate/when.ts'

const berlin = { days: 'mon-fri', from: '08:00', to: '16:00', timeZone: 'Europe/Berlin' }
const at = (text: string) => Date.parse(text)

describe('a window', () => {
  it.each([
    ['the minute before it opens', '2026-11-27T06:59:59Z', false],
    ['the minute at which it opens', '2026-11-27T07:00:00Z', true],
    ['the last second', '2026-11-27T14:59:59Z', true],
    ['the minute at which it closes', '2026-11-27T15:00:00Z', false],
    ['a Saturday', '2026-11-28T10:00:00Z', false],
    ['a Saturday there that is Friday in UTC', '2026-11-27T23:30:00Z', false],
    ['08:30 of summer, which is 06:30 in UTC', '2026-07-31T06:30:00Z', true],
  ])('at %s', (_, time, open) => expect(isOpen([berlin], at(time))).toBe(open))

  it('follows the clocks when they change: 08:00 is an hour earlier in UTC the day after', () => {
    // Clocks go forward on Sunday, 29 March 2026.
    expect(opensAt([berlin], at('2026-03-27T16:00:00Z'))).toBe(at('2026-03-30T06:00:00Z'))
    // Clocks go back on Sunday, 25 October 2026.
    expect(opensAt([berlin], at('2026-10-23T16:00:00Z'))).toBe(at('2026-10-26T07:00:00Z'))
  })

  it('of an hour that the clocks leave out does not open, and of one that comes twice does so twice', () => {
    const night = { days: 'sun', from: '02:00', to: '03:00', timeZone: 'Europe/Berlin' }
    const hours = (from: string, to: string) => {
      let open = 0
      for (let time = at(from); time < at(to); time += 60_000) if (isOpen([night], time)) open += 1
      return open / 60
    }
    expect(hours('2026-03-28T23:00:00Z', '2026-03-29T23:00:00Z')).toBe(0)
    expect(hours('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toBe(2)
    expect(hours('2026-11-07T23:00:00Z', '2026-11-08T23:00:00Z')).toBe(1)
  })

  it('that ends before it begins goes on into the next day, which need not be one of its days', () => {
    const late = { days: 'fri', from: '22:00', to: '02:00' }
    expect(isOpen([late], at('2026-11-27T23:00:00Z'))).toBe(true)
    expect(isOpen([late], at('2026-11-28T01:59:00Z'))).toBe(true)
    expect(isOpen([late], at('2026-11-28T02:00:00Z'))).toBe(false)
    expect(isOpen([late], at('2026-11-27T01:00:00Z'))).toBe(false)
  })

  it('may take a whole day, days over the end of the week, and single ones', () => {
    const whole = { days: 'fri-mon', from: '00:00', to: '24:00' }
    const open = (day: string) => isOpen([whole], at(`2026-11-${day}T23:59:59Z`))
    // Thursday to Tuesday
    expect(['26', '27', '28', '29', '30'].map(open)).toEqual([false, true, true, true, true])
    expect(isOpen([{ ...whole, days: 'mon,wed, sat' }], at('2026-11-28T00:00:00Z'))).toBe(true)
    expect(isOpen([{ ...whole, days: 'mon,wed, sat' }], at('2026-11-27T00:00:00Z'))).toBe(false)
  })

  it('is not needed where there is none, and the next of several counts', () => {
    expect(isOpen([], at('2026-11-29T03:00:00Z'))).toBe(true)
    const sunday = { days: 'sun', from: '04:00', to: '05:00' }
    expect(opensAt([berlin, sunday], at('2026-11-28T12:00:30Z'))).toBe(at('2026-11-29T04:00:00Z'))
  })
})

describe('a freeze', () => {
  const freeze = { from: '2026-12-20', to: '2027-01-03', timeZone: 'America/New_York' }
  it.each([
    ['the last minute before it, there', '2026-12-20T04:59:00Z', false],
    ['its first minute', '2026-12-20T05:00:00Z', true],
    ['its last minute', '2027-01-04T04:59:00Z', true],
    ['the first minute after it', '2027-01-04T05:00:00Z', false],
  ])('at %s', (_, time, on) => expect(freezesAt([freeze], at(time)).length > 0).toBe(on))

  it('counts in UTC where it says nothing else', () => {
    const utc = { from: '2026-12-24', to: '2026-12-24' }
    expect(freezesAt([utc], at('2026-12-24T00:00:00Z'))).toHaveLength(1)
    expect(freezesAt([utc], at('2026-12-25T00:00:00Z'))).toHaveLength(0)
  })
})

it('times and spans are told with their zone and unit', () => {
  expect(shownTime(at('2026-11-27T11:00:00Z'), 'Europe/Berlin')).toBe('2026-11-27 12:00 Europe/Berlin')
  expect(shownSpan(90 * 60_000)).toBe('1 h 30 min')
  expect(shownSpan(7 * 24 * 3_600_000)).toBe('7 d')
})
