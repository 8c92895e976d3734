import { refusal } from '../errors.ts'
import type { YamlFile, YamlNode } from '../yaml/nodes.ts'
import { entryValue, resolve } from '../yaml/nodes.ts'
import { position } from '../yaml/position.ts'

/**
 * Refuses to edit a file of SOPS whose code (MAC) covers all of its values, usually including the values that are not
 * encrypted: after an edit, the file could not be decrypted any more.
 *
 * Rule: https://github.com/getsops/sops#message-authentication-code (`mac_only_encrypted`)
 *
 * @throws FairleadError (refused) if the code of a file covers all of its values
 */
export function refuseSealed(file: YamlFile): void {
  for (const { root } of file.documents) {
    const sops = entryValue(root, 'sops')
    const mac = entryValue(sops, 'mac')
    if (!sops || !mac || textOf(entryValue(sops, 'mac_only_encrypted')) === 'true') continue
    throw refusal(
      'SOPS protects all values of this file with a MAC, so it could not be decrypted after an edit',
      {
        at: { file: file.path, line: position(file.text, mac.start).line },
        hint: 'Move the tag to a file that is not encrypted, or set mac_only_encrypted: true in .sops.yaml and encrypt this file again.',
      },
    )
  }
}

/** Reports whether a text is a value that SOPS has encrypted. */
export function isEncrypted(text: string | undefined): boolean {
  return text !== undefined && /^ENC\[[A-Z0-9_]+,data:/.test(text)
}

function textOf(node: YamlNode | undefined): string | undefined {
  const scalar = resolve(node)
  return scalar?.kind === 'scalar' ? scalar.value : undefined
}
