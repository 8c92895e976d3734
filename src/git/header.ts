import type { Setting } from './environment.ts'

/** The `Authorization` header, which is sent only to one http address and the paths below it. */
export interface Header {
  readonly url: string
  readonly value: string
}

/**
 * Returns the settings for a header. They reset the header first; otherwise a checkout action's header for the same
 * host would also be sent.
 */
export function headerSettings(authorization: Header | undefined): Setting[] {
  if (!authorization) return []
  const key = `http.${authorization.url}.extraheader`
  return [
    [key, ''],
    [key, `Authorization: ${authorization.value}`],
  ]
}

/** Returns the texts to mask: the header's value, and the credentials that a Basic header encodes. */
export function secretsOf(authorization: Header | undefined): string[] {
  return authorization ? secretsOfHeader(authorization.value) : []
}

/** Returns the texts to mask of a setting that is a header, such as the one that a checkout action sets. */
export function secretOfSetting([key, value]: Setting): string[] {
  const header = key.endsWith('.extraheader') ? /^authorization:\s*(.+)$/i.exec(value)?.[1] : undefined
  return header === undefined ? [] : secretsOfHeader(header)
}

function secretsOfHeader(value: string): string[] {
  const credentials = value.replace(/^\S+\s+/, '')
  const decoded = Buffer.from(credentials, 'base64').toString()
  return [value, credentials, decoded, decoded.replace(/^[^:]*:/, '')]
}
