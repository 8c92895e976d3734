/**
 * Characters that a reader does not see: control characters, bidi overrides, zero-width characters, unpaired
 * surrogates. U+FE0F is not included, because it only colors an emoji.
 */
const invisible = /(?!\n|\t|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/**
 * Returns the text with invisible characters written like `\u202e`, so that a reviewer sees what a machine reads.
 * Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text.replaceAll(invisible, (found) => {
    const point = (found.codePointAt(0) ?? 0).toString(16)
    return point.length > 4 ? `\\u{${point}}` : `\\u${point.padStart(4, '0')}`
  })
}

/** Returns untrusted text on one line, see {@link visible}. */
export function visibleLine(text: string): string {
  return visible(text.replaceAll(/[\r\n\t]+/g, ' ')).trim()
}
