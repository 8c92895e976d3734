import * as v from 'valibot'
import { list, text, time } from './go-json.ts'

/** Small answers of the API beside Applications and their objects. */

/** An object as it is, as a text of JSON. */
export const LiveObject = v.object({ manifest: text() })

export const Version = v.object({ Version: text() })

export const Events = v.object({
  items: list(
    v.object({ reason: text(), message: text(), type: text(), lastTimestamp: time(), eventTime: time() }),
  ),
})

/** A line of a pod's log. */
export const LogLine = v.object({
  result: v.optional(
    v.object({ content: text(), timeStampStr: text(), last: v.nullish(v.boolean(), false) }),
  ),
})

/** What the server says of a request that it refuses. */
export const Refusal = v.object({
  code: v.nullish(v.number()),
  message: text(),
  // Before a stream begins it is said in another form.
  error: v.nullish(
    v.union([v.string(), v.object({ grpc_code: v.nullish(v.number()), message: text() })]),
    '',
  ),
})

/** Whether the token may do something: `yes` or `no`. */
export const CanI = v.object({ value: v.string() })

/** What an Argo CD says of itself to everybody. */
export const Settings = v.object({
  dexConfig: v.nullish(v.unknown()),
  oidcConfig: v.nullish(v.object({ issuer: text(), clientID: text() })),
})
