/**
 * Fairlead's version. A test checks that it equals the one in package.json. Importing package.json would add the
 * whole file to the bundle.
 */
export const version = '0.1.0'
