/** Fairlead's version, as in package.json; a test keeps the two equal. The file itself would bring all of it into the bundle. */
export const version = '0.1.0'
