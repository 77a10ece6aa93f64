import { type Stats, statSync } from 'node:fs';
import { systemCode } from '../domain/errors.js';

/**
 * What is at a path. Links are followed. Nothing there is one answer; not to be told is none: these throw the
 * system's error where a folder on the way may not be read, so that what is there is never taken for missing.
 */
export function isPresent(path: string): boolean {
  return look(path) !== undefined;
}

export function isFolder(path: string): boolean {
  return look(path)?.isDirectory() === true;
}

export function isFile(path: string): boolean {
  return look(path)?.isFile() === true;
}

function look(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') return undefined; // nothing is below a file
    throw error;
  }
}
