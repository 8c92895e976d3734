import type { Setting } from './environment.ts'

/** The `Authorization` header for one http address, and only for what is below it. */
export interface Header {
  readonly url: string
  readonly value: string
}

/** The header is reset first, or a checkout action's own header for the same host would be sent as well. */
export function headerSettings(authorization: Header | undefined): Setting[] {
  if (!authorization) return []
  const key = `http.${authorization.url}.extraheader`
  return [
    [key, ''],
    [key, `Authorization: ${authorization.value}`],
  ]
}

/** What must not be seen: the header's value, and the pair that a Basic header wraps. */
export function secretsOf(authorization: Header | undefined): string[] {
  return authorization ? secretsOfHeader(authorization.value) : []
}

/** The same of a setting that is a header, such as the one that a checkout action leaves. */
export function secretOfSetting([key, value]: Setting): string[] {
  const header = key.endsWith('.extraheader') ? /^authorization:\s*(.+)$/i.exec(value)?.[1] : undefined
  return header === undefined ? [] : secretsOfHeader(header)
}

function secretsOfHeader(value: string): string[] {
  const credentials = value.replace(/^\S+\s+/, '')
  const decoded = Buffer.from(credentials, 'base64').toString()
  return [value, credentials, decoded, decoded.replace(/^[^:]*:/, '')]
}
