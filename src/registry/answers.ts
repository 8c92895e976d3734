import * as v from 'valibot'
import { remoteError } from '../errors.ts'
import type { Shape } from '../shapes/answer.ts'
import { parseJsonAnswer } from '../shapes/answer.ts'
import { entries, some } from '../shapes/json.ts'
import { MUST_BE } from '../shapes/messages.ts'

/**
 * The parts of the responses that are read from registries, token servers, credential helpers and `docker login`
 * files.
 */

/** A manifest: https://github.com/opencontainers/image-spec/blob/main/manifest.md; an index has no layers. */
export const ManifestAnswer = v.object({
  schemaVersion: v.number(),
  layers: v.nullish(v.array(v.object({ mediaType: v.string(), digest: v.string(), size: v.number() })), []),
})

/**
 * A list of tags: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags; null if a
 * repository has none.
 */
export const TagsAnswer = v.object({ tags: v.nullable(v.array(v.string())) })

/** A token is sent as a header, so its characters are limited. */
const token = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]+$/, 'contains characters that are not valid in a token'),
)

/** A token: https://distribution.github.io/distribution/spec/auth/token/ defines two names for the same field. */
export const TokenAnswer = v.pipe(
  v.object({ token: v.nullish(token), access_token: v.nullish(token) }),
  v.transform(({ token: own, access_token: other }) => own ?? other),
  v.check((found) => found !== undefined && found !== null, 'has neither token nor access_token'),
  v.transform(String),
)

const words = v.fallback(v.nullish(v.string()), undefined)

/**
 * The reason that a registry denies access, in its own words; some registries send only `details`. Fields of another
 * type are ignored. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
 */
export const ErrorsAnswer = v.object({
  errors: v.fallback(v.optional(v.array(v.object({ message: words, code: words })), []), []),
  details: words,
})

/** The answer of a credential helper: https://github.com/docker/docker-credential-helpers#development */
export const HelperAnswer = v.object({ Username: v.string(), Secret: v.string() })

/** docker is written in Go, which reads null as an empty value. */
const text = v.nullish(v.string(MUST_BE.text), '')
const named = <T>(values: Shape<T>) => v.nullish(entries(values), () => new Map<string, T>())

/** An entry of `auths`. docker leaves an empty entry if a credential helper stores the secret. */
const Login = v.nullish(
  some({ auth: text, username: text, password: text, identitytoken: text, registrytoken: text }),
  {},
)

export type Login = v.InferOutput<typeof Login>

/** The part of docker's configuration that contains credentials; podman's `auth.json` has the same format. */
export const LoginsFile = some({ auths: named(Login), credHelpers: named(text), credsStore: text })

/**
 * Reads a response of a registry.
 *
 * @param what the expected content: `a list of tags`
 * @throws FairleadError (remote) if the content is different, with the key that is wrong
 */
export function readAnswer<T>(
  shape: Shape<T>,
  body: Uint8Array,
  { registry, what }: { readonly registry: string; readonly what: string },
): T {
  const answer = parseJsonAnswer(shape, body)
  if ('data' in answer) return answer.data
  throw remoteError(`the response of ${registry} is not ${what}: ${answer.fault}`, {
    hint: 'Check the name of the registry, and whether a proxy answers instead of it.',
  })
}
