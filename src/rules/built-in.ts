/**
 * The built-in rules of each version, by the SHA-256 of their bytes. A run is explained with the very file it was
 * computed with, so no file of a released version is ever changed or taken away: before `asd.yaml` changes, it is
 * copied to `built-in/VERSION.yaml`, and the lines of the versions that had it lead to the copy. A new version has a
 * line of its own.
 */
export const BUILT_IN_RULES: readonly BuiltIn[] = [
  {
    version: '0.3.0',
    file: 'asd.yaml',
    sha256: 'aff05076ea8b7bfe2dbc456e260ee1b7525d1d627ac8f05eb15ce7620575c4d6',
  },
  {
    version: '0.2.0',
    file: 'built-in/0.2.0.yaml',
    sha256: '847d081a919f1e3ab8a9de93cd663f9397212b147544a47ef3318ddf0b80605b',
  },
  {
    version: '0.1.0',
    file: 'built-in/0.1.0.yaml',
    sha256: 'edf2bae2a0e5827e371df488ac663d42867fa8052421fb8a3ec559450ff7d1ee',
  },
];

/** A file below this folder, and its hash. */
export type BuiltIn = { readonly version: string; readonly file: string; readonly sha256: string };
