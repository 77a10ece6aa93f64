import { FileReader } from '../files/read-file.js';
import type { Extract } from './received.js';

/** Returns the SHA-256 of each file of an extract as received, by file name, without reading its rows. */
export async function digestExtract(extract: Extract): Promise<{ path: string; sha256: string }[]> {
  const digests: { path: string; sha256: string }[] = [];
  for (const file of extract.files) {
    if (file.zipped !== null) {
      digests.push({ path: file.name, sha256: file.zipped.archive.sha256 });
      continue;
    }
    const reader = await FileReader.open(file.path, file.name);
    try {
      for await (const _ of reader.raw()) {
        // The reader hashes the bytes as they pass.
      }
      digests.push({ path: file.name, sha256: (await reader.finish()).sha256 });
    } finally {
      await reader.close().catch(() => undefined);
    }
  }
  return digests;
}
