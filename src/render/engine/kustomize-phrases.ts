import type { Phrase } from '../../text/reduced.ts'
import { LEFT_OUT, phrase } from '../../text/reduced.ts'
import { HELM_PHRASES } from './helm-phrases.ts'

/**
 * A path. It can match a text in only one way; otherwise the time to reject a text would double with each character.
 */
const PATH = String.raw`(?:\/?[\w.@+~-]+(?:\/[\w.@+~-]+)*\/?|\/)`
/** A resource id, such as `Secret.v1.[noGrp]/name.[noNs]`. */
const ID = String.raw`[A-Z]\w*(?:\.(?:[\w-]+|\[no\w+\]))+\/[\w.:*-]+\.(?:[\w-]+|\[no\w+\])`
const FIELD = String.raw`[\w.\/[\]*=:-]{1,200}`

/**
 * Messages of kustomize.
 *
 * Source: kustomize api/internal/target, api/internal/accumulator, api/internal/builtins, kyaml
 */
export const KUSTOMIZE_PHRASES: readonly Phrase[] = [
  // The text that follows is the value itself.
  phrase(String.raw`node contents:[^]*`, () => LEFT_OUT),
  phrase(
    String.raw`trouble configuring builtin (\w+) with config: \x60[^]*?\n\x60:`,
    ([, what]) => `trouble configuring builtin ${what}:`,
  ),
  phrase(
    String.raw`resid\.ResId\{[^\n]*?Kind:"(\w+)"[^\n]*?Name:"([\w.-]+)"[^}\n]*\}`,
    ([, kind, name]) => `${kind} ${name}`,
  ),
  phrase(`(?:from|on|path|root|lstat|open|stat|definition from) '?${PATH}'?(?=[\\s:')\\]]|$)`),
  phrase(String.raw`'${PATH}\.(?:ya?ml|json)':?`),
  phrase(String.raw`(?:in File: |env source files: \[|CRDs \[)${PATH}\]?`),
  phrase(`"?${ID}"?(?::${FIELD})?`),
  phrase(String.raw`(?:field|fieldPath) ['"\x60]${FIELD}['"\x60]`),
  phrase(String.raw`(?:missing path|missing key|testing value):? "?\/[\w\/~.-]*"?`),
  phrase(String.raw`illegally repeats the key \x60[\w.-]{1,100}\x60`),
  phrase(String.raw`(?:configmap|secret|resource with name) [\w.-]+(?= (?:illegally|does))`),
  phrase(String.raw`(?:expected kind|got) '(?:Kustomization|Component)'`),
  phrase(String.raw`missing metadata\.name in object`),
  phrase(String.raw`missing Resource metadata`),
  phrase(String.raw`plugin \w+\.builtin`),
  phrase(String.raw`options\.index -?\d{1,6}`),
  phrase(String.raw`expected key=value`),
  phrase(String.raw`(?:Mapping|Sequence|Scalar)Node`),
  phrase(String.raw`kustomization\.ya?ml|KV pairs|SM or JSON`),
  phrase(String.raw`must be one of \[[a-z, ]+\]`),
  // Messages of inflated charts and of Go.
  ...HELM_PHRASES,
]
